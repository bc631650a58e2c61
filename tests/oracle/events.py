"""What happened, as plain frozen records: the whole input of the slow oracle.

Every moment is an aware datetime, kept in UTC: two moments in one DST-observing zone would otherwise
be compared by wall clock, and an hour that happens twice would put an answer before its question.
"""

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime


class _InUtc:
    """Refuses naive moments and keeps the others in UTC."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if isinstance(value, datetime):
                if value.utcoffset() is None:
                    raise ValueError(f"{each.name} has no time zone: {value}")
                object.__setattr__(self, each.name, value.astimezone(UTC))


@dataclass(frozen=True)
class Touch(_InUtc):
    """An Interaction: one thing between one staff member and one contact."""

    id: int
    staff: int
    contact: int
    channel: str
    direction: str  # outbound, inbound, mutual, observed
    kind: str
    at: datetime
    entered_at: datetime
    text: str = ""
    url: str = ""  # of observed touches: already normalised
    external_id: str = ""
    automated: bool = False
    promotional: bool = False
    canned: bool = False
    voided: bool = False
    refusal: bool = False  # their message is a no or an opt-out
    needs_answer: bool | None = None  # set by hand
    introduces: int | None = None  # the colleague whom this introduction hands the contact to
    answers: int | None = None  # id of the touch that it answers


@dataclass(frozen=True)
class Asked(_InUtc):
    """An Ask, however it was made."""

    id: int
    staff: int
    contact: int
    campaign: int
    asked_at: datetime
    follow_up_at: datetime | None = None
    outcome: str | None = None  # yes, no, not_now, silent, withdrawn
    outcome_at: datetime | None = None
    until: date | None = None  # after not_now: their date

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.outcome is None) != (self.outcome_at is None):
            raise ValueError("an outcome and its moment come together")


@dataclass(frozen=True)
class InterestSeen(_InUtc):
    """One piece of evidence that a contact cares about a topic."""

    contact: int
    topic: str
    basis: str  # stated, observed
    noted_at: datetime


@dataclass(frozen=True)
class Limit(_InUtc):
    """A Boundary. `until` is the first day on which it no longer stands."""

    contact: int
    scope: str  # everything, client, topic, campaign, channel
    from_at: datetime
    client: str = ""
    topic: str | None = None
    campaign: int | None = None
    channel: str = ""
    until: date | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True)
class Invited:
    """An Invitation: their words asking for something on a topic; good for one ask."""

    contact: int
    topic: str
    given_on: date
    used_by: int | None = None  # id of the ask


@dataclass(frozen=True)
class Attested:
    """An Attestation: this staff member knows the contact from before."""

    staff: int
    contact: int
    on: date


@dataclass(frozen=True)
class CampaignInfo:
    """What the rule needs to know of a campaign."""

    id: int
    client: str
    topics: frozenset[str]
    sensitive_topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thresholds:
    """The Policy, with the numbers of domain.md."""

    heard_min: int = 3
    heard_within_days: int = 90
    fit_days: int = 2
    fit_within_days: int = 180
    known_days: int = 21
    reached_days: int = 3
    answered_days: int = 2
    owed_days: int = 7
    quiet_factor: float = 8
    quiet_min_days: int = 45
    quiet_max_days: int = 365
    given_min: int = 1
    unhurried_days: int = 2
    rest_days: int = 90
    rest_after_no_days: int = 180
    asks_per_year: int = 3


@dataclass
class World:
    """Everything that is on record. The order of the lists means nothing."""

    touches: list[Touch] = field(default_factory=list)
    asks: list[Asked] = field(default_factory=list)
    interests: list[InterestSeen] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    invitations: list[Invited] = field(default_factory=list)
    attestations: list[Attested] = field(default_factory=list)
    campaigns: dict[int, CampaignInfo] = field(default_factory=dict)
    # per contact: (channel, status), status being current, former or bounced
    handles: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # per contact: the records that share a not-shared handle with it
    same_person: dict[int, set[int]] = field(default_factory=dict)
    owner: int = 1  # of all contacts
    left: dict[int, str] = field(default_factory=dict)  # staff who have left, with their time zones

    def person(self, contact: int) -> set[int]:
        """All records of the contact's person, the contact's own included."""
        return {contact} | self.same_person.get(contact, set())
