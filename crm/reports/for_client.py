"""What a campaign's client may read: who was asked, what they answered, what came of it. No notes, no scores, and
nobody from a private book: what is printed here leaves the house."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.models import Ask, Campaign, Outcome, Staff, Visibility


class State(TextChoices):
    PUBLISHED = "published", _("Published")
    AGREED = "agreed", _("Agreed")
    LATER = "later", _("Not now")
    DECLINED = "declined", _("Declined")
    NO_ANSWER = "no_answer", _("No answer")
    PENDING = "pending", _("Pending")
    WITHDRAWN = "withdrawn", _("Withdrawn")


STATES = {
    "": State.PENDING,
    Outcome.YES.value: State.AGREED,
    Outcome.NO.value: State.DECLINED,
    Outcome.NOT_NOW.value: State.LATER,
    Outcome.SILENT.value: State.NO_ANSWER,
    Outcome.WITHDRAWN.value: State.WITHDRAWN,
}
ANSWERED = (State.PUBLISHED, State.AGREED, State.LATER, State.DECLINED)


@dataclass(frozen=True)
class Line:
    name: str
    organization: str
    asked_on: date
    state: State
    links: list[str]


@dataclass(frozen=True)
class ForClient:
    campaign: Campaign
    as_of: datetime
    lines: list[Line] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.lines)

    @property
    def answered(self) -> int:
        return sum(line.state in ANSWERED for line in self.lines)

    @property
    def published(self) -> int:
        return sum(line.state == State.PUBLISHED for line in self.lines)

    @property
    def pending(self) -> int:
        return sum(line.state == State.PENDING for line in self.lines)

    @property
    def links(self) -> int:
        return sum(len(line.links) for line in self.lines)


def for_client(*, campaign: Campaign, staff: Staff, as_of: datetime) -> ForClient:
    """Days are those of `staff`. A campaign that nobody was asked for has no lines."""
    asks = (
        Ask.objects.standing()
        .filter(campaign=campaign, asked_at__lte=as_of)
        .filter(contact__visibility=Visibility.TEAM, contact__trashed_at=None)
        .select_related("contact")
        .order_by("asked_at", "pk")
    )
    return ForClient(campaign, as_of, [_line(ask, staff) for ask in asks])


def _line(ask: Ask, staff: Staff) -> Line:
    state = STATES[ask.outcome]
    if state == State.AGREED and ask.links:
        state = State.PUBLISHED
    return Line(
        name=ask.contact.name,
        organization=ask.contact.organization,
        asked_on=staff.today(ask.asked_at),
        state=state,
        links=list(ask.links) if state == State.PUBLISHED else [],
    )
