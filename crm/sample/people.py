"""The people of the sample: nobody real, and no address that could be anybody's. Domains end in .example,
telephone numbers are of the kind set aside for fiction."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """Has an e-mail address `key@home` and a page `home/key`, unless told otherwise."""

    key: str
    name: str
    organization: str
    title: str
    location: str
    timezone: str
    language: str
    home: str
    tags: str = ""
    notes: str = ""
    via: str = ""
    owner: str = "me"
    private: bool = False
    email: str | None = ""  # None: none known
    email_status: str = "current"
    handles: tuple[tuple[str, str], ...] = ()
    shared: tuple[tuple[str, str], ...] = ()  # of a desk
    former: tuple[tuple[str, str], ...] = field(default=())

    @property
    def page(self) -> str:
        return f"https://{self.home}/{self.key}"


P = Person
DESK = (("email", "desk@night-distance.example"), ("phone", "+44 20 7946 0101"))

PEOPLE = (
    # Night trains
    P("noor", "Noor Haddad", "The Platform Edge", "Writes a newsletter on night trains", "Beirut", "Asia/Beirut",
      "en", "platformedge.example", "newsletter, rail", handles=(("bluesky", "noor.platformedge.example"),)),
    P("juergen", "Jürgen Obermüller-Schafferhans", "Radio Isartal", "Transport editor", "Munich", "Europe/Berlin",
      "de", "radio-isartal.example", "radio, rail", handles=(("phone", "+49 89 99998 117"),)),
    P("ngozi", "Ngozi Adeyemi-Lindholm", "Slow Miles", "Podcast host", "Gothenburg", "Europe/Stockholm", "en",
      "slowmiles.example", "podcast, rail", handles=(("podcast", "slowmiles.example/feed"),)),
    P("misaki", "佐藤 美咲", "", "Photographs stations at night", "Sapporo", "Asia/Tokyo", "ja", "yakoressha.example",
      "creator, rail", handles=(("mastodon", "@misaki@photo.example"),)),
    P("lukasz", "Łukasz Wiśniewski", "Kurier Torowy", "Reporter", "Poznań", "Europe/Warsaw", "pl",
      "kurier-torowy.example", "press, rail"),
    P("ilse", "Ilse Vandenbroucke", "De Spoorlijn", "Columnist", "Ghent", "Europe/Brussels", "nl",
      "despoorlijn.example", "press, rail"),
    P("thordis", "Þórdís Hallgrímsdóttir", "Hæg ferð", "Travels without flying, and writes about it", "Akureyri",
      "Atlantic/Reykjavik", "is", "haegferd.example", "blog, rail"),
    P("carmen", "María del Carmen Fernández-Villaverde y Ruiz de Alarcón", "El Andén Azul", "Travel editor",
      "Seville", "Europe/Madrid", "es", "elandenazul.example", "press, travel"),
    P("olena", "Олена Шевчук", "Вагон", "Makes short films in dining cars", "Lviv", "Europe/Kyiv", "uk",
      "vagon.example", "creator, video"),
    P("tereza", "Tereza Nováková", "Poslední vůz", "Podcast host", "Brno", "Europe/Prague", "cs",
      "posledni-vuz.example", "podcast, rail"),
    P("kwabena", "Kwabena Owusu-Ansah", "Dagbon Daybreak", "Morning presenter", "Tamale", "Africa/Accra", "en",
      "dagbondaybreak.example", "radio"),
    P("severine", "Séverine Le Goff-Kerbrat", "Voie libre", "Newsletter author", "Quimper", "Europe/Paris", "fr",
      "voielibre.example", "newsletter, rail"),
    P("giorgos", "Γιώργος Παπαδημητρίου", "Το Λιμάνι", "Editor", "Volos", "Europe/Athens", "el", "tolimani.example",
      "press, coast", notes="Everybody here likes to ask Giorgos. That is the trouble."),
    P("mikkel", "Mikkel Thorsen", "Perron 3", "Newsletter author", "Aarhus", "Europe/Copenhagen", "da",
      "perron3.example", "newsletter, rail"),
    P("anneliese", "Dr. Anneliese von Wittgenfeld-Brandt", "Institut für Nachtverkehr", "Historian of timetables",
      "Vienna", "Europe/Vienna", "de", "nachtverkehr.example", "expert, rail"),
    P("rashid", "Rashid Al-Mansoori", "Gulf Gauge", "Essayist", "Muscat", "Asia/Muscat", "en", "gulfgauge.example",
      "newsletter, rail"),
    P("yuki", "Yuki Tanaka-Bergström", "Långsamt", "Columnist", "Umeå", "Europe/Stockholm", "sv", "langsamt.example",
      "press", owner="mara"),
    P("paolo", "Paolo Quaranta", "Radio Binario", "Presenter", "Trieste", "Europe/Rome", "it", "radiobinario.example",
      "radio, rail", notes="Records his programme on night trains this Thursday. If we wait until the rule is met, "
      "it will be on air without us: the kind of case a manager may decide, with a reason in writing."),
    P("siobhan", "Siobhán Ní Dhomhnaill", "An Traein", "Blogger", "Sligo", "Europe/Dublin", "ga", "antraein.example",
      "blog, rail"),
    P("larserik", "Lars-Erik Hämäläinen", "Raidelehti", "News desk", "Oulu", "Europe/Helsinki", "fi",
      "raidelehti.example", "press", owner="teo"),
    P("chipo", "Chipo Mutasa", "Harare Commuter", "Editor", "Harare", "Africa/Harare", "en",
      "hararecommuter.example", "press", owner="teo"),
    P("ruth", "Ruth Abramowitz", "Late Departures", "Newsletter author", "Haifa", "Asia/Jerusalem", "he",
      "latedepartures.example", "newsletter", owner="teo"),
    P("desk", "Night & Distance", "Night & Distance", "Magazine", "London", "Europe/London", "en",
      "night-distance.example", "outlet", email=None, shared=DESK),
    P("farah", "Farah Siddiqui", "Night & Distance", "Features editor", "London", "Europe/London", "en",
      "night-distance.example", "press, rail", via="The desk of Night & Distance", shared=DESK[:1]),
    P("tom", "Tom Okonedo-Bright", "Night & Distance", "Staff writer", "Leeds", "Europe/London", "en",
      "night-distance.example", "press", via="The desk of Night & Distance", email=None, shared=DESK),
    P("eva", "Szentgyörgyi Éva", "Vasutas Hírlap", "Reporter until last year", "Szeged", "Europe/Budapest", "hu",
      "vasutashirlap.example", "press", owner="teo", email_status="bounced"),
    P("dimitar", "Димитър Стоянов", "Коловоз", "Newsletter author", "Plovdiv", "Europe/Sofia", "bg",
      "kolovoz.example", "newsletter, rail", owner="teo"),
    P("wiremu", "Wiremu Tangaroa-Blyth", "Night Mail", "Podcast host", "Wellington", "Pacific/Auckland", "en",
      "nightmail.example", "podcast", owner="mara"),
    P("hedvig", "Hedvig Sørbye-Aas", "", "Draws trains", "Bodø", "Europe/Oslo", "nb", "togstrek.example",
      "creator", handles=(("bluesky", "hedvig.togstrek.example"),)),
    P("vusi", "Vusi Dlamini", "Mile Markers", "Blogger", "Durban", "Africa/Johannesburg", "en",
      "milemarkers.example", "blog"),
    # Coasts and harbours
    P("ines", "Inês Carvalho-Monteiro", "Maré Alta", "Podcast host", "Setúbal", "Europe/Lisbon", "pt",
      "marealta.example", "podcast, coast"),
    P("mele", "Mele Tāufa", "Tide Tables", "Newsletter author", "Nukuʻalofa", "Pacific/Tongatapu", "en",
      "tidetables.example", "newsletter, coast", owner="teo"),
    P("aodhan", "Aodhán Mac Giolla Bhríde", "Ferry Notes", "Columnist", "Derry", "Europe/Dublin", "en",
      "ferrynotes.example", "press, coast"),
    P("haneul", "김하늘", "바다편지", "Writes letters from the sea", "Busan", "Asia/Seoul", "ko",
      "badapyeonji.example", "newsletter, coast"),
    P("beatriz", "Beatriz Nogueira da Silva e Souza", "Cais", "Reporter", "Paraty", "America/Sao_Paulo", "pt-BR",
      "cais.example", "press, coast", former=(("email", "beatriz@oldquay.example"),)),
    P("hamish", "Hamish MacAskill-Rowe", "The Slipway", "Editor", "Ullapool", "Europe/London", "en",
      "theslipway.example", "press"),
    P("nadia", "نادية بنكيران", "Rivages", "Documentary maker", "Agadir", "Africa/Casablanca", "fr",
      "rivages.example", "video, coast"),
    P("pita", "Pita Vaka", "Lagoon Radio", "Presenter", "Apia", "Pacific/Apia", "en", "lagoonradio.example", "radio"),
    P("solveig", "Solveig Hjorth", "Kystnært", "Biologist who blogs", "Bergen", "Europe/Oslo", "nb",
      "kystnaert.example", "expert, coast", owner="mara"),
    P("tatiana", "Tatiana Lebrun", "Estran", "Newsletter author", "Saint-Malo", "Europe/Paris", "fr",
      "estran.example", "newsletter, coast"),
    P("oisin", "Oisín de Barra", "Low Water", "Film student", "Galway", "Europe/Dublin", "en", "lowwater.example",
      "creator"),
    P("marisol", "Marisol Quispe Huamán", "Orilla", "Reporter", "Chimbote", "America/Lima", "es", "orilla.example",
      "press"),
    P("gwendolyn", "Gwendolyn Pritchard-Ellis", "Morfa", "Columnist", "Aberystwyth", "Europe/London", "cy",
      "morfa.example", "press"),
    P("kalani", "Kalani Makoa-Reyes", "Reef Weekly", "Editor", "Hilo", "Pacific/Honolulu", "en", "reefweekly.example",
      "press, coast", handles=(("mastodon", "@kalani@reef.example"),)),
    P("rosalind", "Rosalind Achterberg", "Harbour Ledger", "Publisher", "Vlissingen", "Europe/Amsterdam", "nl",
      "harbourledger.example", "newsletter, coast"),
    # Long illness
    P("maren", "Maren Oyelaran", "Slow Recovery", "Podcast host", "Hamburg", "Europe/Berlin", "de",
      "slowrecovery.example", "podcast, health", owner="mara"),
    P("deirdre", "Deirdre Castellanos", "Chairs Along the Wall", "Essayist", "Montevideo", "America/Montevideo", "en",
      "chairsalongthewall.example", "newsletter, health"),
    P("ayse", "Ayşe Yıldırım-Köhler", "Satır Arası", "Columnist", "Izmir", "Europe/Istanbul", "tr",
      "satirarasi.example", "press, health"),
    P("nhung", "Phạm Thị Hồng Nhung", "Nhật ký chậm", "Newsletter author", "Huế", "Asia/Ho_Chi_Minh", "vi",
      "nhatkycham.example", "newsletter, health", owner="mara"),
    P("emmanuel", "Emmanuel Tchouaméni-Ndiaye", "Paroles de patients", "Journalist", "Dakar", "Africa/Dakar", "fr",
      "parolesdepatients.example", "press, health"),
    # Repair
    P("bram", "Bram de Wilde-Hoekstra", "Schroef Los", "Podcast host", "Zwolle", "Europe/Amsterdam", "nl",
      "schroeflos.example", "podcast, repair", owner="teo"),
    P("lupe", "Guadalupe “Lupe” Ortega", "Taller Abierto", "Runs a repair café", "Oaxaca", "America/Mexico_City",
      "es", "tallerabierto.example", "community, repair", owner="teo"),
    P("ananya", "अनन्या राव", "The Darning Letter", "Newsletter author", "Mysuru", "Asia/Kolkata", "en",
      "darningletter.example", "newsletter, repair", owner="teo"),
    P("zofia", "Zofia Mroczek", "Naprawione", "Makes films about mending", "Gdańsk", "Europe/Warsaw", "pl",
      "naprawione.example", "creator, repair"),
    P("fixit", "Mended by Friday", "Mended by Friday", "Community radio show", "Dunedin", "Pacific/Auckland", "en",
      "mendedbyfriday.example", "outlet, repair", owner="teo",
      handles=(("feed", "mendedbyfriday.example/rss"), ("podcast", "mendedbyfriday.example/listen"))),
    P("katalin", "Vass Katalin", "Foltozó", "Newsletter author", "Pécs", "Europe/Budapest", "hu", "foltozo.example",
      "newsletter, repair"),
    P("vass", "K. Vass", "", "", "Pécs", "Europe/Budapest", "hu", "foltozo.example", owner="mara", private=True,
      email="katalin@foltozo.example", notes="Mara's own record of somebody the team has, too."),
    P("ingrid", "Ingrid Falk", "", "Neighbour; edits the parish magazine", "", "Europe/Berlin", "de", "falk.example",
      "neighbour", private=True, notes="Private: nobody else sees Ingrid, not even as a number."),
)  # fmt: skip
