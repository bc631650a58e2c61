"""History is whole: the triggers stand, and the last entry of each record says what the record says."""

from collections.abc import Iterator
from functools import partial

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import Model

from crm.doctor.invariants import Invariant, offenders

RESTORE = "manage.py pgtrigger install and enable bring back those of history; the others come with a backup."
FROM_BACKUP = "Somebody changed the record past its history. Save it once to set the history straight; find out who."
OURS = ("crm", "listening")


def tracked() -> Iterator[tuple[type[Model], type[Model]]]:
    """Each model whose history is kept, with the model of its entries. A mere link between two records (with whom a
    contact is shared) has no record of its own that could say something else."""
    for entry in _entries():
        if hasattr(entry, "pgh_obj"):
            yield entry.pgh_tracked_model, entry  # type: ignore[attr-defined]


def _entries() -> Iterator[type[Model]]:
    for entry in apps.get_models():
        model = getattr(entry, "pgh_tracked_model", None)
        if model is not None and model._meta.app_label in OURS:
            yield entry


def _missing_triggers() -> list[str]:
    """Of history, and of the gate: absent, or switched off."""
    wanted = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
        )
        standing = set(cursor.fetchall())
    wanted |= {(table, name) for name, table in GATE.items()}
    wanted |= {(entry._meta.db_table, STANDS) for entry in _entries()}
    return [f"trigger {name} on {table}" for table, name in sorted(wanted - standing)]


GATE = {
    "crm_ask_remembers": "crm_ask",
    "crm_boundary_without_reason": "crm_boundary",
    "crm_contact_unshared": "crm_contact",
    "crm_context_stands": "pghistory_context",
    "crm_erasure_stands": "crm_erasure",
    "crm_handles_unchecked": "crm_handle",
    "crm_handles_changed_unchecked": "crm_handle",
    "crm_topic_became_sensitive": "crm_topic",
    "crm_ask_gate": "crm_ask",
    "crm_ask_keep_slots": "crm_ask",
    "crm_handle_book": "crm_handle",
    "crm_handle_book_changed": "crm_handle",
    "crm_handle_slots_added": "crm_handle",
    "crm_handle_slots_left": "crm_handle",
    "crm_handle_slots_moved": "crm_handle",
    "crm_handle_slots_gone": "crm_handle",
    "crm_people_linked": "crm_handle",
    "crm_people_relinked": "crm_handle",
    "crm_people_unlinked": "crm_handle",
    "crm_contact_book": "crm_contact",
    "crm_contact_person": "crm_contact",
    **{f"crm_contact_to_compare_{when}": "crm_contact" for when in ("new", "changed", "gone")},
    **{f"crm_handle_to_compare_{when}": "crm_handle" for when in ("new", "changed", "moved", "gone")},
    **{f"crm_webhook_ask_{what}": "crm_ask" for what in ("opened", "outcome")},
    **{f"crm_webhook_boundary_{what}": "crm_boundary" for what in ("noted", "lifted")},
    **{f"crm_webhook_contact_{what}": "crm_contact" for what in ("made", "changed")},
    **{f"crm_webhook_handles_{what}": "crm_handle" for what in ("made", "changed", "gone")},
    "crm_webhook_import_done": "crm_importjob",
    "crm_webhook_interaction_logged": "crm_interaction",
}


STANDS = "crm_history_stands"  # on the entries of every model


def _untold(model: type[Model], entry: type[Model]) -> list[str]:
    """Records whose last entry says something else, or that have none."""
    table, entries = model._meta.db_table, entry._meta.db_table
    key = model._meta.pk.column
    kept = [field.column for field in entry._meta.concrete_fields if not field.name.startswith("pgh_")]
    ours = ", ".join(f't."{column}"' for column in kept)
    told = ", ".join(f'e."{column}"' for column in kept)
    return offenders(
        f"""SELECT '{model._meta.verbose_name} ' || t."{key}" FROM "{table}" AS t
        LEFT JOIN LATERAL (
            SELECT * FROM "{entries}" WHERE pgh_obj_id = t."{key}" ORDER BY pgh_id DESC LIMIT 1
        ) AS e ON true
        WHERE e.pgh_id IS NULL OR e.pgh_label = 'delete' OR ({ours}) IS DISTINCT FROM ({told})
        ORDER BY 1"""  # noqa: S608 - names of our own tables
    )


def histories() -> tuple[Invariant, ...]:
    each = tuple(
        Invariant(
            f"history of {model._meta.verbose_name_plural}",
            f"The last entry of each {model._meta.verbose_name}'s history says what it is now.",
            partial(_untold, model, entry),
            FROM_BACKUP,
        )
        for model, entry in tracked()
    )
    guards = Invariant("guards", "The database's own guards stand.", _missing_triggers, RESTORE)
    return (guards, *each)
