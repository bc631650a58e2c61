"""Many contacts at once: each row makes a contact, or brings the one it names up to date. One bad row refuses
only itself.

Rows that name nobody twice are taken together (crm.importing.together); what is unusual goes one by one, through
the verbs that a single contact takes, so that both ways mean the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.actions.save_contact import create_contact, update_contact
from crm.errors import Conflict, Refusal
from crm.genuine.people import rejudge_regrouped
from crm.handles import HandleError, normalise
from crm.importing.together import Usual, usual, write_together
from crm.models import Contact, Handle, Staff
from crm.readiness.facts import refresh

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upserted:
    contact_id: int
    result: str
    """created, updated or unchanged."""


@transaction.atomic
def upsert_contacts(*, staff: Staff, rows: Sequence[Fields], as_of: datetime) -> list[Upserted | Exception]:
    """An answer for each row, in order: what was done, or its refusal. A row is known by `external_id`, else by any
    handle that is theirs alone; what it says replaces what stood, handles are added."""
    answers: dict[int, Upserted | Exception] = {}
    waiting: dict[int, Usual] = {}
    taken: set[str] = set()

    def write() -> None:
        later = write_together(staff=staff, rows=list(waiting.values()), as_of=as_of)
        for number, done in zip(waiting, later, strict=True):
            answers[number] = Upserted(*done) if done else _one(staff, rows[number], as_of)
        waiting.clear()
        taken.clear()

    for number, fields in enumerate(rows):
        plain = usual(fields)
        if plain is None or not taken.isdisjoint(plain.names):
            write()
        if plain is None:
            answers[number] = _one(staff, fields, as_of)
        else:
            waiting[number] = plain
            taken |= plain.names
    write()
    refresh(rejudge_regrouped())
    return [answers[number] for number in range(len(rows))]


def _one(staff: Staff, fields: Fields, as_of: datetime) -> Upserted | Exception:
    try:
        with transaction.atomic():
            return _upsert(staff, fields, as_of)
    except Refusal as refusal:
        return refusal


def _upsert(staff: Staff, fields: Fields, as_of: datetime) -> Upserted:
    known = _known(staff, fields)
    if known is None:
        if not fields.get("name"):
            raise Refusal(name=_("Give a name: this contact is new."))
        return Upserted(create_contact(staff=staff, as_of=as_of, **fields).pk, "created")
    changes = _changes(known, fields)
    if not changes:
        return Upserted(known.pk, "unchanged")
    return Upserted(update_contact(staff=staff, contact=known, as_of=as_of, **changes).pk, "updated")


def _known(staff: Staff, fields: Fields) -> Contact | None:
    """Whom the row names; None when it is new."""
    mine = Contact.objects.visible_to(staff).in_use().select_for_update(of=("self",))
    external_id = fields.get("external_id")
    found = list(mine.filter(external_id=external_id)[:2]) if external_id else []
    addresses = _addresses(fields)
    if not found and addresses:
        matches = Q()
        for channel, key in addresses:
            matches |= Q(channel=channel, key=key, shared=False)
        handles = Handle.objects.filter(matches)
        found = list(mine.filter(pk__in=handles.values("contact"))[:2])
    if len(found) > 1:
        raise Conflict(_("This names two of your contacts; merge them first, or send them apart."))
    return found[0] if found else None


def _addresses(fields: Fields) -> set[tuple[str, str]]:
    """The row's own handles by identity. One that cannot be read is left for the action to refuse."""
    addresses = set()
    for handle in fields.get("handles", []):
        try:
            known = normalise(handle["channel"], handle["value"])
        except (HandleError, KeyError):
            continue
        if not handle.get("shared"):
            addresses.add((known.channel, known.key))
    return addresses


def _changes(contact: Contact, fields: Fields) -> dict[str, Any]:
    """What of the row is news. Handles are added to those there are; the row's word counts for its own."""
    changes = {name: value for name, value in fields.items() if name != "handles" and getattr(contact, name) != value}
    current = {
        (handle.channel, handle.key): {
            "channel": handle.channel,
            "value": handle.value,
            "shared": handle.shared,
            "status": handle.status,
        }
        for handle in contact.handles.all()
    }
    wanted = dict(current)
    for handle in fields.get("handles", []):
        known = _identity(handle)
        stands = wanted.get(known, {"channel": handle["channel"], "value": handle["value"]})
        wanted[known] = {**stands, **{name: handle[name] for name in ("shared", "status") if name in handle}}
    return changes if wanted == current else {**changes, "handles": list(wanted.values())}


def _identity(handle: Mapping[str, Any]) -> tuple[str, str]:
    try:
        known = normalise(handle["channel"], handle["value"])
    except HandleError as error:
        raise Refusal(handles=str(error)) from error
    return known.channel, known.key
