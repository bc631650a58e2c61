"""A message as it arrives from a mailbox or an archive, and as whose mail it is read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.correspondence.heads import Head, address_key
from crm.errors import Refusal
from crm.models import Mailbox, Seen, Staff

MOST_RECIPIENTS = 20  # of one mail that is still meant for each; as for LinkedIn's messages
EARLIEST = 1990
CLOCKS_DIFFER = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message, without its body."""

    head: Head
    number: int
    """In its folder, or its place in the file: by which a person finds it."""
    folder: str = ""
    labels: frozenset[str] = frozenset()
    """In small letters; beside those that stand in its headers."""
    arrived_at: datetime | None = None
    """As the mailbox or the archive says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whose mail it is, and what they keep out of it."""

    staff: Staff
    own: frozenset[str]
    """Keys of their addresses: they tell who wrote to whom."""
    seen: str = Seen.EVERYTHING
    kept_out: frozenset[str] = frozenset()
    private_labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What was read of it: all its readable text, and whom a report says is no more."""

    text: str = ""
    bounced: list[str] = field(default_factory=list)


def reader_of(staff: Staff, *, also: Collection[str] = (), mailbox: Mailbox | None = None) -> Reader:
    """Everything any of their mailboxes says is theirs counts for all; `also`: more addresses of theirs. What is kept
    out is kept out of archives, too. Raises Refusal for what is no address."""
    boxes = list(Mailbox.objects.connected().filter(staff=staff))
    boxes += [mailbox] if mailbox and mailbox.pk is None else []
    told = [staff.email, *also, *(one for box in boxes for one in (*box.addresses, box.user) if "@" in one)]
    if wrong := [one for one in also if not address_key(one)]:
        raise Refusal(addresses=f"“{wrong[0][:60]}” is not an e-mail address; it needs the form name@example.org.")
    return Reader(
        staff=staff,
        own=frozenset(filter(None, map(address_key, told))),
        seen=_least([mailbox] if mailbox else boxes),
        kept_out=frozenset(one.strip().lstrip("@").casefold() for box in boxes for one in box.kept_out),
        private_labels=frozenset(one.strip().casefold() for box in boxes for one in box.private_labels),
    )


def _least(boxes: Collection[Mailbox]) -> str:
    """The most discreet of what they chose; all where nothing is chosen."""
    order = (Seen.HAPPENED, Seen.SUBJECTS)
    return next((level for level in order if any(box.seen == level for box in boxes)), Seen.EVERYTHING)


def moment(mail: Incoming, *, outbound: bool, as_of: datetime) -> datetime | None:
    """When it was written; None where nobody says anything that can be. A clock that is far off the server's is not
    believed where the server tells: the day of something of theirs is not theirs to choose."""
    told = [mail.head.said_at, mail.head.received_at, mail.arrived_at]
    said, received, arrived = (one if one and one.year >= EARLIEST and one <= as_of else None for one in told)
    if said and received and not outbound and abs(said - received) > CLOCKS_DIFFER:
        return received
    if said is None and mail.head.said_at and as_of < mail.head.said_at < as_of + CLOCKS_DIFFER:
        return received or as_of
    return said or received or arrived
