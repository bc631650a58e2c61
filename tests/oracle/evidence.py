"""What counts as what: the words of domain.md that the criteria of the rule are made of.

Knows nothing of the project's own code, on purpose. Quotations are from domain.md.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .events import Asked, Thresholds, Touch

WROTE = {"message", "reply", "comment", "request", "help", "introduction", "call", "meeting"}
SOCIAL = {"bluesky", "mastodon", "x", "linkedin", "facebook", "instagram", "threads", "reddit"}
ASKABLE = SOCIAL | {"email", "phone", "sms", "in_person", "video", "post", "other"}
LINK = re.compile(r"https?://\S+", re.IGNORECASE)
LATE_DAYS, SILENT_DAYS, INVITED_DAYS = 30, 21, 60


class Evidence:
    """What the criteria speak of, for one s, c and k at one moment: what counts as what."""

    def __init__(self, world, staff, contact, campaign, as_of, tz, thresholds):
        self.world, self.s, self.c = world, staff, contact
        self.k = world.campaigns[campaign]
        self.zone = ZoneInfo(tz) if isinstance(tz, str) else tz
        self.as_of = as_of.astimezone(UTC)
        self.today = self.day(as_of)
        self.policy: Thresholds = thresholds
        self.person = world.person(contact)
        # "The clock is an argument everywhere": later events do not exist yet.
        self.all_touches: list[Touch] = [t for t in world.touches if t.at <= self.as_of]
        self.touches = [t for t in self.all_touches if t.staff == staff and t.contact == contact]
        self.asks_to_person: list[Asked] = [
            a for a in world.asks if a.contact in self.person and a.asked_at <= self.as_of
        ]

    # Days. "All ages are differences of calendar dates in s's time zone, bounds included."

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def age(self, moment_or_day: datetime | date) -> int:
        day = self.day(moment_or_day) if isinstance(moment_or_day, datetime) else moment_or_day
        return (self.today - day).days

    # What a touch is.

    def genuine(self, t: Touch) -> bool:
        """“Canned, automated and promotional ones are kept but count for nothing”; nor voided ones."""
        return not (t.automated or t.promotional or t.canned or t.voided)

    def full(self, t: Touch) -> bool:
        """“Entered more than 30 days after it happened counts fully only with a message identity
        (`external_id`) and text; without, it covers only `known`”."""
        late = (self.day(t.entered_at) - self.day(t.at)).days > LATE_DAYS
        return self.genuine(t) and (not late or bool(t.external_id and t.text))

    def s_wrote(self, t: Touch) -> bool:
        return self.full(t) and t.direction in ("outbound", "mutual") and t.kind in WROTE

    def c_wrote(self, t: Touch) -> bool:
        return self.full(t) and t.direction in ("inbound", "mutual") and t.kind in WROTE

    def answers_a_request(self, t: Touch) -> bool:
        """“Answering a `request` of theirs ("please send me that") is help”."""
        asked_for = (r for r in self.world.touches if r.id == t.answers)
        return t.kind in WROTE and any(
            r.kind == "request" and r.direction in ("inbound", "mutual") and not r.voided for r in asked_for
        )

    def words(self, t: Touch) -> str:
        """What a text says without its links: a link alone is no word, a question mark inside one asks nothing."""
        return LINK.sub("", t.text).strip()

    # What stands in.

    def invited_topics(self) -> set[str]:
        """“Invitation: for 60 days, for one ask on its topic”."""
        topics = set()
        for i in self.world.invitations:
            spent = i.used_by is not None and not any(
                a.id == i.used_by and a.asked_at > self.as_of for a in self.world.asks
            )
            in_time = 0 <= self.age(i.given_on) <= INVITED_DAYS
            if i.contact == self.c and i.topic in self.k.topics and in_time and not spent:
                topics.add(i.topic)
        return topics

    def invited(self) -> bool:
        """“It stands in for connect and give. Never for listen, respect or message”."""
        return bool(self.invited_topics())

    def attested(self) -> bool:
        """“A tie from outside the tool stands in for `known` and `reached`”."""
        return any(a.staff == self.s and a.contact == self.c and a.on <= self.today for a in self.world.attestations)

    def introduced(self) -> bool:
        """“A logged three-way introduction by a colleague who hands over stands in for `known`”."""
        return any(
            self.genuine(t)
            and t.kind == "introduction"
            and t.introduces == self.s
            and t.staff != self.s
            and t.contact == self.c
            for t in self.all_touches
        )

    # Respect looks at every record of the person.

    def standing(self):
        for b in self.world.limits:
            lifted = b.lifted_at is not None and b.lifted_at <= self.as_of
            over = b.until is not None and b.until <= self.today
            if b.contact in self.person and b.from_at <= self.as_of and not lifted and not over:
                yield b

    def outcome(self, a: Asked) -> str | None:
        """“An ask unanswered for 21 days becomes `silent` by itself; a later answer replaces that”."""
        if a.outcome_at is not None and a.outcome_at <= self.as_of:
            return a.outcome
        return "silent" if self.age(a.asked_at) >= SILENT_DAYS else "open"

    def promotions(self) -> list[Touch]:
        """“Promotional and counts as an ask for `rested` and `spared`”."""
        return [
            t
            for t in self.all_touches
            if t.contact in self.person and t.direction == "outbound" and t.promotional and not t.voided
        ]

    def no_channel_left(self) -> bool:
        """There were askable channels, and every one is former, bounced or behind a boundary."""
        handles = [(ch, status) for ch, status in self.world.handles.get(self.c, []) if ch in ASKABLE]
        wrote_on = {t.channel for t in self.touches if self.c_wrote(t) and t.channel in ASKABLE}
        had = {channel for channel, _ in handles} | wrote_on
        off = {b.channel for b in self.standing() if b.scope == "channel"}
        left = set()
        for channel in had - off:
            statuses = [status for ch, status in handles if ch == channel]
            if not statuses or "current" in statuses:
                left.add(channel)
        return bool(had) and not left
