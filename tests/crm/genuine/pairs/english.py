"""Letters in English, written for this. Each: its sentences, words to be replaced by others, a paragraph to be added.
The first four are about the same subject, cargo bikes, and are each somebody's own."""

GREETINGS = ["Dear Ana,", "Hi Ben!", "Hello Ms Okoro,", "Good morning Cem,"]
SIGN_OFFS = ["Best regards\nAlice Moss\nVelo Ltd, phone 030 1234", "Cheers,\nBob", "Many thanks in advance\nAlice"]
THREAD = (
    "On Tue, 3 May 2026 at 10:12, Ana Lima <ana@news.example> wrote:\n"
    "> Thank you for the figures. Could you tell me who paid for the survey and how many towns took part?\n"
    "> I would need that before Thursday, because the page goes to print then.\n"
)
LETTERS = [
    (
        [
            "We have built a cargo bike that carries two children and a week of shopping up any hill.",
            "It costs less than a used car and needs no parking space.",
            "Next week on 12 June we show it for the first time in the old tram depot.",
            "You could be the first to ride it and tell your readers how it feels.",
        ],
        {"built": "developed", "week of": "full load of", "old tram depot": "former tram depot"},
        "If you want to bring a photographer, we open the doors an hour earlier for you.",
    ),
    (
        [
            "Your report on the closed bike lane in Mill Street stayed with me, because my son rides there every day.",
            "Since then I have counted parents with cargo bikes on that corner for five mornings.",
            "More than half of them take the pavement now, and the police have begun to fine them.",
            "Would you like the notes, with times and photographs?",
        ],
        {"closed": "blocked", "corner": "crossing", "begun": "started"},
        "I can also put you in touch with two of the mothers who were fined.",
    ),
    (
        [
            "Rental stations for cargo bikes fail in most small towns, and nobody says why.",
            "Our study of 48 councils finds that the reason is neither money nor hills but when shops open.",
            "Where bakers lend the bikes out they are booked every day.",
            "I thought of your series on villages without shops when I read that chapter.",
        ],
        {"fail": "flop", "neither money nor hills": "neither cost nor hills", "chapter": "part"},
        "The author grew up in such a village and gladly talks about what changed there.",
    ),
    (
        [
            "You once asked how heavy a load a bike can take before the frame gives in.",
            "We finally broke one, on a test stand, with a piano.",
            "There is a film of it, quite funny, and a table of forces that is not funny at all.",
            "Say the word and both are yours before anybody else sees them.",
        ],
        {"heavy": "big", "finally": "at last", "quite": "rather"},
        "The piano was beyond repair before we bought it, in case a reader wonders.",
    ),
    (
        [
            "Night trains are back in the timetable, yet nobody sells a ticket across two borders.",
            "We have written a guide that walks travellers through all 31 booking sites in plain words.",
            "It is free, carries no advertising and is kept up to date by volunteers.",
            "Could you imagine a note about it in your travel pages before the holidays begin?",
        ],
        {"guide": "handbook", "plain": "simple", "note": "mention"},
        "Two of the volunteers used to work at railway counters and know every trick.",
    ),
    (
        [
            "The museum opens its store rooms to the public for a single weekend.",
            "Visitors may touch things that have not been shown since the war, guided by the people who mend them.",
            "There will be soup, and a choir of former miners.",
            "We would be glad if you came on the evening before, when it is quiet.",
        ],
        {"opens": "unlocks", "mend": "restore", "glad": "happy"},
        "The oldest of the restorers is ninety and still comes in twice a week.",
    ),
    (
        [
            "Half of all home routers in this country no longer get security updates, our new test shows.",
            "Two of the three best selling models could be taken over in under four minutes.",
            "The makers were told in spring and have not answered.",
            "We publish on Monday, and you may have the full data under embargo from today.",
        ],
        {"home": "household", "taken over": "hijacked", "full": "complete"},
        "Our engineers can show the attack live, in your office or ours.",
    ),
    (
        [
            "Thank you for the conversation after the panel; your doubts about school gardens were fair.",
            "I went back to the three teachers I had quoted and asked them about the winter months.",
            "Two of them admit that the beds lie bare from November on, one grows salad in the corridor.",
            "May I send you what she wrote about it?",
        ],
        {"fair": "justified", "quoted": "mentioned", "bare": "empty"},
        "She is shy about photographs but not about the salad.",
    ),
]
# The same skeleton, filled with something else: genuinely different texts that only a form letter has in common.
SAME_SHAPE = [
    (
        "I read your piece on river pollution and have a question about the samples. "
        "Were they taken above or below the weir? We measured there in March and found almost nothing.",
        "I read your piece on teacher shortages and have a question about the statistics. "
        "Do they include lateral entrants? We asked twelve schools last autumn and nobody could say.",
    ),
    (
        "As promised, here are the minutes of the council meeting. Page four has the vote you were asking for, "
        "and the mayor's remark about the swimming pool is on page nine.",
        "As promised, here is the contact at the ministry. She is in the office on most mornings, speaks French, "
        "and likes to see questions in writing before she picks up the phone.",
    ),
]
SHORT = [
    ("Thanks, will do!", "Thanks a lot, see you there."),
    ("Great, Tuesday works for me.", "Great to hear, enjoy the holidays."),
    ("Happy birthday, dear Ana!", "Congratulations on the prize, well deserved."),
]
