"""What belongs to a contact and changes hands when two records become one, and again when they part."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef

from crm.errors import Conflict
from crm.genuine.copies import rejudge_people
from crm.genuine.people import rejudge_regrouped
from crm.models import (
    Acquaintance,
    Ask,
    Attestation,
    Boundary,
    Candidate,
    Contact,
    Draft,
    Handle,
    Interaction,
    Interest,
    Invitation,
    Meeting,
    Promise,
    Recall,
    Relationship,
)
from crm.models.relationships import Pair
from crm.readiness.facts import refresh

# What moves, and the columns by which a row can clash with one of the survivor's.
MOVING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Handle, ("channel", "key")),
    (Interaction, ("staff", "external_id")),
    (Interest, ()),
    (Boundary, ()),
    (Ask, ()),
    (Invitation, ()),
    (Attestation, ("staff",)),
    (Promise, ()),
    (Candidate, ("campaign",)),
    (Draft, ("staff", "campaign")),
    (Recall, ("memory",)),
    (Meeting, ("staff", "uid", "recurrence")),
    (Acquaintance, ("staff",)),
)
Rows = Mapping[str, list[int]]  # by the name of the model: ids


def movable(survivor: Contact, other: Contact) -> dict[str, list[int]]:
    """The other's rows that can change hands; what would clash with one of the survivor's stays."""
    return {model.__name__: _movable(model, clashing, survivor, other) for model, clashing in MOVING}


def staying(survivor: Contact, other: Contact) -> dict[str, int]:
    """How many of the other's rows stay in the trash with it, because the survivor has the same."""
    found = {}
    for model, clashing in MOVING:
        rows = model.objects.filter(contact=other).count() - len(_movable(model, clashing, survivor, other))
        if rows:
            found[model.__name__] = rows
    return found


def _movable(model: Any, clashing: tuple[str, ...], survivor: Contact, other: Contact) -> list[int]:
    rows = model.objects.filter(contact=other)
    if clashing:
        same = model.objects.filter(contact=survivor, **{name: OuterRef(name) for name in clashing})
        if model is Interaction:
            same = same.exclude(external_id="")
        rows = rows.filter(~Exists(same))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def move(rows: Rows, source: Contact, target: Contact) -> dict[str, int]:
    """Give `target` what of these rows `source` still has; how many are elsewhere by now, or gone."""
    missed: dict[str, int] = {}
    try:
        with transaction.atomic():
            for model, _ in MOVING:
                ids = rows.get(model.__name__, [])
                moved = model.objects.filter(pk__in=ids, contact=source).update(contact=target)
                if moved < len(ids):
                    missed[model.__name__] = len(ids) - moved
    except IntegrityError as error:
        raise Conflict("One of their addresses belongs to a third contact; look at that one first.") from error
    return missed


def marks() -> dict[str, int]:
    """The highest id of each kind of row now: what is above came later."""
    return {model.__name__: model.objects.aggregate(top=Max("pk"))["top"] or 0 for model, _ in MOVING}


def came_since(model: Any, contact: Contact, mark: int, moved: list[int]) -> Any:
    """Rows of the contact that are newer than the mark and did not come by the merge."""
    return model.objects.filter(contact=contact, pk__gt=mark).exclude(pk__in=moved)


def bring_up_to_date(*contacts: Contact) -> list[int]:
    """Judge anew which texts are copies (two to one person are none), then the facts of all who know them.
    Ids of the relationships that this brought into being."""
    changed = [*rejudge_people(contact.pk for contact in contacts), *rejudge_regrouped()]
    known = Relationship.objects.filter(contact__in=contacts)
    before = set(known.values_list("pk", flat=True))
    refresh([*_pairs(*contacts), *changed])
    return sorted(known.exclude(pk__in=before).values_list("pk", flat=True))


def _pairs(*contacts: Contact) -> list[Pair]:
    staff = set(Relationship.objects.filter(contact__in=contacts).values_list("staff", flat=True))
    for model in (Interaction, Ask, Attestation):
        staff |= set(model.objects.filter(contact__in=contacts).values_list("staff", flat=True))
    return [(one, contact.pk) for one in staff for contact in contacts]


def forget_empty_ties(ids: list[int]) -> None:
    """Relationships that a merge brought into being, and that say nothing once it is undone."""
    empty = {"last_event_at": None, "attested_on": None, "introduced_on": None}
    Relationship.objects.filter(pk__in=ids, **empty).delete()
