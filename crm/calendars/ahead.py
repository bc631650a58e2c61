"""The next meeting with somebody, and what to know before it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from crm.models import Boundary, Contact, Interaction, Meeting, MeetingState, Promise, Relationship, Staff


@dataclass(frozen=True)
class Brief:
    """`others`: contacts in the same meeting whom the reader may see. `last`: the newest exchange, None before the
    first. `owed`: since when something of theirs waits for the reader; None if nothing does. A colleague's meeting is
    told without what the reader themselves owes."""

    meeting: Meeting
    last: Interaction | None = None
    owed: datetime | None = None
    promises: list[Promise] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    others: list[Contact] = field(default_factory=list)


def next_meeting(*, contact: Contact, reader: Staff, as_of: datetime) -> Brief | None:
    """The reader's own before a colleague's, however much later; None if nobody has one."""
    ahead = list(
        contact.meetings.filter(state=MeetingState.AHEAD, ends_at__gt=as_of, calendar__paused_at=None)
        .select_related("staff")
        .order_by("starts_at", "pk")[:20]
    )
    mine = [one for one in ahead if one.staff_id == reader.pk]
    if not ahead:
        return None
    meeting = (mine or ahead)[0]
    return _brief(meeting, contact, reader, as_of)


def _brief(meeting: Meeting, contact: Contact, reader: Staff, as_of: datetime) -> Brief:
    exchanges = contact.interactions.standing().exclude(direction="observed").filter(occurred_at__lte=as_of)
    if meeting.staff_id != reader.pk:
        return Brief(meeting, exchanges.select_related("staff").order_by("-occurred_at", "-pk").first())
    tie = Relationship.objects.filter(staff=reader, contact=contact).first()
    today = reader.today(as_of)
    standing = [one for one in contact.boundaries.select_related("topic", "campaign") if one.stands_on(today)]
    return Brief(
        meeting=meeting,
        last=exchanges.select_related("staff").order_by("-occurred_at", "-pk").first(),
        owed=tie.owed_since if tie else None,
        promises=list(contact.promises.open().filter(staff=reader).order_by("due_on")[:5]),
        boundaries=standing[:5],
        others=list(_others(meeting, reader)),
    )


def _others(meeting: Meeting, reader: Staff) -> "QuerySet[Contact]":
    beside = Meeting.objects.filter(
        staff=meeting.staff, uid=meeting.uid, recurrence=meeting.recurrence, state=MeetingState.AHEAD
    ).exclude(pk=meeting.pk)
    seen = Contact.objects.visible_to(reader).in_use().filter(pk__in=beside.values("contact"))
    return seen.order_by("name", "pk")[:10]
