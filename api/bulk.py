"""Contacts in bulk: each row makes a contact, or brings the one it names up to date.

Simple and right, row by row; a file of millions goes through imports/.
"""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Q
from rest_framework.exceptions import ValidationError

from api.errors import problem_of
from api.parsers import Unreadable
from api.problems import Problem
from api.requests import StaffRequest
from api.rows import Row, require_rows
from api.serializers.contacts import ContactShape
from crm.actions.save_contact import create_contact, update_contact
from crm.errors import Conflict
from crm.handles import HandleError, normalise
from crm.models import Contact, Handle

MOST = 10_000
RESULTS = ("created", "updated", "unchanged", "refused")


def upsert_each(request: StaffRequest, data: Any) -> dict[str, Any]:
    """Each row in a savepoint of the request's transaction: an accident of ours leaves nothing half done."""
    answers = [_answer(request, number, item) for number, item in enumerate(require_rows(data, MOST))]
    counts = Counter(answer["result"] for answer in answers)
    return {**{result: counts[result] for result in RESULTS}, "results": answers}


def _answer(request: StaffRequest, number: int, item: Any) -> dict[str, Any]:
    if isinstance(item, Unreadable):
        return Row(number, problem=Problem(400, item.reason)).refused()
    try:
        with transaction.atomic():
            result, contact = _upsert(request, item)
    except Exception as error:
        problem = problem_of(error)
        if problem.status >= 500:
            raise
        return Row(number, problem=problem).refused()
    return {"row": number, "result": result, "id": contact.pk, "reason": "", "errors": {}}


def _upsert(request: StaffRequest, item: Any) -> tuple[str, Contact]:
    fields = ContactShape.read(item, request, partial=True)
    known = _known(request, fields)
    if known is None:
        if not fields.get("name"):
            raise ValidationError({"name": ["Give a name: this contact is new."]})
        return "created", create_contact(staff=request.user, as_of=request.as_of, **fields)
    changes = _changes(known, fields)
    if not changes:
        return "unchanged", known
    return "updated", update_contact(staff=request.user, contact=known, as_of=request.as_of, **changes)


def _known(request: StaffRequest, fields: dict[str, Any]) -> Contact | None:
    """Whom the row names: by external_id, else by any handle that is theirs alone; None when it is new."""
    mine = Contact.objects.visible_to(request.user).in_use().select_for_update(of=("self",))
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
        raise Conflict("This names two of your contacts; merge them first, or send them apart.")
    return found[0] if found else None


def _addresses(fields: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The row's own handles by identity. One that cannot be read is left for the action to refuse."""
    addresses = {}
    for handle in fields.get("handles", []):
        try:
            known = normalise(handle["channel"], handle["value"])
        except (HandleError, KeyError):
            continue
        if not handle.get("shared"):
            addresses[known.channel, known.key] = handle
    return addresses


def _changes(contact: Contact, fields: dict[str, Any]) -> dict[str, Any]:
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
        known = normalise_or_refuse(handle)
        stands = wanted.get(known, {"channel": handle["channel"], "value": handle["value"]})
        wanted[known] = {**stands, **{name: handle[name] for name in ("shared", "status") if name in handle}}
    return changes if wanted == current else {**changes, "handles": list(wanted.values())}


def normalise_or_refuse(handle: dict[str, Any]) -> tuple[str, str]:
    try:
        known = normalise(handle["channel"], handle["value"])
    except HandleError as error:
        raise ValidationError({"handles": [str(error)]}) from error
    return known.channel, known.key
