"""The rule of domain.md, said again slowly: every criterion loops over all events.

Knows nothing of the project's own code, on purpose. Quotations are from domain.md, “The rule”.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from .events import Thresholds, Touch, World
from .evidence import WROTE, Evidence

GROUPS = {
    "listen": ("heard", "fit"),
    "connect": ("known", "reached", "answered", "owed", "alive"),
    "give": ("given",),
    "respect": ("boundaries", "once", "rested", "spared", "free"),
}
CRITERIA = tuple(name for names in GROUPS.values() for name in names)

CAN_WAIT = {"message", "reply", "comment", "request"}
HEARD_FROM_THEM = {"message", "reply", "comment", "request", "call", "meeting"}
QUESTION_MARKS = "?？؟"
CLOSING_DAYS, YEAR = 7, 365


@dataclass(frozen=True)
class Judgement:
    stage: str
    criteria: dict[str, bool]

    @property
    def unmet(self) -> set[str]:
        return {name for name, met in self.criteria.items() if not met}


def judge(
    world: World,
    staff: int,
    contact: int,
    campaign: int,
    as_of: datetime,
    tz: ZoneInfo | str,
    thresholds: Thresholds | None = None,
) -> Judgement:
    """Readiness of `staff` to ask `contact` for `campaign` at `as_of`, days counted in `tz`."""
    if as_of.utcoffset() is None:
        raise ValueError("as_of has no time zone")
    question = Question(world, staff, contact, campaign, as_of, tz, thresholds or Thresholds())
    criteria = {name: bool(getattr(question, name)()) for name in CRITERIA}
    return Judgement(question.stage(criteria), criteria)


class Question(Evidence):
    """May s ask c for k? One method per criterion, in the words of the page."""

    # listen

    def heard(self) -> bool:
        """“In the last 90 days s took in >= 3 different things of c's on >= 2 days. Different means
        different addresses. By s, not by the team”."""
        things, days = set(), set()
        for t in self.touches:
            from_them = t.direction in ("inbound", "mutual") and t.kind in HEARD_FROM_THEM
            if not self.full(t) or self.age(t.at) > self.policy.heard_within_days:
                continue
            if t.direction == "observed":
                things.add(("address", t.url) if t.url else ("touch", t.id))
                days.add(self.day(t.at))
            elif from_them:
                things.add(("touch", t.id))
                days.add(self.day(t.at))
        return len(things) >= self.policy.heard_min and len(days) >= min(2, self.policy.heard_min)

    def fit(self) -> bool:
        """“c has an interest in one of k's topics: stated, or observed on >= 2 days within 180 days;
        for a sensitive topic only stated”. An invitation is a stated interest."""
        for topic in self.k.topics:
            seen = [
                i for i in self.world.interests if i.contact == self.c and i.topic == topic and i.noted_at <= self.as_of
            ]
            if topic in self.invited_topics() or any(i.basis == "stated" for i in seen):
                return True
            days = {
                self.day(i.noted_at)
                for i in seen
                if i.basis == "observed" and self.age(i.noted_at) <= self.policy.fit_within_days
            }
            if topic not in self.k.sensitive_topics and len(days) >= self.policy.fit_days:
                return True
        return False

    # connect

    def known(self) -> bool:
        """“The first genuine exchange, either way, is >= 21 days old: not right after a follow”."""
        ages = [
            self.age(t.at)
            for t in self.touches
            if self.genuine(t) and t.direction != "observed" and t.kind in WROTE | {"share"}
        ]
        old_enough = bool(ages) and max(ages) >= self.policy.known_days
        return old_enough or self.attested() or self.introduced() or self.invited()

    def reached(self) -> bool:
        """“s wrote on >= 3 different days. Days, never message counts”."""
        days = {self.day(t.at) for t in self.touches if self.s_wrote(t)}
        return len(days) >= self.policy.reached_days or self.attested() or self.invited()

    def answered(self) -> bool:
        """“c wrote (or shared ours) on >= 2 different days; a no, an opt-out, an auto-reply, list
        mail do not count”."""
        days = set()
        for t in self.touches:
            shared = self.full(t) and t.direction == "inbound" and t.kind == "share"
            if (self.c_wrote(t) or shared) and not t.refusal:
                days.add(self.day(t.at))
        return len(days) >= self.policy.answered_days or self.invited()

    def owed(self) -> bool:
        """“Nothing of c's waits more than 7 days. A message of theirs waits until s wrote later, on any
        channel; one answer clears all before it; an ask is no answer. One that comes within 7 days of
        ours and holds no question mark closes the conversation and does not wait”."""
        days = [self.day(t.at) for t in self.waiting()] + self.left_waiting()
        return self.invited() or all(self.age(day) <= self.policy.owed_days for day in days)

    def left_waiting(self) -> list[date]:
        """“When a staff member leaves, what waits for an answer passes to the contact's owner.” Days are those of whom
        it was written to; the owner's word after the first clears it."""
        days = []
        for gone, tz in self.world.left.items():
            theirs = Question(self.world, gone, self.c, self.k.id, self.as_of, tz, self.policy)
            if self.s != self.world.owner or not (waiting := theirs.waiting()):
                continue
            first = min(t.at for t in waiting)
            if not any(
                self.genuine(t) and t.direction in ("outbound", "mutual") and t.kind in WROTE and t.at > first
                for t in self.touches
            ):
                days.append(min(theirs.day(t.at) for t in waiting))
        return days

    def waiting(self) -> list[Touch]:
        ours = [t.at for t in self.touches if self.s_wrote(t)]
        waiting = []
        for t in self.touches:
            if not (self.full(t) and t.direction == "inbound" and t.kind in CAN_WAIT):
                continue
            if any(at > t.at for at in ours) or t.needs_answer is False:
                continue
            soon_after_ours = bool(ours) and (self.day(t.at) - self.day(max(ours))).days <= CLOSING_DAYS
            closes = soon_after_ours and not any(mark in self.words(t) for mark in QUESTION_MARKS)
            if t.needs_answer is True or not closes:
                waiting.append(t)
        return waiting

    def alive(self) -> bool:
        """“Days since c last wrote <= 8 x g, kept within 45 and 365; g = (last such day - first) /
        (such days - 1), 0 with one day”."""
        if self.invited():
            return True
        days = sorted({self.day(t.at) for t in self.touches if self.c_wrote(t)})
        if not days:
            return False
        g = Fraction((days[-1] - days[0]).days, len(days) - 1) if len(days) > 1 else 0
        quiet = Fraction(str(self.policy.quiet_factor)) * g  # exact: a rounded quotient would cost a day
        least, most = Fraction(self.policy.quiet_min_days), Fraction(self.policy.quiet_max_days)
        kept = max(least, min(most, quiet))
        return self.age(days[-1]) <= kept

    # give

    def given(self) -> bool:
        """“A give by s after s's last ask to c, between 2 and 365 days old”. A give: “outbound or mutual
        `help` or `introduction`, or `share` with words of our own. Answering a `request` of theirs is help”.
        The last ask is one to this record of c: a give answers to the same."""
        days = set()
        for t in self.touches:
            a_give = t.kind in ("help", "introduction") or (t.kind == "share" and self.words(t))
            a_give = a_give or self.answers_a_request(t)
            if not (self.full(t) and t.direction in ("outbound", "mutual") and a_give):
                continue
            spent = any(a.staff == self.s and a.contact == self.c and a.asked_at >= t.at for a in self.asks_to_person)
            if not spent and self.policy.unhurried_days <= self.age(t.at) <= YEAR:
                days.add(self.day(t.at))
        return len(days) >= self.policy.given_min or self.invited()

    # respect: of every record of the person

    def boundaries(self) -> bool:
        """“None stands for everything, k, its client, one of its topics”."""
        client = self.k.client.strip().lower()
        return not any(
            b.scope == "everything"
            or (b.scope == "campaign" and b.campaign == self.k.id)
            or (b.scope == "client" and b.client.strip().lower() == client)
            or (b.scope == "topic" and b.topic in self.k.topics)
            for b in self.standing()
        )

    def once(self) -> bool:
        """“c has not been asked for k before, by anyone”."""
        return not any(a.campaign == self.k.id for a in self.asks_to_person)

    def rested(self) -> bool:
        """“Nobody in the organisation asked c (or followed up) within 90 days; 180 after a no or
        silence; after `not_now` their date decides”. “Rest runs from the ask or its follow-up”."""
        return all(self.today >= end for end in self.rest_ends())

    def rest_ends(self):
        for a in self.asks_to_person:
            followed_up = a.follow_up_at is not None and a.follow_up_at <= self.as_of
            base = self.day(a.follow_up_at if followed_up else a.asked_at)
            outcome = self.outcome(a)
            if outcome in ("no", "silent"):
                yield base + timedelta(days=self.policy.rest_after_no_days + 1)
            elif outcome == "not_now" and a.until is not None:
                yield a.until
            else:
                yield base + timedelta(days=self.policy.rest_days + 1)
        for t in self.promotions():
            yield self.day(t.at) + timedelta(days=self.policy.rest_days + 1)

    def spared(self) -> bool:
        """“Fewer than 3 asks to c by the organisation in 365 days”."""
        moments = [a.asked_at for a in self.asks_to_person] + [t.at for t in self.promotions()]
        return sum(self.age(moment) <= YEAR for moment in moments) < self.policy.asks_per_year

    def free(self) -> bool:
        """“No ask to c is open, s's own included”."""
        return not any(self.outcome(a) == "open" for a in self.asks_to_person)

    # stage

    def stage(self, criteria: dict[str, bool]) -> str:
        """“`closed` if a boundary stands, k was asked before, or no channel is left; else `resting` if
        `rested`, `spared` or `free` is missing; else the first of `listen`, `connect`, `give` with
        something missing; else `ready`”."""
        if not criteria["boundaries"] or not criteria["once"] or self.no_channel_left():
            return "closed"
        if not (criteria["rested"] and criteria["spared"] and criteria["free"]):
            return "resting"
        for group in ("listen", "connect", "give"):
            if not all(criteria[name] for name in GROUPS[group]):
                return group
        return "ready"
