"""Worlds that Hypothesis invents: several contacts of two staff members in odd time zones, with everything that
can happen between them, mostly around the thresholds of the rule."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.crm.readiness.worlds import tightened
from tests.oracle.book import ANA, COLLEAGUE, ME, Book
from tests.oracle.events import CampaignInfo, Thresholds, World

ZONES = ("Pacific/Auckland", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC")
# Days on or after which clocks changed somewhere lately, and a plain one.
TODAYS = tuple(map(date.fromisoformat, ("2026-03-09", "2026-04-05", "2026-09-28", "2026-10-26", "2026-11-01"))) + (
    date(2026, 7, 15),
)
AGO = (0, 0, 1, 1, 2, 3, 4, 6, 7, 8, 9, 13, 14, 20, 21, 22, 29, 30, 31, 44, 45, 46, 59, 60, 61, 79, 80, 81, 89, 90)
AGO += (91, 120, 179, 180, 181, 250, 364, 365, 366, 367, 500, 900)
HOURS = (0, 0, 8, 9, 10, 11, 12, 13, 15, 22, 23.99)
THEIRS = ("message", "reply", "comment", "reaction", "share", "request", "call", "meeting", "help")
OURS = ("message", "message", "reply", "comment", "reaction", "share", "help", "introduction", "call", "meeting")
CHANNELS = ("email", "email", "bluesky", "phone", "website", "podcast")
WORDS = ("", "Noted.", "Why?", "如何？", "See https://a.example/?p=1", " ")
CLIENTS = ("Velo Ltd", " velo ltd ", "Straße AG", "STRASSE AG", "Éclair", "éclair")
SCOPES = ("everything", "client", "topic", "campaign", "channel")
LAST_CAMPAIGN = 3


@dataclass
class Invented:
    world: World
    zones: dict[int, str]
    house: Thresholds
    own: dict[int, Thresholds]
    as_of: datetime
    earlier: datetime

    def rules(self, campaign: int) -> Thresholds:
        return tightened(self.house, self.own[campaign]) if campaign in self.own else self.house


def _one(*values):
    return st.sampled_from(values)


def _rarely(times: int = 8):
    return st.integers(0, times).map(lambda n: n == times)


THRESHOLDS = st.builds(
    Thresholds,
    heard_min=_one(3, 1, 2, 4, 10),
    heard_within_days=_one(90, 8, 45),
    fit_days=_one(2, 1, 3),
    fit_within_days=_one(180, 7, 60),
    known_days=_one(21, 0, 8),
    reached_days=_one(3, 0, 1, 5),
    answered_days=_one(2, 1, 4),
    owed_days=_one(7, 0, 20),
    quiet_factor=_one(8, 1, 3),
    quiet_min_days=_one(45, 1, 20),
    quiet_max_days=_one(365, 45, 90),
    given_min=_one(1, 2, 3),
    unhurried_days=_one(2, 0, 7, 30),
    rest_days=_one(90, 0, 6, 30),
    rest_after_no_days=_one(180, 0, 20, 90),
    asks_per_year=_one(3, 1, 2),
)
POLICIES = st.one_of(st.just(Thresholds()), st.just(Thresholds()), THRESHOLDS)


class Pen:
    """Draws what happens to one contact and writes it into the book."""

    def __init__(self, draw, book: Book, contact: int, asked: bool):
        self.draw, self.book, self.contact, self.asked = draw, book, contact, asked

    def when(self, least: int = 0) -> dict:
        return {"days": max(least, self.draw(_one(*AGO))), "hour": self.draw(_one(*HOURS))}

    def moment(self) -> datetime:
        when = self.when()
        return min(self.book.at(when["days"], when["hour"]), self.book.at(0, 12))

    def happens(self) -> None:
        what = self.draw(
            _one("theirs", "theirs", "ours", "ours", "heard", "mutual", "else", "ask" if self.asked else "")
        )
        if what == "theirs":
            self.touch("inbound", self.draw(_one(*THEIRS)))
        elif what == "ours":
            self.touch("outbound", self.draw(_one(*OURS)))
        elif what == "mutual":
            self.touch("mutual", self.draw(_one("meeting", "call", "help", "message", "share", "introduction")))
        elif what == "heard":
            self.touch("observed", self.draw(_one("read", "share")))
        elif what == "ask":
            self.ask()
        elif what:
            self.draw(_one(self.limit, self.cares, self.cares, self.invite, self.attest, self.handle))()

    def touch(self, direction: str, kind: str) -> None:
        draw, at = self.draw, self.moment()
        late = draw(_one(0, 0, 0, 0, 30, 31))
        same_thing = self.draw(_one("", "https://ana.example/1", "https://ana.example/2", "https://ana.example/3"))
        staff = draw(_one(ME, ME, COLLEAGUE))
        flags = {"text": draw(_one(*WORDS))}
        if odd := draw(_one("", "", "", "", "", "automated", "canned", "voided", "refusal", "promotional")):
            flags[odd] = True
            flags["promotional"] = odd == "promotional" and self.asked
        if direction == "observed":
            flags["url"] = same_thing
        if direction == "inbound" and draw(_rarely(4)):
            flags["needs_answer"] = draw(st.booleans())
        if kind == "introduction" and draw(st.booleans()):
            flags["introduces"] = ME + COLLEAGUE - staff
        asked_for = [t for t in self.book.world.touches if t.kind == "request" and t.contact == self.contact]
        if direction == "outbound" and asked_for and draw(st.booleans()):
            flags["answers"] = draw(st.sampled_from(asked_for)).id
        self.book.touch(
            *(0, direction, kind),
            at=at,
            staff=staff,
            contact=self.contact,
            channel=draw(_one(*CHANNELS)),
            entered_at=at + timedelta(days=late),
            external_id="m" if draw(_rarely(2)) else "",
            **flags,
        )

    def ask(self) -> None:
        draw, at, now = self.draw, self.moment(), self.book.at(0, 12)
        more = {}
        if draw(_rarely(2)):
            followed = at + timedelta(days=draw(_one(7, 10, 14)))
            more["follow_up_at"] = followed if followed <= now else None
        outcome = draw(_one(None, "yes", "no", "not_now", "silent", "withdrawn"))
        if outcome:
            answered = min(at + timedelta(days=draw(_one(0, 1, 8, 20, 21, 22, 60))), now)
            more |= {"outcome": outcome, "outcome_at": answered}
        if outcome == "not_now" and draw(st.booleans()):
            more["until"] = self.book.on(draw(_one(-200, -1, 0, 1, 30)))
        staff, campaign = draw(_one(ME, ME, COLLEAGUE)), draw(st.integers(1, LAST_CAMPAIGN))
        ask = self.book.ask(0, campaign, contact=self.contact, staff=staff, **more)
        self.book.world.asks[-1] = type(ask)(**{**vars(ask), "asked_at": at})

    def limit(self) -> None:
        draw, scope = self.draw, self.draw(_one(*SCOPES))
        target = {
            "client": draw(_one(*CLIENTS)),
            "topic": draw(_one("x", "y", "z")),
            "campaign": draw(st.integers(1, LAST_CAMPAIGN)),
            "channel": draw(_one(*CHANNELS)),
        }
        more = {scope: target[scope]} if scope in target else {}
        if draw(st.booleans()):
            more["until"] = self.book.on(draw(_one(-30, -1, 0, 1)))
        if draw(_rarely(3)):
            more["lifted_at"] = self.book.at(draw(_one(0, 1, 9)), 0)
        self.book.limit(scope, self.when(least=1)["days"], contact=self.contact, **more)

    def cares(self) -> None:
        topic, basis = (
            self.draw(_one("x", "x", "y", "z")),
            self.draw(_one("observed", "observed", "observed", "stated")),
        )
        self.book.cares(self.when(least=1)["days"], topic, basis, contact=self.contact)

    def invite(self) -> None:
        asks = [a.id for a in self.book.world.asks if a.contact == self.contact]
        used_by = self.draw(st.sampled_from([None, *asks]))
        self.book.invite(self.when()["days"], self.draw(_one("x", "x", "y", "z")), used_by, contact=self.contact)

    def attest(self) -> None:
        staff = self.draw(_one(ME, ME, COLLEAGUE))
        known = {(a.staff, a.contact) for a in self.book.world.attestations}
        if (staff, self.contact) not in known:
            self.book.attest(self.when()["days"], staff, contact=self.contact)

    def handle(self) -> None:
        self.book.handle(self.draw(_one(*CHANNELS)), self.draw(_one("current", "former", "bounced")), self.contact)

    def earn(self) -> None:
        """Most of what an ask needs, each part left out now and then, so that worlds get near ready."""
        book, who = self.book, {"contact": self.contact}
        days = 7 * self.draw(st.integers(0, 3))
        if not self.draw(_rarely()):
            book.cares(100, contact=self.contact)
        if not self.draw(_rarely()):
            book.read(6 + days, **who), book.read(3 + days, **who), book.read(2, **who)
        for n in range(self.draw(st.integers(2, 4))):
            if not self.draw(_rarely()):
                book.into(20 + days + 30 * n, hour=10, text="Could you send it?", **who)
            book.out(20 + days + 30 * n, hour=11, text="Here it is.", **who)
        if not self.draw(_rarely(3)):
            book.out(self.draw(_one(*AGO[4:])), "help", **who)


def campaigns() -> dict[int, CampaignInfo]:
    rows = [(1, "Velo Ltd", {"x"}), (2, "straße ag", {"x", "y"}), (3, "", {"z", "y"})]
    return {n: CampaignInfo(n, client, frozenset(topics), frozenset({"z"} & topics)) for n, client, topics in rows}


@st.composite
def worlds(draw, contacts: int = 6, events: int = 8) -> Invented:
    zones = {ME: draw(_one(*ZONES)), COLLEAGUE: draw(_one(*ZONES))}
    book = Book(today=draw(_one(*TODAYS)), tz=zones[ME], world=World(campaigns=campaigns()))
    for contact in range(ANA, ANA + contacts):
        book.world.handles[contact] = []
        pen = Pen(draw, book, contact, asked=draw(_rarely(2)))
        if draw(st.integers(0, 3)):
            pen.earn()
        for _ in range(draw(st.integers(0, events))):
            pen.happens()
    book.same_person(*draw(_one((), (1, 2), (1, 2, 3), (2, 4))))
    house = draw(POLICIES)
    own = {2: draw(THRESHOLDS)} if draw(st.booleans()) else {}
    as_of = book.at(0, 12) + timedelta(hours=draw(_one(0, 0, 11, 12, 30, 24 * 40)))
    earlier = datetime.combine(
        book.on(draw(_one(1, 2, 9, 22, 60, 100))), time(draw(_one(0, 12, 23))), ZoneInfo(book.tz)
    )
    return Invented(book.world, zones, house, own, as_of, earlier)
