"""Asks that were earned or decided: open, followed up, silent, overridden, and two with a yes."""

from crm.sample.asking import asked, followed_up, said
from crm.sample.telling import Story
from crm.sample.vocabulary import helped, read, stated, they, we

STORIES = (
    Story("tereza", lists=("winter", "bench"), moments=(  # open, and in the week for one follow-up
        stated(95, "rail", "Každý díl končí na nádraží, protože tam končím i já."),
        we(88, "Your episode on the last car: I did not know that its guard had a name. Now I do."),
        they(87, "Pan Dvořák listened to it and asked who you are."),
        read(60, "Díl 41: Kdo drží červené světlo"),
        we(61, "Tell Mr Dvořák that I am somebody who waits on platforms for no reason."),
        they(60, "He says that this is the only good reason."),
        read(44, "Díl 42: Poslední vůz"),
        read(30, "Díl 43: Ranní směna"),
        helped(20, "For your episode on uniforms: the museum in Lužná lends the 1972 coat, I asked the keeper."),
        asked(9, "winter", "Tereza, you said that every episode ends in a station because you do. In December the "
              "train through Brno runs again at night, and its guard is new to the job. Would you ride with her in "
              "that first week, and tell us on air what Mr Dvořák would have said?"),
    )),
    Story("dimitar", by="teo", lists=("winter:teo", "bench:me"), moments=(  # a colleague's ask is open
        stated(80, "rail", "Нощният влак е последната библиотека."),
        we(74, "Your library on wheels: I left a book in the Sofia car, second shelf."),
        they(73, "Somebody has taken it. The system works."),
        read(50, "Втори рафт"),
        we(37, "The book has surfaced in Varna, with three sets of notes in the margin."),
        they(36, "One of them is mine. Guess which."),
        read(29, "Бележки в полето"),
        read(15, "Кой чете след полунощ"),
        helped(8, "The carriage plans for your essay, with the shelf drawn in by the man who built it."),
        asked(3, "winter", "Dimitar, the shelf in the Sofia car gave you an essay. This winter four night trains "
              "leave with an empty shelf each, on purpose. Would you fill one of them with books of your choice, "
              "and write about who takes which?"),
    )),
    Story("tom", by="teo", lists=("winter:teo",), moments=(  # followed up once; the answer is still open
        stated(75, "rail", "I would rather miss a flight than a train."),
        we(70, "The desk told me that you wrote the unsigned piece about the milk train. It shows.", channel="phone"),
        they(69, "How does it show?", kind="message"),
        we(69, "Nobody else at your place has ever milked a cow.", hour=17),
        read(58, "The milk train"),
        they(50, "I have milked exactly one. She remembers."),
        we(44, "One is one more than your editor."),
        read(40, "What the cow knew"),
        helped(30, "The dairy's own timetable from 1926, for the second part. The archivist waives the fee."),
        read(28, "The second churn"),
        asked(16, "winter", "Tom, you would rather miss a flight than a train, and you have written the milk train "
              "back to life. One of the winter trains carries milk again, eleven churns for a mountain dairy. Would "
              "you ride with the churns for one night, and write it up in your own way?"),
        followed_up(6, "The dairy asks whether they should keep a stool free for you. No hurry from my side."),
    )),
    Story("wiremu", by="mara", lists=("bench:mara",), moments=(  # went unanswered
        stated(140, "rail", "I only record on trains, and mostly at night."),
        we(132, "The episode with the rain on the roof of the guard's van is the best forty minutes of my month."),
        they(131, "The rain was real. The van, alas, was a tram."),
        read(120, "Rain on the roof"),
        we(101, "I keep hearing that tram now. It makes a fine van."),
        they(99, "I shall tell it so."),
        read(96, "The whistle post"),
        read(82, "Sleeping upright"),
        helped(75, "You wanted the sound of a turntable. The depot in Nässjö turns theirs on Sundays and expects you."),
        asked(60, "winter", "Wiremu, you only record on trains, and mostly at night. In December there is a new one "
              "whose whole last coach is empty on Tuesdays. Would you take a microphone along for one night, and "
              "let us hear what an empty coach sounds like?"),
        said(39, "silent"),
    )),
    Story("yuki", by="mara", moments=(  # sent by a manager's decision, in writing
        stated(180, "repair", "Jag lagar hellre än köper."),
        we(190, "Your mended umbrella has outlived three of mine. I took notes."),
        they(189, "Notes! Then it has a biographer."),
        we(175, "The biographer would like to know who replaced the fourth rib."),
        they(174, "My father, with a knitting needle."),
        read(170, "Paraplyet"),
        read(165, "Fjärde spröten"),
        we(160, "A knitting needle, of course. I have told the umbrella's public."),
        read(158, "Att laga i tåget"),
        asked(150, "bench", "Yuki, your umbrella has a knitting needle for a rib. On Friday the bench coach stops in "
              "Umeå for one day only, with a mender who collects such repairs. Would you bring the umbrella, and "
              "your father if he likes, and write about whatever happens?",
              override="The coach is in her town on Friday and not again this year. She has said twice that she "
              "would want to know of such things; we have done nothing for her yet, and will."),
        said(140, "yes", links=["https://langsamt.example/paraplyet-pa-resa"]),
        helped(120, "The mender has written down the repair for your archive, with a drawing."),
    )),
    Story("aodhan", lists=("seagrass", "winter"), moments=(  # a yes; and now he rests
        stated(120, "harbour", "Every ferry column is a harbour column that got on board."),
        we(110, "The column on the missing gangway was pinned up at the ferry. I saw people read it."),
        they(109, "Did they find the gangway, though?"),
        we(108, "It is a bridge now, over a stream in a garden. I have a picture."),
        read(95, "The missing gangway"),
        they(84, "The picture goes to the harbour master. He will want it back."),
        we(83, "He has written to the garden already."),
        read(70, "A bridge with a plimsoll line"),
        helped(62, "The harbour dues from 1890 that you wanted; the ledger was in the library all along."),
        read(55, "What a rope costs"),
        asked(40, "seagrass", "Aodhán, your columns begin at the quay and look outwards. We have the first map of "
              "what grows again just off it, and the biologist who drew it takes the Rathlin ferry on Fridays. "
              "Would you cross with her once, before the map is public?"),
        said(37, "yes", note="They cross on the second Friday."),
        we(36, "She will wear a yellow hat. You cannot miss her."),
    )),
    Story("kwabena", lists=("winter", "bench"), moments=(  # a yes, with what came of it; the give is spent
        stated(165, "rail", "Give me any train that moves while the country sleeps."),
        we(170, "I heard your five o'clock greeting to the men who sweep the line. It stayed with me all day."),
        they(169, "They heard it too. One of them rang in."),
        read(150, "The five o'clock train"),
        we(140, "Who was it that rang in? I hope you kept the call."),
        they(139, "Kept, and framed, if one could frame a call."),
        read(130, "Sweeping the line"),
        helped(116, "The recordings of the Accra yard that you were after: the archive says yes, here is the form."),
        read(112, "A whistle in the yard"),
        asked(100, "winter", "Kwabena, you greet the men who sweep the line before anybody else is awake. This "
              "winter a night train starts from a city that had none for thirty years. Would you talk with its "
              "first sweeper, live, at five, the way only you do it?"),
        said(97, "yes", note="On air on the first Monday.",
             links=["https://dagbondaybreak.example/five-oclock-in-vienna"]),
        we(94, "I listened with the whole office standing. She said that nobody had ever asked her before."),
        they(60, "She sent me a broom. A real one. It hangs in the studio."),
        we(60, "Then the studio is complete.", hour=18),
        read(48, "The broom in the studio"),
        read(20, "What the yard remembers"),
    )),
)  # fmt: skip
