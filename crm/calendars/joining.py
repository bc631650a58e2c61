"""Events joined to the contacts who were invited: new ones noted, changed ones changed, what is gone taken back."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from operator import attrgetter

from django.db import transaction

from crm.calendars.people import own_addresses, people_at
from crm.calendars.reading import AHEAD, Occurrence, Read, read
from crm.calendars.splitting import Split
from crm.calendars.withdrawing import move_exchange, withdraw
from crm.channels import Channel
from crm.models import Calendar, Contact, Kind, Meeting, MeetingState, Shown, WhyNot

Identity = tuple[str, str, int]
"""UID, recurrence, contact."""
STANDS = frozenset({WhyNot.NOT_MET, WhyNot.TAKEN_BACK, WhyNot.REFUSED})  # what a person said, no calendar changes
TOLD = ("title", "place", "notes", "starts_at", "ends_at", "all_day", "kind", "channel")
_WAYS = {
    "video": (Kind.CALL, Channel.VIDEO),
    "phone": (Kind.CALL, Channel.PHONE),
    "in_person": (Kind.MEETING, Channel.IN_PERSON),
}


@dataclass(frozen=True)
class Joined:
    """How many meetings with contacts there are, how many of them are new; events left out, by reason."""

    meetings: int
    new: int
    left_out: Counter[str] = field(default_factory=Counter)
    name: str = ""


@transaction.atomic
def take_in(calendar: Calendar, pieces: Collection[Split], *, since: date, whole: bool, as_of: datetime) -> Joined:
    """`pieces`: the calendar's text from `since` on; `whole`: all there is of that time, so that what is ahead and not
    in it was called off. Logging what took place is for crm.calendars.settling."""
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    own = own_addresses(calendar)
    people = people_at(
        {address for piece in pieces for one in piece.series.values() for address in one.people} - own, calendar.staff
    )
    events = read(pieces, known=people.keys(), own=own, zone=calendar.staff.zone, since=since, as_of=as_of)
    joining = _Joining(calendar, people, own, as_of)
    found = dict(joining.meetings(events.occurrences))
    new = joining.write(found)
    joining.let_go(found, events, since=since, whole=whole)
    return Joined(len(found), new, events.left_out + joining.left_out, events.name)


class _Joining:
    def __init__(self, calendar: Calendar, people: dict[str, Contact], own: set[str], as_of: datetime) -> None:
        self.calendar, self.people, self.own, self.as_of = calendar, people, own, as_of
        self.marks = {mark.strip().lower() for mark in calendar.private_marks}
        self.left_out: Counter[str] = Counter()

    def meetings(self, occurrences: Iterable[Occurrence]) -> Iterator[tuple[Identity, Meeting]]:
        """Not yet stored; one for each contact, however many of their addresses were invited."""
        for event in occurrences:
            if self._is_private(event):
                self.left_out["private"] += 1
                continue
            for contact, answers in self._contacts(event):
                yield (event.uid, event.recurrence, contact.pk), self._meeting(event, contact, answers)

    def _contacts(self, event: Occurrence) -> Iterator[tuple[Contact, set[str]]]:
        """And what they answered."""
        answers: dict[int, tuple[Contact, set[str]]] = {}
        for address in dict.fromkeys([*event.invited, event.organizer]):
            if contact := self.people.get(address):
                said = event.invited.get(address, "ACCEPTED")  # whoever invites, comes
                answers.setdefault(contact.pk, (contact, set()))[1].add(
                    "ACCEPTED" if address == event.organizer and said in ("", "NEEDS-ACTION") else said
                )
        yield from answers.values()

    def _is_private(self, event: Occurrence) -> bool:
        said = {*event.categories, *event.invited, event.organizer}
        said |= {part.partition("]")[0] for part in event.title.split("[")[1:]}
        return event.private or not self.marks.isdisjoint(one.strip().lower() for one in said)

    def _meeting(self, event: Occurrence, contact: Contact, answers: set[str]) -> Meeting:
        kind, channel = _WAYS[event.way]
        shows = self.calendar.shows
        return Meeting(
            calendar=self.calendar,
            staff=self.calendar.staff,
            contact=contact,
            uid=event.uid,
            recurrence=event.recurrence,
            title=event.title if shows != Shown.HAPPENED else "",
            place=event.place if shows == Shown.EVERYTHING else "",
            notes=event.notes if shows == Shown.EVERYTHING else "",
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            all_day=event.all_day,
            kind=kind,
            channel=channel,
            why_not=self._why_not(event, answers),
            seen_at=self.as_of,
        )

    def _why_not(self, event: Occurrence, answers: set[str]) -> str:
        """ "" for what counts once it took place; UNANSWERED for what has to be asked then."""
        ours = {answer for address, answer in event.invited.items() if address in self.own}
        if event.cancelled:
            return WhyNot.CANCELLED
        if ours and ours <= {"DECLINED", "DELEGATED"}:
            return WhyNot.WE_DECLINED
        if answers <= {"DECLINED", "DELEGATED"}:
            return WhyNot.THEY_DECLINED
        they_come = not answers.isdisjoint({"ACCEPTED", "COMPLETED", ""})
        we_come = not ours or event.organizer in self.own or not ours.isdisjoint({"ACCEPTED", "COMPLETED", ""})
        return "" if they_come and we_come else WhyNot.UNANSWERED

    def write(self, found: dict[Identity, Meeting]) -> int:
        """How many are new."""
        uids = {identity[0] for identity in found}
        stored = Meeting.objects.filter(staff=self.calendar.staff, uid__in=uids)
        known = {
            (one.uid, one.recurrence, one.contact_id): one
            for one in stored.select_related("staff", "interaction", "calendar")
        }
        fresh = []
        for identity, meeting in found.items():
            if (before := known.get(identity)) is not None:
                self._change(before, meeting)
            else:
                meeting.state = _state_of(meeting)
                fresh.append(meeting)
        Meeting.objects.bulk_create(fresh, ignore_conflicts=True)
        return len(fresh)

    def _change(self, before: Meeting, told: Meeting) -> None:
        if not self._is_ours(before):
            return
        stood, was = _row(before), before.starts_at
        moved = (was, before.ends_at) != (told.starts_at, told.ends_at)
        for name in TOLD:
            setattr(before, name, getattr(told, name))
        before.calendar = self.calendar
        if before.state == MeetingState.TAKEN:
            self._follow(before, told, was=was, moved=moved)
        elif before.why_not not in STANDS and (moved or before.why_not != told.why_not):
            before.why_not = told.why_not
            before.state = _state_of(before)
        if _row(before) != stood:
            before.seen_at = self.as_of
            before.save()

    def _follow(self, taken: Meeting, told: Meeting, *, was: datetime, moved: bool) -> None:
        """What was logged goes where the calendar has it now."""
        if taken.interaction is None:
            taken.state, taken.why_not = MeetingState.LEFT_OUT, WhyNot.TAKEN_BACK
        elif told.why_not not in ("", WhyNot.UNANSWERED):
            withdraw(taken, why=told.why_not, as_of=self.as_of)
        elif moved and told.ends_at > self.as_of:
            withdraw(taken, why="", as_of=self.as_of)
        elif moved:
            move_exchange(taken, was=was, as_of=self.as_of)

    def _is_ours(self, meeting: Meeting) -> bool:
        """Two calendars may hold one event: the one that told of it first goes on telling, as long as it is asked."""
        other = meeting.calendar
        return other == self.calendar or other.disconnected_at is not None or other.paused_at is not None

    def let_go(self, found: dict[Identity, Meeting], events: Read, *, since: date, whole: bool) -> None:
        """What the calendar no longer says: of series that are still in it, at any time; of others, what is ahead."""
        zone = self.calendar.staff.zone
        span = datetime.combine(since, time(), zone), self.as_of + AHEAD
        rows = Meeting.objects.filter(calendar=self.calendar, starts_at__gte=span[0], ends_at__lt=span[1])
        for row in rows.select_related("interaction", "staff"):
            if (row.uid, row.recurrence, row.contact_id) in found:
                continue
            gone = row.uid in events.uids
            if gone and row.state == MeetingState.TAKEN and row.interaction is not None:
                withdraw(row, why=WhyNot.CANCELLED, as_of=self.as_of)
                row.save()
            elif row.state in (MeetingState.AHEAD, MeetingState.UNSURE) and (
                gone or (whole and row.uid not in events.all_uids and row.ends_at > self.as_of)
            ):
                row.delete()


def _state_of(meeting: Meeting) -> MeetingState:
    """Before it is known whether it took place."""
    if meeting.why_not in ("", WhyNot.UNANSWERED):
        return MeetingState.AHEAD
    return MeetingState.CANCELLED if meeting.why_not == WhyNot.CANCELLED else MeetingState.LEFT_OUT


def _row(meeting: Meeting) -> tuple[object, ...]:
    """All of it that can change."""
    return (*(getattr(meeting, name) for name in TOLD), *_BESIDE(meeting))


_BESIDE = attrgetter("calendar_id", "state", "why_not", "interaction_id")
