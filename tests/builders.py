"""People and what happened between them, in few words. Days are counted back from NOW, at noon UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from crm.actions.log_interaction import log_interaction
from crm.handles import normalise
from crm.models import (
    Boundary,
    Campaign,
    Contact,
    Direction,
    Handle,
    Interaction,
    Interest,
    Kind,
    Staff,
    Topic,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
_numbers = count(1)


def days_ago(days: float, *, hour: float = 12) -> datetime:
    """A moment some days before NOW; with the default hour never in the future."""
    return NOW - timedelta(days=days) + timedelta(hours=hour - 12)


def day(days: int) -> date:
    """The date some days from today; negative for the past."""
    return TODAY + timedelta(days=days)


def make_staff(name: str = "Alice", *, role: str = "member", time_zone: str = "UTC", **fields: Any) -> Staff:
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org")
    staff = Staff(name=name, email=email, role=role, time_zone=time_zone, **fields)
    staff.set_unusable_password()
    staff.save()
    return staff


def make_contact(owner: Staff, name: str = "Ana Lima", *, email: str | None = "", **fields: Any) -> Contact:
    """With an e-mail address of their own; `email=None` for none."""
    contact = Contact.objects.create(name=name, owner=owner, **fields)
    if email is not None:
        make_handle(contact, "email", email or f"ana.{next(_numbers)}@example.net")
    contact.refresh_from_db()
    return contact


def make_handle(contact: Contact, channel: str, value: str, **fields: Any) -> Handle:
    known = normalise(channel, value)
    return Handle.objects.create(contact=contact, channel=channel, value=known.value, key=known.key, **fields)


def make_topic(name: str = "", **fields: Any) -> Topic:
    return Topic.objects.create(name=name or f"Cargo bikes {next(_numbers)}", **fields)


def make_campaign(
    owner: Staff, *, topics: Iterable[Topic] = (), name: str = "Bike summer", status: str = "live", **fields: Any
) -> Campaign:
    campaign = Campaign.objects.create(name=name, owner=owner, status=status, **fields)
    campaign.topics.set(topics)
    return campaign


def log(
    staff: Staff,
    contact: Contact,
    direction: str = Direction.OUTBOUND,
    kind: str = Kind.MESSAGE,
    *,
    days: float = 0,
    hour: float = 10,
    entered: datetime | None = None,
    **fields: Any,
) -> Interaction:
    """Logged when it happened, unless `entered` says otherwise."""
    occurred_at = days_ago(days, hour=hour)
    return log_interaction(
        staff=staff,
        contact=contact,
        channel=fields.pop("channel", "email"),
        direction=direction,
        kind=kind,
        occurred_at=occurred_at,
        as_of=entered or occurred_at,
        **fields,
    )


def earn(staff: Staff, contact: Contact, topic: Topic, *, but: str = "") -> None:
    """Everything an ask needs, except what `but` names: heard, fit, exchange, given."""
    if but != "heard":
        for number in range(3):
            log(
                *(staff, contact, Direction.OBSERVED, Kind.READ),
                days=20 + number,
                url=f"https://ana.example/{number}",
                channel="website",
            )
    if but != "fit":
        Interest.objects.create(contact=contact, topic=topic, basis="stated", noted_at=days_ago(30))
    if but != "exchange":
        for back in (200, 150, 100):  # long enough ago not to count as heard
            log(staff, contact, days=back, text=f"About your piece, {back} things come to mind.")
            log(staff, contact, Direction.INBOUND, Kind.REPLY, days=back - 1, text="Thank you, that helps.")
    if but != "given":
        log(staff, contact, kind=Kind.HELP, days=10, text="Here are the figures you were looking for.")


LETTER = (
    "Your reporting on cargo bikes in small towns made me count the ones on my own street again. "
    "We are about to publish the first figures on who really rides them, and I would like you to see "
    "them early, since you asked that very question in spring. Would you have a look before Thursday?"
)


def make_boundary(contact: Contact, scope: str = "everything", **fields: Any) -> Boundary:
    """Noted yesterday, unless `created_at` says otherwise."""
    noted_at = fields.pop("created_at", days_ago(1))
    boundary = Boundary.objects.create(contact=contact, scope=scope, origin=fields.pop("origin", "they_said"), **fields)
    Boundary.objects.filter(pk=boundary.pk).update(created_at=noted_at)
    boundary.created_at = noted_at
    return boundary
