"""Long illness, repair, a desk; and what does not count, however much of it there is."""

from crm.sample.asking import boundary
from crm.sample.telling import Moment, Story
from crm.sample.vocabulary import helped, liked, long_ago, observed, promised, read, shared, stated, they, we

BLASTS = (
    (78, "We are delighted to share the exciting news that the summer programme of our rail partners is here, and "
     "we would love to see it in your next edition, with pictures on request."),
    (48, "A quick reminder that our rail partners have something very special in store for your readers this "
     "autumn, and that a short mention from you would mean the world to all of us here."),
    (19, "Last call for your autumn pages: our rail partners would be thrilled to be featured, and we have "
     "attached three ready-made paragraphs which you are welcome to use as they are."),
)  # fmt: skip


def blasted() -> tuple[Moment, ...]:
    """The same words to everybody on a list."""
    return tuple(we(days, text) for days, text in BLASTS)


STORIES = (
    # Long illness: what somebody has is theirs to say; only what they said counts.
    Story("maren", by="mara", lists=("words:mara",), moments=(  # ready, also by the more careful rules
        stated(82, "illness", "Ich spreche im Podcast über meine Krankheit, damit andere es nicht müssen."),
        we(76, "The episode on waiting lists: I took it into a waiting room and lent out one earphone."),
        they(75, "I hope that they gave it back."),
        read(64, "Folge 31: Wartelisten"),
        we(55, "They did, and asked for the next episode. You have a listener in Altona."),
        they(54, "Greet Altona from me. Folge 32 is hers."),
        read(48, "Folge 32: Für Altona"),
        read(35, "Folge 33: Ein guter Tag"),
        helped(26, "The transcript of all thirty-three, checked by ear, for those who cannot listen."),
        they(25, "You cannot know what that means to some of them. Thank you."),
        we(24, "I had a small idea while typing.", hour=12),
        read(12, "Folge 34: Abschriften"),
    )),
    Story("deirdre", lists=("words",), moments=(  # fit: she writes around it, and has not said so
        read(61, "The chair by the door"),
        we(57, "The chair by the door is the truest thing I have read about rooms."),
        they(56, "It is a very ordinary chair. That is what took so long."),
        read(40, "Numbers on a screen"),
        we(34, "The number that is never called: did you keep your ticket?"),
        they(33, "I did. It is a bookmark now."),
        helped(21, "The magazine you hoped for reads submissions until Friday; the editor's name is in it."),
        read(13, "A bookmark, 417"),
        we(12, "417 it is, then. I shall never see that number with the same eyes."),
    )),
    Story("ayse", lists=("words",), moments=(
        read(50, "Satır arasında"),
        we(44, "Your column on handwriting went round our table. Everybody tried their left hand."),
        they(43, "And? Was it legible?"),
        we(43, "Only mine. I am left-handed.", hour=18),
        they(41, "One thing, so that it is said: never anything about illness. Not mine, not in general."),
        boundary(41, "topic", "Never anything about illness. Not mine, not in general.", topic="illness"),
    )),
    Story("nhung", by="mara", lists=("words:mara",), moments=(  # answered: once
        stated(70, "illness", "Tôi viết chậm vì tôi sống chậm, từ khi bị bệnh."),
        read(66, "Buổi sáng thứ ba"),
        we(60, "Your Tuesday mornings make mine longer, in a good way."),

        read(52, "Chậm"),
        we(40, "This Tuesday had rain and a kettle in it, and I thought of your page."),
        they(39, "Then we share a very long Tuesday."),
        read(31, "Ấm nước"),
        we(20, "The kettle has made it into your last letter. I feel seen."),
        read(10, "Mưa"),
    )),
    Story("emmanuel", lists=("words",), moments=(  # reached: an old address book proves little
        long_ago(64, entered=5, text=""),
        stated(30, "illness", "Je vis avec une maladie qui n'a pas de bon nom."),
        read(28, "Les mots des médecins"),
        read(17, "Un nom pour la fatigue"),
        read(8, "Ce que dit le silence"),
        read(3, "Salle 12"),
    )),
    # Repair
    Story("bram", by="teo", lists=("bench:teo",), moments=(  # ready
        stated(88, "repair", "Wat los zit, kan vast."),
        we(79, "The episode with the toaster: it works again, and so does my neighbour's."),
        they(78, "Two toasters! Soon you will need a licence."),
        read(63, "Aflevering 12: de toaster"),
        we(49, "The licence came, in your handwriting. It hangs in the kitchen."),
        they(48, "Next comes the kettle exam."),
        read(36, "Aflevering 13: de waterkoker"),
        shared(27, "If you repair one thing this year, let it be the kettle, with Bram in your ear."),
        helped(13, "The seal for the 1974 kettle is still made, in Brno. They send you a handful."),
        read(12, "Aflevering 14: een handvol rubber"),
    )),
    Story("lupe", by="teo", lists=("bench:teo",), moments=(  # owed, to a colleague who is away
        stated(60, "repair", "Aquí no se tira nada, se aprende."),
        we(56, "Your Saturday photographs: I count nine people around one sewing machine."),
        they(55, "Ten. The tenth held the camera."),
        read(46, "Diez y una máquina"),
        we(35, "The tenth has a good eye. Please tell her."),
        they(34, "She blushed. She is eleven years old."),
        promised(34, "Find a used camera for the tenth", due=-1),
        read(28, "La décima"),
        helped(20, "A friend's old camera is on its way to the tenth, with film for a summer."),
        read(15, "La cámara nueva"),
        they(9, "The camera is here! May we show her first pictures on Saturday, with your friend's name?",
             kind="message"),
    )),
    Story("ananya", by="teo", lists=("bench:teo",), moments=(  # reached: two days of three
        stated(48, "repair", "A darn is a signature."),
        read(44, "The left elbow"),
        we(36, "A darn as a signature: mine would be illegible, but I am practising."),
        they(35, "Nobody's first darn is legible. Post a picture?"),
        we(35, "Here it is. Be kind.", hour=19),
        they(20, "I have shown it to the class, kindly.", kind="message", hour=9),
        we(20, "Then I shall hide from the class for a while.", hour=19),
        read(18, "Other people's darns"),
        shared(17, "On darning as handwriting. My own elbow is in it, anonymously."),
        read(7, "Ink and wool"),
    )),
    Story("fixit", by="teo", lists=("bench:teo",), moments=(read(11, "The mower that came back"),)),
    # A desk
    Story("desk", lists=("winter",), moments=(
        read(33, "Issue 12: the long way home", channel="post"),
        read(5, "Issue 13: changing at midnight", channel="post"),
    )),
    Story("farah", lists=("winter",), moments=(  # known: eight days
        stated(17, "rail", "We run one night-train story in every issue, and readers want two."),
        read(16, "Changing at midnight"),
        we(8, "The platform sandwich in your last issue: I know the stall, and he knows that you know."),
        they(7, "He has framed it. I am not allowed to pay any more."),
        read(6, "The sandwich, revisited"),
        read(2, "Letters to the night desk"),
    )),
    # What does not count
    Story("larserik", by="teo", lists=("winter:teo",), moments=(
        *blasted(),
        they(78, "Thank you for your message. We read everything but cannot answer every letter.", automated=True,
             hour=11),
    )),
    Story("chipo", by="teo", lists=("winter:teo",), moments=blasted()),
    Story("ruth", by="teo", lists=("winter:teo",), moments=blasted()),
    Story("hedvig", lists=("winter",), moments=(
        read(14, "Lok 17, blyant", channel="bluesky"),
        observed(14, "rail", "Lok 17, blyant"),
        liked(14),
        liked(14, theirs=True),
    )),
    Story("vusi", lists=("winter",), moments=(  # rested: a link sent unasked counts as an ask
        stated(40, "rail", "I measure the country in sleepers."),
        read(39, "Mile 112"),
        we(25, "Something for your next mile, perhaps: https://nordlicht.example/winter"),
        read(24, "Mile 113"),
    )),
)  # fmt: skip
