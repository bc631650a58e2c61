"""Who is meant when a person is to be erased: all their records, addresses and names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from crm.channels import Channel
from crm.erasing.signals import gathering
from crm.handles import LONGEST, HandleError, normalise, profile_link
from crm.memory.hashing import Key
from crm.models import Contact, Handle, Staff

ADDRESS_LONGEST = LONGEST
LEAST_TRACE = 6  # letters; shorter ones stand in other words


@dataclass
class Subject:
    """`contacts`: ids of every record, whoever may see it; `traces`: what of theirs can stand in other texts."""

    contacts: list[int]
    addresses: set[Key]
    traces: list[str] = field(default_factory=list)

    def joined(self, other: "Subject") -> "Subject":
        """Several people at once."""
        return Subject(
            sorted({*self.contacts, *other.contacts}),
            self.addresses | other.addresses,
            sorted({*self.traces, *other.traces}),
        )


def subject_of(*, contacts: Iterable[int] = (), addresses: Iterable[Key] = ()) -> Subject:
    """All records that share an address of their own with these, directly or through others, and those that were
    merged with any of them."""
    found = _all_records(set(contacts), set(addresses))
    theirs = set(addresses) | set(Handle.objects.filter(contact__in=found, shared=False).values_list("channel", "key"))
    gathering.send(sender=None, addresses=theirs)
    found |= _all_records(found, theirs)
    theirs |= set(Handle.objects.filter(contact__in=found, shared=False).values_list("channel", "key"))
    return Subject(sorted(found), theirs, _traces(found, theirs))


def _all_records(contacts: set[int], addresses: Collection[Key]) -> set[int]:
    by_channel: dict[str, list[str]] = {}
    for channel, key in addresses:
        by_channel.setdefault(channel, []).append(key)
    sharing = Q(pk__in=[])
    for channel, keys in by_channel.items():
        sharing |= Q(channel=channel, key__in=keys)
    found = contacts | set(Handle.objects.filter(sharing, shared=False).values_list("contact", flat=True))
    while True:
        persons = Contact.objects.filter(pk__in=found).values("person")
        merged = Contact.objects.filter(pk__in=found).exclude(merged_into=None).values("merged_into")
        more = Contact.objects.filter(Q(person__in=persons) | Q(merged_into__in=found) | Q(pk__in=merged))
        wider = found | set(more.values_list("pk", flat=True))
        if wider == found:
            return found
        found = wider


def _traces(contacts: Collection[int], addresses: Collection[Key]) -> list[str]:
    """Whole addresses as people write them, and full names that nobody else in the book bears."""
    values = set(Handle.objects.filter(contact__in=contacts, shared=False).values_list("value", flat=True))
    written = {key for channel, key in addresses if _stands_alone(channel, key)}
    written |= {value for value in values if "@" in value.strip("@") or "." in value or value.startswith("+")}
    links = (profile_link(channel, key) for channel, key in addresses if channel not in (Channel.EMAIL, Channel.PHONE))
    written |= {link.partition("://")[2] for link in links if link and "://" in link}
    ours = {email.lower() for email in Staff.objects.values_list("email", flat=True)}
    names = {name for name in Contact.objects.filter(pk__in=contacts).values_list("name", flat=True) if " " in name}
    shared = Contact.objects.exclude(pk__in=contacts).filter(name__in=names).values_list("name", flat=True)
    kept = (written | (names - set(shared))) - {""}
    return sorted(trace for trace in kept if len(trace) >= LEAST_TRACE and trace.lower() not in ours)


def _stands_alone(channel: str, key: str) -> bool:
    """A key that is no word: `@ada` might be anybody's, `ada@example.org` is not."""
    return channel in (Channel.PHONE, Channel.SMS) or "@" in key or "." in key


def people(subject: Subject) -> list[Subject]:
    """One for each person among them; what belongs to no record is the last one's own."""
    left, addresses, found = set(subject.contacts), set(subject.addresses), list[Subject]()
    while left:
        one = subject_of(contacts=[min(left)])
        left -= set(one.contacts)
        addresses -= one.addresses
        found.append(one)
    if addresses:
        found.append(Subject([], addresses))
    return found


def address(channel: str, value: str) -> Key:
    """As it is compared. Raises HandleError."""
    known = normalise(channel, value)
    return known.channel, known.key


__all__ = ["ADDRESS_LONGEST", "HandleError", "Subject", "address", "people", "subject_of"]
