"""Have a person erased: order it here, a worker does it (crm.erasing)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.erasing.subject import HandleError, Subject, address, subject_of
from crm.errors import Conflict, NotAllowed, Refusal
from crm.memory.hashing import Key
from crm.models import Contact, Erasure, ErasureStatus, Staff
from crm.models.base import unstorable


@dataclass(frozen=True)
class Preview:
    """What the person who orders it may see of what goes; more may go than they see, and that is not told."""

    contacts: list[Contact]
    addresses: list[Key]


def preview_erasure(*, staff: Staff, contact: Contact | None = None, address_of: Key | None = None) -> Preview:
    subject = _subject(staff, contact, address_of)
    seen = Contact.objects.visible_to(staff).filter(pk__in=subject.contacts).order_by("pk")
    given = [address_of] if address_of else []
    own = [pair for one in seen for pair in one.handles.filter(shared=False).values_list("channel", "key")]
    return Preview(list(seen), sorted({*given, *own}))


@transaction.atomic
def order_erasure(
    *, staff: Staff, as_of: datetime, contact: Contact | None = None, address_of: Key | None = None, reason: str = ""
) -> Erasure:
    """Of a contact that one sees, or by an address, whoever holds it: somebody only a colleague relates to, or who
    was only heard, has the same right. The answer is the same whether anything was held."""
    subject = _subject(staff, contact, address_of)
    if _overlaps(subject):
        raise Conflict(_("They are being erased already; wait until that is done."))
    erasure = Erasure(
        ordered_by=staff,
        ordered_at=as_of,
        reason=reason.strip(),
        contacts=subject.contacts,
        addresses=sorted(subject.addresses),
        traces=subject.traces,
    )
    if sentence := unstorable(erasure.reason):
        raise Refusal(reason=sentence)
    if len(erasure.reason) > 300:
        raise Refusal(reason=_("This has more than 300 characters; a few words will do, without names."))
    erasure.save()
    return erasure


def order_again(*, staff: Staff, erasure: Erasure) -> Erasure:
    """Take up one that stopped."""
    _require_admin(staff)
    taken = Erasure.objects.filter(pk=erasure.pk, status=ErasureStatus.FAILED).update(status=ErasureStatus.QUEUED)
    if not taken:
        raise Conflict(_("Only an erasure that stopped is taken up again."))
    erasure.refresh_from_db()
    return erasure


def _subject(staff: Staff, contact: Contact | None, address_of: Key | None) -> Subject:
    _require_admin(staff)
    if contact is None and address_of is None:
        raise Refusal(contact=_("Say who: a contact, or one of their addresses."))
    if contact is not None and not contact.is_visible_to(staff):
        require_contact(staff, contact)
    return subject_of(contacts=[contact.pk] if contact else [], addresses=[address(*address_of)] if address_of else [])


def read_address(channel: str, value: str) -> Key:
    """Raises Refusal."""
    try:
        return address(channel, value)
    except HandleError as error:
        raise Refusal(value=str(error)) from error


def _require_admin(staff: Staff) -> None:
    if not staff.is_admin:
        raise NotAllowed(_("Only an admin can have somebody erased."))


def _overlaps(subject: Subject) -> bool:
    running = Erasure.objects.exclude(status=ErasureStatus.DONE)
    return bool(subject.contacts) and running.filter(contacts__overlap=subject.contacts).exists()
