"""A pencil: writes a world for one staff member and one contact, in days before a given day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from .events import Asked, Attested, CampaignInfo, InterestSeen, Invited, Limit, Touch, World
from .rule import Judgement, judge

ME, COLLEAGUE, GONE = 1, 2, 4
ANA = 1
K, OTHER, ELSEWHERE = 1, 2, 3  # campaigns: on "x"; on "x" too, another client; on "y"
TODAY = date(2026, 9, 1)
VIENNA = "Europe/Vienna"


def campaigns() -> dict[int, CampaignInfo]:
    return {
        K: CampaignInfo(K, "Velo Ltd ", frozenset({"x"})),
        OTHER: CampaignInfo(OTHER, "Rail Inc", frozenset({"x"})),
        ELSEWHERE: CampaignInfo(ELSEWHERE, "Velo Ltd", frozenset({"y"})),
    }


@dataclass
class Book:
    """`days` are days before `today`, in the zone; hours are local. Judged at noon of `today`."""

    today: date = TODAY
    tz: str = VIENNA
    world: World = field(default_factory=lambda: World(campaigns=campaigns()))
    ids: count = field(default_factory=lambda: count(1))

    def at(self, days: int, hour: float = 10) -> datetime:
        clock = time(int(hour), round(hour % 1 * 60))
        return datetime.combine(self.today - timedelta(days), clock, ZoneInfo(self.tz))

    def on(self, days: int) -> date:
        return self.today - timedelta(days)

    def touch(self, days: int, direction: str, kind: str = "message", hour: float = 10, **more) -> Touch:
        """Entered when it happened, on e-mail, by me with Ana, if nothing else is said."""
        at = more.pop("at", None) or self.at(days, hour)
        given = {"staff": ME, "contact": ANA, "channel": "email", "entered_at": at, **more}
        touch = Touch(id=next(self.ids), direction=direction, kind=kind, at=at, **given)
        self.world.touches.append(touch)
        return touch

    def out(self, days: int, kind: str = "message", hour: float = 10, **more) -> Touch:
        return self.touch(days, "outbound", kind, hour, **more)

    def into(self, days: int, kind: str = "message", hour: float = 10, **more) -> Touch:
        return self.touch(days, "inbound", kind, hour, **more)

    def read(self, days: int, url: str | None = None, **more) -> Touch:
        address = f"https://ana.example/{next(self.ids)}" if url is None else url
        return self.touch(days, "observed", "read", url=address, **{"channel": "website", **more})

    def ask(self, days: int, campaign: int = OTHER, hour: float = 11, **more) -> Asked:
        """`answered` and `followed`: the days before `today` of outcome and follow-up, at 11."""
        if (answered := more.pop("answered", None)) is not None:
            more["outcome_at"] = self.at(answered, 11)
        if (followed := more.pop("followed", None)) is not None:
            more["follow_up_at"] = self.at(followed, 11)
        more = {"staff": ME, "contact": ANA, **more}
        asked = Asked(next(self.ids), campaign=campaign, asked_at=self.at(days, hour), **more)
        self.world.asks.append(asked)
        return asked

    def cares(self, days: int = 100, topic: str = "x", basis: str = "stated", contact: int = ANA) -> None:
        self.world.interests.append(InterestSeen(contact, topic, basis, self.at(days)))

    def limit(self, scope: str, days: int = 5, contact: int = ANA, **more) -> None:
        self.world.limits.append(Limit(contact, scope, self.at(days), **more))

    def invite(self, days: int, topic: str = "x", used_by: int | None = None, contact: int = ANA) -> None:
        self.world.invitations.append(Invited(contact, topic, self.on(days), used_by))

    def attest(self, days: int = 0, staff: int = ME, contact: int = ANA) -> None:
        self.world.attestations.append(Attested(staff, contact, self.on(days)))

    def handle(self, channel: str, status: str = "current", contact: int = ANA) -> None:
        self.world.handles.setdefault(contact, []).append((channel, status))

    def same_person(self, *contacts: int) -> None:
        for contact in contacts:
            self.world.same_person[contact] = set(contacts)

    def sensitive(self, *topics: str) -> None:
        kept = self.world.campaigns[K]
        self.world.campaigns[K] = replace(kept, sensitive_topics=frozenset(topics))

    def judge(self, campaign: int = K, as_of: datetime | None = None, thresholds=None, **who) -> Judgement:
        as_of = as_of or self.at(0, 12)
        who = {"staff": ME, "contact": ANA, **who}
        return judge(self.world, campaign=campaign, as_of=as_of, tz=self.tz, thresholds=thresholds, **who)

    # Stretches of a story that many worlds share.

    def listened(self) -> None:
        """Three posts read on two days, and a topic that fits."""
        self.cares()
        self.read(6)
        self.read(6, hour=11)
        self.read(3)

    def monthly_mail(self, first: int = 320, last: int = 20) -> None:
        """Theirs at ten, ours at eleven."""
        for days in range(last, first + 1, 30):
            self.into(days, hour=10, text=f"Could you send me the figures of month {days // 30}?")
            self.out(days, hour=11, text=f"Here are the figures of month {days // 30} for you.")

    def ready(self) -> "Book":
        """Nothing is missing."""
        self.handle("email")
        self.listened()
        self.monthly_mail()
        self.out(50, "share", channel="bluesky", text="Ana on cargo bikes: worth your time.")
        return self
