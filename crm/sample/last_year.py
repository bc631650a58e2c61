"""People who were asked last year, so that there is something to learn from: their history made from their rows."""

from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Any

from crm.actions.attest import attest
from crm.actions.log_many import log_many
from crm.actions.note_interest import note_interest
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_contact import create_contact
from crm.models import Ask, Basis, Boundary, Contact, Direction, Kind, Staff
from crm.sample.last_year_rows import ANSWERS, GREETINGS, KNOWN, LAST_YEAR, Row
from crm.sample.marks import KEY, ORIGIN, TAG
from crm.sample.telling import World


def tell_last_year(world: World) -> int:
    """Everybody of last year, what was said with them, and what they were asked; how many moments that were."""
    told = 0
    for row in LAST_YEAR:
        world.contacts[row.key] = _meet(world, row)
    for who in world.staff:
        entries = [entry for row in LAST_YEAR if row.asker == who for entry in _said(world, row)]
        told += len(log_many(staff=world.staff[who], entries=entries, as_of=world.as_of))
    answers = {way: cycle(words.split()) for way, words in ANSWERS.items()}
    for row in LAST_YEAR:
        told += _ask(world, row, next(answers[row.way]))
    return told


def _at(world: World, row: Row, days: int, hour: int) -> datetime:
    staff = world.staff[row.asker]
    return datetime.combine(staff.today(world.as_of) - timedelta(days=days), time(hour), tzinfo=staff.zone)


def _meet(world: World, row: Row) -> Contact:
    owner, met = world.staff[row.asker], _at(world, row, row.asked + max(KNOWN), 9)
    contact = create_contact(
        staff=owner,
        as_of=met,
        name=row.name,
        organization=row.outlet,
        location=row.place,
        handles=[{"channel": "email", "value": f"{row.key}@{row.key}.example"}],
        tags=[TAG, "last year"],
        external_id=KEY + row.key,
        origin=ORIGIN,
    )
    if row.way != "elsewhere":
        note_interest(
            staff=owner,
            contact=contact,
            topic=world.topics[row.topic],
            basis=Basis.STATED,
            noted_at=met,
            as_of=met,
            quote=f"It always comes back to {row.subject}.",
        )
    return contact


def _said(world: World, row: Row) -> list[dict[str, Any]]:
    """As a mailbox would bring it along: with an identity and text, so that it counts although it is entered late."""
    ours, theirs = GREETINGS[row.number % len(GREETINGS)]
    known, about = KNOWN[row.number % len(KNOWN)], row.subject
    out, back = (Direction.OUTBOUND, Kind.MESSAGE), (Direction.INBOUND, Kind.REPLY)
    moments = [(known, *out, ours.format(subject=about)), (known - 1, *back, f"{theirs} Yours, {row.name}")]
    if row.way == "elsewhere":
        return [_entry(world, row, *moment) for moment in moments]
    moments += [
        *((days, Direction.OBSERVED, Kind.READ, f"On {about}, part {part}") for part, days in enumerate((19, 14, 6))),
        (12, *back, f"More on {about} next week, if the editor lets me."),
    ]
    if row.way != "vouched":
        moments += [(known // 2 + 1, *out, f"Thought of {about} again."), (11, *out, f"More on {about}, please.")]
    if row.way != "overridden":
        moments += [(9, Direction.OUTBOUND, Kind.HELP, f"Papers on {about}, from the archive.")]
    return [_entry(world, row, *moment) for moment in moments]


def _entry(world: World, row: Row, days: int, direction: str, kind: str, text: str) -> dict[str, Any]:
    """`days` before the ask."""
    read = kind == Kind.READ
    return {
        "contact": world.contacts[row.key],
        "direction": direction,
        "kind": kind,
        "channel": "website" if read else row.channel,
        "occurred_at": _at(world, row, row.asked + days, {"inbound": 15, "observed": 8}.get(direction, 10)),
        "text": text,
        "url": f"{row.page}/{days}" if read else "",
        "external_id": f"{KEY}{row.key}:{days}:{kind}",
    }


def _ask(world: World, row: Row, answer: str) -> int:
    staff, contact, asked_at = world.staff[row.asker], world.contacts[row.key], _at(world, row, row.asked, 11)
    if row.way == "vouched":
        attest(staff=staff, contact=contact, reason=f"We met years ago over {row.subject}.", as_of=asked_at)
    interest = contact.interests.first()
    elsewhere = row.way == "elsewhere"
    ask = open_ask(
        staff=staff,
        contact=contact,
        campaign=world.campaigns[row.campaign],
        channel=row.channel,
        text=row.letter,
        as_of=world.as_of if elsewhere else asked_at,
        because=Because("interest", interest.pk) if interest else None,
        override_reason=f"{row.subject.capitalize()} will not wait, and {row.place} is on the way."
        if row.way == "overridden"
        else "",
        already_made=elsewhere,
        asked_at=asked_at if elsewhere else None,
    )
    return 1 + _answer(ask, staff, answer, _at(world, row, row.asked - 4, 16))


def _answer(ask: Ask, staff: Staff, outcome: str, at: datetime) -> int:
    record_outcome(staff=staff, ask=ask, outcome=outcome, as_of=at)
    Boundary.objects.filter(ask=ask).update(created_at=at)  # the rule reads since when it stands
    return 1
