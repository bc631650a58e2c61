"""Letters in German, written for this, as those in English are. The first three share their subject, tap water."""

GREETINGS = ["Liebe Frau Lima,", "Hallo Ben,", "Sehr geehrter Herr Yildiz,", "Guten Tag Frau Okoro!"]
SIGN_OFFS = [
    "Mit freundlichen Grüßen\nAlice Moss\nVelo GmbH, Tel. 030 1234",
    "Viele Grüße\nBob",
    "Herzlichen Dank!\nAlice",
]
THREAD = (
    "Am 3. Mai 2026 um 10:12 schrieb Ana Lima <ana@news.example>:\n"
    "> Danke für die Zahlen. Wer hat die Umfrage bezahlt, und wie viele Städte haben mitgemacht?\n"
    "> Ich bräuchte das vor Donnerstag, weil die Seite dann in den Druck geht.\n"
)
LETTERS = [
    (
        [
            "Unser Trinkwasser ist besser als sein Ruf, das zeigt eine Untersuchung in 112 Gemeinden.",
            "Nur in vier Orten lagen die Werte über der Grenze, und dort sind die alten Rohre schuld.",
            "Die Ergebnisse stellen wir am 12. Juni im Wasserwerk vor.",
            "Wir würden uns freuen, wenn Sie dabei sind und Ihren Lesern davon berichten.",
        ],
        {"Untersuchung": "Studie", "schuld": "der Grund", "freuen": "sehr freuen"},
        "Wer mag, kann vorher durch den Hochbehälter gehen, der sonst verschlossen ist.",
    ),
    (
        [
            "Ihr Beitrag über den trockenen Dorfbrunnen hat mich beschäftigt, ich bin dort zur Schule gegangen.",
            "Mein Vater hat vierzig Jahre lang den Pegel aufgeschrieben, jeden Sonntag, in ein Schulheft.",
            "Die Hefte liegen bei mir, und man sieht darin genau das Jahr, in dem die Zeche die Pumpen abstellte.",
            "Möchten Sie hineinsehen, bevor sie ins Archiv gehen?",
        ],
        {"trockenen": "versiegten", "genau": "deutlich", "hineinsehen": "sie ansehen"},
        "Er selbst erzählt gern davon, nur das Telefon hört er schlecht.",
    ),
    (
        [
            "Kneipen müssen kein Leitungswasser ausschenken, aber immer mehr tun es freiwillig.",
            "Wir haben hundert Wirte gefragt, was es sie kostet, und die meisten mussten lachen.",
            "Teuer ist nicht das Wasser, sondern das Spülen der Gläser.",
            "Vielleicht passt das zu Ihrer Reihe über kleine Ärgernisse.",
        ],
        {"freiwillig": "von sich aus", "gefragt": "angerufen", "passt": "gehört"},
        "Einer von ihnen hat ausgerechnet, wie viel er an einem heißen Tag verschenkt.",
    ),
    (
        [
            "In der alten Brauerei zieht im Herbst ein Theater ein, das nur mit Laien spielt.",
            "Das erste Stück handelt vom Streik, der dort vor hundert Jahren die Stadt stillstehen ließ.",
            "Auf der Bühne stehen Enkel der Streikenden und Enkel der Besitzer.",
            "Zur Probe am Mittwoch dürfen Sie gern dazukommen.",
        ],
        {"alten": "ehemaligen", "handelt vom": "erzählt den", "gern": "jederzeit"},
        "Gegessen wird danach gemeinsam, das war den Familien wichtig.",
    ),
    (
        [
            "Jeder dritte Fahrstuhl in Bahnhöfen steht länger als einen Tag still, haben wir gezählt.",
            "Für Menschen im Rollstuhl heißt das oft, drei Stationen weiterzufahren und einen Bus zu suchen.",
            "Unsere Karte zeigt ab sofort, wo man ankommt und wo nicht.",
            "Dürfen wir Ihnen die Rohdaten für Ihre Region schicken?",
        ],
        {"still": "außer Betrieb", "oft": "häufig", "schicken": "senden"},
        "Gebaut haben sie zwei Studentinnen, die selbst auf Aufzüge angewiesen sind.",
    ),
    (
        [
            "Danke für das Gespräch nach der Lesung, Ihre Frage ging mir nicht aus dem Kopf.",
            "Ich habe im Nachlass nachgesehen, und der Brief, von dem Sie sprachen, ist wirklich da.",
            "Er ist kürzer, als ich dachte, und viel zorniger.",
            "Soll ich Ihnen eine Abschrift machen?",
        ],
        {"wirklich": "tatsächlich", "kürzer": "knapper", "machen": "anfertigen"},
        "Das Original darf das Haus leider nicht verlassen.",
    ),
]
SAME_SHAPE = [
    (
        "Ich habe Ihren Artikel über die Pflegeheime gelesen und hätte eine Frage zu den Zahlen. "
        "Sind die Heime der Kirchen darin enthalten? Bei uns im Kreis wären das mehr als die Hälfte.",
        "Ich habe Ihren Artikel über die Moore gelesen und hätte eine Frage zu den Karten. "
        "Wer hat die Flächen vermessen? Mein Großvater hat dort noch Torf gestochen, wo nun Wald steht.",
    ),
]
SHORT = [
    ("Danke, mache ich gern!", "Vielen Dank, bis morgen dann."),
    ("Gute Besserung wünsche ich dir!", "Alles Gute zum neuen Amt, freut mich sehr."),
]
