"""Make and change contacts with their handles."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.channels import Channel
from crm.directions import turned_back
from crm.errors import Conflict, NotAllowed, Refusal
from crm.genuine.people import rejudge_regrouped
from crm.handles import HandleError, normalise
from crm.memory import look_back
from crm.models import Contact, Handle, HandleStatus, Staff, Visibility
from crm.readiness.facts import refresh
from crm.zones import time_zones

FIELDS = frozenset(
    {
        *("name", "organization", "title", "location", "timezone", "language", "notes", "tags", "visibility"),
        *("external_id", "origin", "collected_on", "informed_on", "basis", "via", "owner"),
    }
)
HandleFields = Mapping[str, Any]  # channel, value; shared (False), status (current)


@transaction.atomic
def create_contact(*, staff: Staff, as_of: datetime, handles: Sequence[HandleFields] = (), **fields: Any) -> Contact:
    """Raises Conflict with `existing` when a handle is somebody else's whom `staff` may see."""
    contact = Contact(owner=fields.pop("owner", None) or staff, collected_on=staff.today(as_of))
    _fill(contact, fields)
    _save(contact, staff)
    _set_handles(contact, staff, handles)
    look_back(as_of=as_of)
    return _again(contact)


@transaction.atomic
def update_contact(
    *, staff: Staff, contact: Contact, as_of: datetime, handles: Sequence[HandleFields] | None = None, **changes: Any
) -> Contact:
    """Change the named fields; `handles` None leaves them, a list replaces them."""
    require_contact(staff, contact)
    before = (contact.visibility, contact.owner_id)
    _fill(contact, changes)
    if (contact.visibility, contact.owner_id) != before and before[1] != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Only the owner or a manager changes who owns or sees a contact."))
    if contact.visibility == Visibility.PRIVATE and before[0] != Visibility.PRIVATE and before[1] != staff.pk:
        raise NotAllowed(_("Only the owner can make a contact private."))
    _save(contact, staff)
    if handles is not None:
        _set_handles(contact, staff, handles)
        look_back(as_of=as_of)
    return _again(contact)


def _fill(contact: Contact, fields: Mapping[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.name = turned_back(contact.name.strip())
    contact.organization, contact.title = turned_back(contact.organization), turned_back(contact.title)
    contact.tags = tidy_tags(contact.tags)
    errors = {}
    if not contact.name:
        errors["name"] = _("Give a name.")
    if contact.timezone and contact.timezone not in time_zones():
        errors["timezone"] = _("Give a time zone like Europe/Berlin, or leave it empty.")
    if errors:
        raise Refusal(**errors)
    contact.check_fields()


def tidy_tags(tags: Sequence[str]) -> list[str]:
    """Without blanks and doubles (case aside), in the order given."""
    tidy: dict[str, str] = {}
    for tag in tags:
        if text := " ".join(str(tag).split()):
            tidy.setdefault(text.casefold(), text)
    return list(tidy.values())


def _save(contact: Contact, staff: Staff) -> None:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        if "contact_external_id_once" not in str(error):
            raise
        book = Q(visibility=Visibility.TEAM)
        if contact.visibility == Visibility.PRIVATE:
            book = Q(visibility=Visibility.PRIVATE, owner=contact.owner)
        existing = Contact.objects.filter(book, external_id=contact.external_id).visible_to(staff).first()
        raise Conflict(external_id=_("Another contact has this external_id."), existing=existing) from error


def _set_handles(contact: Contact, staff: Staff, handles: Sequence[HandleFields]) -> None:
    wanted = _read(handles)
    current = {(handle.channel, handle.key): handle for handle in contact.handles.all()}
    for identity in current.keys() - wanted.keys():
        current[identity].delete()
    for identity, handle in wanted.items():
        known = current.get(identity)
        if known is None:
            handle.contact = contact
            _store(handle, staff)
        elif (known.value, known.shared, known.status) != (handle.value, handle.shared, handle.status):
            known.value, known.shared, known.status = handle.value, handle.shared, handle.status
            _store(known, staff)
    if current or wanted:
        refresh(rejudge_regrouped())


def _read(handles: Sequence[HandleFields]) -> dict[tuple[str, str], Handle]:
    """By identity; the same address given twice is one."""
    wanted: dict[tuple[str, str], Handle] = {}
    for number, fields in enumerate(handles):
        channel = str(fields.get("channel", ""))
        status = fields.get("status") or HandleStatus.CURRENT
        if channel not in Channel.values:
            raise Refusal(
                handles=_("Handle %(number)s: “%(channel)s” is no channel.")
                % {"number": number + 1, "channel": channel[:40]}
            )
        if status not in HandleStatus.values:
            raise Refusal(
                handles=_("Handle %(number)s: the status is current, former or bounced.") % {"number": number + 1}
            )
        try:
            known = normalise(channel, str(fields.get("value", "")))
        except HandleError as error:
            raise Refusal(handles=_("Handle %(number)s: %(error)s") % {"number": number + 1, "error": error}) from error
        shared = bool(fields.get("shared", False))
        wanted[known.channel, known.key] = Handle(
            channel=known.channel, value=known.value, key=known.key, shared=shared, status=status
        )
    return wanted


def _store(handle: Handle, staff: Staff) -> None:
    try:
        with transaction.atomic():
            handle.save()
    except IntegrityError as error:
        if "handle_once" not in str(error):
            raise
        same = Handle.objects.filter(channel=handle.channel, key=handle.key, shared=False)
        owners = Contact.objects.visible_to(staff).filter(pk__in=same.values("contact"))
        existing = owners.exclude(pk=handle.contact_id).order_by("trashed_at").first()
        sentence = f"“{handle.value}” belongs to somebody else."
        if existing is not None:
            where = " (in the trash)" if existing.trashed_at else ""
            sentence = f"“{handle.value}” belongs to {existing.name}{where}."
        raise Conflict(handles=sentence, existing=existing) from error


def _again(contact: Contact) -> Contact:
    """As it stands now: the database filled in the person."""
    return Contact.objects.get(pk=contact.pk)
