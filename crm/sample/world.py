"""What the sample's people are asked for, by whom, and under which rules. Days are counted back from today;
a negative number lies ahead."""

from dataclasses import dataclass

from crm.sample.marks import PREFIX


@dataclass(frozen=True)
class TopicPlan:
    name: str
    query: str
    sensitive: bool = False

    @property
    def full_name(self) -> str:
        return PREFIX + self.name


@dataclass(frozen=True)
class CampaignPlan:
    name: str
    client: str
    topics: tuple[str, ...]
    owner: str
    what: str
    facts: str
    why: str
    link: str
    starts: int
    ends: int
    status: str = "live"  # what it ends up as; it is live while its history is told
    embargo: int | None = None
    careful: bool = False

    @property
    def full_name(self) -> str:
        return PREFIX + self.name


@dataclass(frozen=True)
class ColleaguePlan:
    name: str
    mailbox: str
    role: str
    time_zone: str
    away: int | None = None  # until this many days ahead, covered by whoever loads the sample


COLLEAGUES = {
    "mara": ColleaguePlan("Mara Lindqvist (sample)", "mara", "manager", "Europe/Stockholm"),
    "teo": ColleaguePlan("Teo Okafor (sample)", "teo", "member", "Europe/Lisbon", away=6),
}

TOPICS = {
    "rail": TopicPlan("Night trains", '"night train" OR "sleeper train" OR couchette OR Nachtzug OR 夜行列車'),
    "coast": TopicPlan("Seagrass and coasts", 'seagrass OR "salt marsh" OR (coast AND restor*)'),
    "harbour": TopicPlan("Small harbours", '"small harbour" OR "fishing port" OR quayside'),
    "repair": TopicPlan("Repair and reuse", '"repair café" OR "right to repair" OR mending'),
    "illness": TopicPlan("Living with long illness", '"chronic illness" OR "long illness"', sensitive=True),
}

CAREFUL_RULES = {"name": f"{PREFIX}Health, with more care", "known_days": 42, "heard_min": 4, "unhurried_days": 5}
CAREFUL_RULES["change_reason"] = "Nobody who is ill is to be hurried."

RAIL_CLIENT, COAST_CLIENT, HEALTH_CLIENT = "Nordlicht Sleepers", "Tidewater Commons", "Lantern Health Library"

CAMPAIGNS = {
    "winter": CampaignPlan(
        name="The winter timetable",
        client=RAIL_CLIENT,
        topics=("rail",),
        owner="me",
        what="Ride one of the four new night trains in its first week, and say what you find.",
        facts="Four new night trains run from December. Every train carries one couchette coach for families.",
        why="Whoever wrote about the trains that were cancelled should be first to see the ones that come back.",
        link="https://nordlicht.example/winter",
        starts=120,
        ends=-60,
    ),
    "seagrass": CampaignPlan(
        name="Counting the seagrass",
        client=COAST_CLIENT,
        topics=("coast", "harbour"),
        owner="me",
        what="Look at the first map of replanted meadows before it is public, with the biologist who drew it.",
        facts="Volunteers replanted eleven meadows in three years. Nine of them have grown since.",
        why="People who live from the coast hear of it last; those they read can change that.",
        link="https://tidewater.example/map",
        starts=200,
        ends=-90,
        embargo=-12,
    ),
    "words": CampaignPlan(
        name="Plain words for long illness",
        client=HEALTH_CLIENT,
        topics=("illness",),
        owner="mara",
        what="Try the new glossary with us and tell us which words hurt, confuse or help.",
        facts="The glossary explains two hundred words in plain language. Patients wrote and tested every entry.",
        why="It is made with the people it is for; nobody else can say whether it works.",
        link="https://lantern.example/glossary",
        starts=90,
        ends=-120,
        careful=True,
    ),
    "bench": CampaignPlan(
        name="The travelling repair bench",
        client=RAIL_CLIENT,
        topics=("repair", "rail"),
        owner="teo",
        what="Come along when a coach with a workbench stops in your town, and bring something broken.",
        facts="The bench coach stops in nineteen towns. Two menders travel with it.",
        why="Repair groups know who in their town would come; a poster does not.",
        link="https://nordlicht.example/bench",
        starts=260,
        ends=-45,
    ),
    "porpoise": CampaignPlan(
        name="A summer with harbour porpoises",
        client=COAST_CLIENT,
        topics=("harbour",),
        owner="me",
        what="Still being written: a listening walk along the quay, one evening in June.",
        facts="",
        why="",
        link="https://tidewater.example/porpoises",
        starts=-100,
        ends=-200,
        status="draft",
    ),
    "trieste": CampaignPlan(
        name="The Trieste sleeper returns",
        client=RAIL_CLIENT,
        topics=("rail",),
        owner="me",
        what="Be on the platform when the sleeper to Trieste leaves for the first time in nine years.",
        facts="The sleeper to Trieste leaves at 20:40 and arrives at 08:55.",
        why="It was given up for lost; those who mourned it in print deserve to see it off.",
        link="https://nordlicht.example/trieste",
        starts=400,
        ends=190,
        status="ended",
    ),
}
