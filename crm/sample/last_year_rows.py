"""Who was asked last year: a row each. What was said with each is a pattern; who they are, what they write about and
what was asked is their own."""

from dataclasses import dataclass

FIRST_ASK, BETWEEN = 392, 6  # days before today, and between one ask and the next
TRIESTE_ENDED = 200

# Name, outlet, where, what they write about.
ROWS = """
Abena Koomson-Vale | Tin Roof Radio | Kumasi | rain on station roofs
Ailsa Drummond-Reid | The Guard’s Whistle | Inverness | whistles and who blows them
Amadou Bah-Lindgren | Rail de nuit | Conakry | porters after midnight
Anouk Verbruggen | Spoor en Slaap | Mechelen | pillows in couchettes
Arash Tehrani-Moss | Desert Sleeper | Yazd | tea carried through corridors
Béla Horváth-Quist | Fűtőház | Miskolc | engine sheds at dawn
Birgit Nymoen | Nattlinje | Røros | snow ploughs on branch lines
Catarina Boavida-Renn | Linha do Sul | Beja | cork trains
Cillian O’Meara | Platform Two | Ennis | waiting rooms with fires
Dagny Ísleifsdóttir | Engin lest | Egilsstaðir | an island without trains
Dimakatso Letsoalo | Up Train | Polokwane | choirs in third class
Edvard Lunde-Ferrari | Skinner | Voss | avalanche sheds
Eleni Markopoulou | Στάση | Kalamata | closed stations that still have clocks
Emeka Nwosu-Hale | Iron Road Diary | Enugu | signal boxes painted blue
Fenna Dijkstra-Osei | Wissel | Leeuwarden | level crossings by canals
Filip Černohorský-Lang | Výhybka | Děčín | river lines
Giulia Sartorelli | Vagone letto | Udine | uniforms and their buttons
Hamza El Idrissi | Quai | Tangier | ferries that meet trains
Hana Kobayashi-Stern | 始発 | Aomori | first trains of the day
Ignacio Urrutia | Vía muerta | Temuco | sidings and dogs
Ilinca Dragomir-Pell | Gară mică | Sighișoara | apple sellers on platforms
Jonas Weidenfeller | Gleis 9 | Görlitz | borders crossed asleep
Jūratė Kazlauskaitė-Bond | Bėgiai | Šiauliai | storks on signal masts
Kaarina Ristola | Yöjuna | Kemi | car trains to the north
Kofi Agyeman-Scott | Night Fare | Takoradi | fares paid in fish
Léonie Maréchal | Contrevoie | Cahors | viaducts nobody counts
Liam Ferreira-Tate | Mainline | Bendigo | water towers
Ljubica Radović | Perón | Užice | the line with a hundred tunnels
Magnus Eikeland | Sovevogn | Narvik | ore trains and poets
Malia Tuipulotu | Cane Line | Lautoka | sugar railways
Marek Zawadzki-Ames | Semafor | Ełk | lamps and lamp lighters
Mei-Ling Tsai | 支線 | Chiayi | forest railways
Nadia Brahimi-Stowe | Le petit train | Béjaïa | women who drive trains
Nils Abrahamsson | Spårväxel | Boden | frozen points
Oksana Hnatiuk | Потяг | Chernivtsi | jam sold from carriage windows
Pilar Echeverría-Munt | Andenes | Teruel | a station with one train a week
Quentin Aubrac | Le bogie | Belfort | people who listen to wheels
Rafaela Pinheiro-Lund | Bitola | Ouro Preto | narrow gauge and wide hats
Rosanna Dell’Aquila | Notte in treno | Lecce | the train to the sea
Samuel Otieno-Byrne | Lunatic Express Notes | Voi | lions and linesmen
Sigrún Thorvald-Gray | Slow Letter North | Wick | the far north line
Tamás Révész-Holm | Sínek közt | Eger | museum railways run by children
Tindra Hallberg | Perrongen | Mora | sledges on the luggage rack
Ulrike Stammberger | Speisewagen | Passau | the last dining cars
Valentina Ossandón-Reuter | Durmiente | Valdivia | sleepers, the wooden ones
Wanjiru Kamau-Frost | Carriage Seven | Nakuru | letters posted on trains
Xiomara Bustos | El ramal | Tarija | the conductor’s memory
Yusuf Karahan-Elm | Gece Postası | Sivas | the mail car’s stove
"""
OPENINGS = (
    "{first}, your pieces on {subject} are the ones I send to friends who think that nothing happens at night.",
    "Since I read you on {subject}, {first}, I look out of the window where I used to look at my telephone.",
    "You once wrote, {first}, that {subject} would outlast the timetable; I have been hoping that you are right.",
    "Nobody here knew anything of {subject} before your column, {first}, and now it comes up at lunch.",
    "My mother cut your article about {subject} out of the paper and keeps it in her recipe book, {first}.",
    "There is a sentence of yours on {subject} above my desk, {first}, and visitors read it aloud.",
    "I have met two people this month who took a slower journey because of what you say about {subject}.",
)
MIDDLES = (
    "We are opening a compartment that was locked for nine years, and somebody ought to describe the smell first.",
    "In the spring a driver who retires takes her last run, and she has agreed to have one guest beside her.",
    "The workshop that restored the lamps lets us in on a Sunday, with the man who still blows the glass.",
    "A box of letters turned up behind a panel, unposted since 1961, and their families have all been found.",
    "For one night the train stops where no train has stopped since the war, and the village is baking.",
    "The composer who tuned the door chimes will explain, on board and after dark, why there are five notes.",
    "An apprentice has drawn every face that boarded in a winter, and the drawings travel back to their owners.",
)
CLOSINGS = (
    "Would you come along and tell it in your own way, or not at all if it does not move you?",
    "Might you spend that evening with us and decide afterwards whether there is a story?",
    "Could I keep the seat opposite for you, and your readers guess the rest from what you make of it?",
    "I should love to hear what you would ask them; will you be the one who asks?",
    "If you can spare a night for it, may I put your name on the door?",
    "Say yes only if you would have gone anyway; then we shall be glad of the company.",
    "What would it take for you to be there with your notebook and without a hurry?",
)
# What we wrote stays under twelve words: shorter texts are near-copies only word for word, and the subject is theirs.
GREETINGS = (
    ("Awake over {subject}. Happily.", "That is the only review I frame."),
    ("Part two on {subject}?", "There is always a second part, and it is late."),
    ("Quoted you on {subject} today.", "And did the stranger get off at the right stop?"),
    ("Here, too: {subject}.", "Every town has it. One has to get up early."),
)
KNOWN = (24, 45, 80, 130, 260, 420)  # days before the ask
CHANNELS = ("email", "email", "bluesky", "email", "phone")
ANSWERS = {  # round and round, by how the ask came to be made
    "earned": "yes yes silent yes no yes not_now yes silent yes yes no silent yes yes",
    "overridden": "silent no yes silent silent no",
    "vouched": "yes no yes yes",
    "elsewhere": "silent silent no yes silent no silent silent",
}


@dataclass(frozen=True)
class Row:
    """`asked` days before today; `way`: earned, overridden, vouched or elsewhere."""

    number: int
    name: str
    outlet: str
    place: str
    subject: str
    asker: str
    way: str

    @property
    def key(self) -> str:
        return f"last-year-{self.number}"

    @property
    def page(self) -> str:
        return f"https://{self.key}.example"

    @property
    def asked(self) -> int:
        return FIRST_ASK - BETWEEN * self.number

    @property
    def campaign(self) -> str:
        if self.asked >= TRIESTE_ENDED:
            return "trieste"
        return "seagrass" if self.number % 3 == 0 else "bench"

    @property
    def topic(self) -> str:
        return "coast" if self.campaign == "seagrass" else "rail"

    @property
    def channel(self) -> str:
        return CHANNELS[self.number % len(CHANNELS)]

    @property
    def letter(self) -> str:
        """No two have more than one sentence in common."""
        one, two = self.number % 7, self.number // 7
        words = f"{OPENINGS[one]} {MIDDLES[two]} {CLOSINGS[(one + two) % 7]}"
        return words.format(first=self.name.split()[0], subject=self.subject)


def _row(number: int, line: str) -> Row:
    name, outlet, place, subject = line.split(" | ")
    return Row(number, name, outlet, place, subject, asker=_asker(number), way=_way(number))


def _way(number: int) -> str:
    if number % 6 == 5:
        return "elsewhere"
    if number % 8 == 3:
        return "overridden"
    return "vouched" if number % 12 == 1 else "earned"


def _asker(number: int) -> str:
    """An override is a manager's, and Mara is one."""
    return "mara" if _way(number) == "overridden" else ("me", "teo", "me", "mara")[number % 4]


LAST_YEAR = tuple(_row(number, line) for number, line in enumerate(ROWS.strip().splitlines()))
