"""Posts of the sample: nobody real wrote them, and every address ends in .example."""

from typing import NamedTuple


class Said(NamedTuple):
    """`days` and `hour` before the loading; `by`: a key of AUTHORS, empty for nobody; `source`: a key of SOURCES."""

    days: float
    by: str
    text: str
    title: str = ""
    source: str = "tags"
    to_us: bool = False
    language: str = "en"


# Contacts of the sample speak by the handles they have there; the others are strangers.
AUTHORS = {
    "noor": ("bluesky", "noor.platformedge.example", "Noor Haddad"),
    "misaki": ("mastodon", "@misaki@photo.example", "佐藤 美咲"),
    "hedvig": ("bluesky", "hedvig.togstrek.example", "Hedvig"),
    "kalani": ("mastodon", "@kalani@reef.example", "Kalani"),
    "ferrywatch": ("bluesky", "ferrywatch.example", "Ferry Watch"),
    "berta": ("mastodon", "@berta@gleise.example", "Berta Kühn"),
    "gleise": ("website", "https://gleise.example", "Berta Kühn"),
    "coach12": ("bluesky", "coach12.example", "Coach Twelve"),
    "marsh": ("bluesky", "marshdiary.example", "Marsh Diary"),
    "odile": ("mastodon", "@odile@quai.example", "Odile Perrin"),
    "bolt": ("bluesky", "boltandthread.example", "Bolt & Thread"),
    "sol": ("bluesky", "sol.example", "Sol"),
    "deals": ("bluesky", "traveldeals.example", "Travel Deals Daily"),
}
OWN_SITES = {"berta": "https://gleise.example"}  # their profiles name these, and their server saw the link back
OURS = ("bluesky", "listenlarge-sample.example")

SOURCES = {
    "tags": ("mastodon", "Hashtags on night trains (sample)", {"base": "https://social.example", "tags": ["Nachtzug"]}),
    "edge": ("feed", "The Platform Edge (sample)", {"base": "https://platformedge.example/feed"}),
    "tide": ("feed", "Tidewater notes (sample)", {"base": "https://tidewater-notes.example/feed"}),
}
IN_TROUBLE = ("tide", "There is nothing at this address just now (404); we keep trying.")

POSTS = (
    Said(0.1, "noor", "The night train to Beirut's old Riyaq workshops is a drawing again; I have seen the drawing. "
         "Two couchette coaches, a café with windows that open. Who pays for the track?", "A drawing with windows"),
    Said(0.2, "coach12", "Woke up in another country without hearing an engine. The sleeper train did it again."),
    Said(0.3, "hedvig", "@listenlarge-sample.example which night train takes bicycles? I would ride each of them and "
         "film it.", to_us=True),
    Said(0.4, "marsh", "Counted eleven shoots a square metre in the new seagrass. Last autumn it was two."),
    Said(0.6, "berta", "Der Nachtzug nach Süden war voll, und niemand im Abteil wollte fliegen. Wir haben gefragt.",
         language="de"),
    Said(0.8, "hedvig", "Filming in a couchette means asking five strangers first. All five said yes, and one sang."),
    Said(1.1, "coach12", "Things to ask before booking a couchette: which way it faces, who has the light, and when "
         "breakfast comes. Nobody prints the third."),
    Said(1.4, "bolt", "Eleven toasters, nine alive. Our repair café does not do miracles, it does fuses."),
    Said(1.8, "misaki", "夜行列車の最後の停車駅。午前四時、雪。", language="ja"),
    Said(2.2, "marsh", "A salt marsh is a slow sponge. Ours held the whole of Tuesday's storm."),
    Said(2.5, "", "A village council voted to keep its fishing port open in winter, by one vote.",
         "One vote for the harbour", "tide"),
    Said(2.9, "ferrywatch", "The small harbour at the end of line 7 gets its ferry back on Mondays; quayside full."),
    Said(3.3, "kalani", "Replanting seagrass by hand at low tide: bring gloves, a mat, somebody who tells stories."),
    Said(3.6, "berta", "Petition für den Nachtzug: 4.000 Namen in einer Woche. Die Bahn will „prüfen“.", language="de"),
    Said(4.1, "odile", "Le port a un atelier: mending nets, two evenings a week, anybody may come and learn."),
    Said(4.7, "deals", "CHEAP couchette upgrade codes!!! Sleeper train, night train, all trains. Link in bio."),
    Said(5.2, "noor", "Readers sent me 212 night train memories. I am printing nine, and answering all of them.",
         "Two hundred and twelve memories", "edge"),
    Said(5.9, "coach12", "Why the sleeper train leaves late: the kitchen loads last. A short thread on soup."),
    Said(6.4, "bolt", "The right to repair reached our town hall. They asked for a list of screws. We brought a jar."),
    Said(7.3, "ferrywatch", "Quayside notes: two crews share one crane, and it works because they share lunch."),
    Said(8.0, "marsh", "Seagrass update: the replanted strip flowered. I did not know it flowered under water."),
    Said(8.8, "sol", "Took the night train for a job interview. Got the job, kept the ticket."),
    Said(9.5, "berta", "Nachtzug-Stammtisch, dritter Abend: vierzig Leute, ein Fahrplan von 1986, viel Streit.",
         language="de"),
    Said(10.2, "gleise", "Ein Nachtzug hat drei Geschwindigkeiten: die Strecke, den Fahrplan, den Schlaf.",
         "Drei Geschwindigkeiten", "edge", language="de"),
    Said(11.0, "hedvig", "What a dining car sounds like at 2 a.m.: spoons, mostly. Night train film, part three."),
    Said(12.2, "odile", "At the fishing port they name the cranes. This one is Marguerite."),
    Said(13.5, "coach12", "A couchette compartment is six people agreeing about a window."),
    Said(15.1, "kalani", "The map of seagrass we all use is from 2009. We walk with a newer one in our heads."),
    Said(17.0, "bolt", "Mending circle tonight: bring the jumper you are ashamed of."),
    Said(19.3, "noor", "Ministries count night train seats. Passengers count mornings.", "Counting mornings", "edge"),
    Said(22.4, "marsh", "Salt marsh at dawn, nine species before coffee."),
    Said(26.0, "berta", "Drei Länder, ein Nachtzug, vier Lautsprecherdurchsagen. Ein Protokoll.", language="de"),
    Said(31.5, "coach12", "The sleeper train attendant knows who will snore. She would not tell me how."),
    Said(37.0, "ferrywatch", "A small harbour without a bench is only a car park for boats."),
    Said(44.0, "sol", "Night train rule one: whoever brings cherries chooses the film."),
    Said(52.0, "marsh", "Bought a second-hand glass-bottomed bucket. Seagrass everywhere, if you kneel."),
    Said(61.0, "berta", "Erste Fahrt im neuen Nachtzug. Die Steckdose ist da, wo man sie sucht.", language="de"),
    Said(70.0, "bolt", "Our first repair café had more cakes than screwdrivers. We kept that balance."),
)  # fmt: skip
