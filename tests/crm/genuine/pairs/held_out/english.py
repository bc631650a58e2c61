"""English texts of the held-out pairs."""

from tests.crm.genuine.pairs.held_out.shape import Language, Letter

LETTERS = (
    Letter(
        sentences=(
            "our engineers followed {figure} old houses through two winters after the gas boiler had been taken out.",
            "In nine of ten the new heat pump needed no other radiators, whatever the brochures say.",
            "The raw readings are public at {link} and may be used by anybody without asking us.",
            "I thought of you because the cost of renovating keeps coming back in what you publish at {outlet}.",
            "One of the families, a nurse and her three boys, would gladly show a reporter round.",
        ),
        edits=(("gladly", "happily"), ("public", "open"), ("whatever", "contrary to what")),
        otherwise="Old buildings and heating without gas: for two winters we put meters into homes that had swapped "
        "their boiler. Hardly any of them had to touch the radiators, which surprised even us. Should that fit "
        "a piece you are working on, I can put you in touch with a family who lives with it and has an opinion.",
    ),
    Letter(
        sentences=(
            "from {figure} on a sleeper will again leave Brussels for Prague every second evening.",
            "We run it as a cooperative, so that its passengers own the carriages they sleep in.",
            "Before tickets go on sale we invite four writers along for the very first night.",
            "There is no programme on board, only a dining car, a conductor with stories and a lot of dark fields.",
            "Details of the route are at {link} in case you want to look them up first.",
        ),
        edits=(("invite", "are taking"), ("stories", "anecdotes"), ("evening", "night")),
        otherwise="You once wrote that nobody will bring sleeping cars back without a state behind them. We are "
        "trying just that, with six hundred members who each bought a share. On our opening trip to Bohemia there "
        "is a berth left; would you like to come and tell us afterwards where we got it wrong?",
    ),
    Letter(
        sentences=(
            "the city library has put its lending figures of the last {figure} years into one open file.",
            "You can see street by street which books a neighbourhood borrowed before and during the lockdowns.",
            "Names and birthdays were never in it, and a professor of law has looked that over for us.",
            "The file and a short manual wait at {link}, without registration of any kind.",
            "Our two archivists answer questions by phone each weekday and enjoy the odd ones most.",
        ),
        edits=(("odd", "strange"), ("manual", "guide"), ("registration", "sign-up")),
        otherwise="What did people read while they were locked in? As of today anybody may find out, because we "
        "publish every loan since the early nineties, stripped of whoever made it. I spotted that crime novels "
        "doubled in the port district, and have no idea why. Perhaps that is a question for your column.",
    ),
    Letter(
        sentences=(
            "a study of {figure} primary schools shows what happens when lunch is cooked in the building itself.",
            "Children ate more vegetables, and the kitchens threw away half as much as those that order in.",
            "The authors are two nutritionists who had expected no difference at all and say so in the preface.",
            "Embargo ends next week, and you would have it before everybody else if {outlet} is interested.",
            "A copy with all the tables lies at {link} behind the password radish.",
        ),
        edits=(("threw away", "wasted"), ("preface", "introduction"), ("lies", "is")),
        otherwise="School canteens again, this time with numbers. Where there is a cook on site, pupils leave less "
        "on their plates than where vans bring the trays. Two researchers tested that hoping to disprove it. They "
        "present the outcome in Leeds and would rather talk to one journalist properly than to ten in a hurry.",
    ),
    Letter(
        sentences=(
            "every last Saturday of the month {figure} volunteers mend what others bring to the old fire station.",
            "Toasters, coats, radios and once a church organ have gone home working again.",
            "This spring we hand our notes to any town that wants to open a workshop of its own.",
            "They tell which tools are needed, what the insurance asks and how to say no to a microwave.",
            "Everything is at {link}, and you are welcome to bring something broken yourself.",
        ),
        edits=(("mend", "repair"), ("notes", "manual"), ("broken", "defective")),
        otherwise="Could I interest you in a place where nobody sells anything? Retired electricians and a "
        "seamstress sit in our former fire house and fix the things that shops would replace. Other towns kept "
        "asking how one starts that, so we wrote it all down. The handbook appears in April; I would love your "
        "view of the chapter on liability before it does.",
    ),
)

ENGLISH = Language(
    name="english",
    letters=LETTERS,
    people=(("Rosalind Achebe", "The Northern Echo"), ("Piotr Nowak", "Current Affairs"), ("Jean Okafor", "Slow Post")),
    greetings=("Hi {first},", "Dear {name},", "Hello {first}!", "Good morning {first},"),
    sign_offs=("Best,\n{staff}", "Kind regards\n{staff}\nCommunications, +44 20 7946 0018", "Cheers, {staff}"),
    staff=("Maeve Corrigan", "Dan Whitlock"),
    openers=(
        "your radio talk about tenants in damp flats stayed with me for days afterwards.",
        "we met at the journalism fair in Hull, beside the stand with the terrible coffee.",
    ),
    paragraphs=(
        "I read your long interview with the ferry captain twice, and my father, who sailed, wants to know where it "
        "was.",
        "Since your question last month about who pays for village buses I have looked at council budgets differently.",
        "The photograph of the empty market hall in your newsletter hangs above my desk now, next to the calendar.",
        "You asked on stage why press officers never tell when something failed, and I had no good answer that night.",
    ),
    personal=(
        "The way you let the signalman speak, without a single expert in between, is the reason I write to you and to "
        "nobody else about our archive of railway telephones. Three of them still ring, and an old colleague of his "
        "can "
        "explain why one was painted green.",
        "In your piece on hospital kitchens you left open what becomes of the soup at night. I cooked in one for six "
        "years before I moved to this desk, and I could show you the ledger in which we hid it from the accountants.",
    ),
    closing="Would fifteen minutes on the telephone next week suit you?",
    thread="On Tue, 3 Mar 2026 at 09:14, {name} <desk@press.example> wrote:\n> Thank you for getting in touch. We "
    "plan our "
    "pages six weeks ahead,\n> and at the moment energy, trains and schools are all well covered.\n> Do try again "
    "in May "
    "when the new section starts, and send pictures along.",
    replies=(
        "That is good to know, and May suits us far better anyway because the second winter will have been counted by "
        "then.",
        "Pictures are no problem at all; our photographer lives next to the depot and owes me a favour since the "
        "summer "
        "fair.",
    ),
    shorts=("did you have time to look at my message?", "see you at the station on Friday then!"),
)
