"""The quick log: the same with one person or several, with what was promised; and back again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.edit_interaction import delete_interaction, void_interaction
from crm.actions.log_many import log_many
from crm.actions.promise import delete_promise, make_promise
from crm.errors import NotAllowed, Refusal
from crm.models import Direction, Interaction, Staff
from crm.once import claim


@transaction.atomic
def quick_log(
    *,
    staff: Staff,
    entries: Sequence[dict[str, Any]],
    as_of: datetime,
    promise: str = "",
    due_on: date | None = None,
    key: str = "",
) -> list[Interaction | Refusal]:
    """An answer for each entry, as `log_many` gives them; with each that is kept, the promise. `key`: sent again, it
    raises DoneBefore. Where nothing could be kept, the first refusal is raised and the key is free again."""
    claim(staff=staff, key=key, as_of=as_of)
    answers = log_many(staff=staff, entries=entries, as_of=as_of)
    logged = [answer for answer in answers if isinstance(answer, Interaction)]
    if not logged:
        raise next(answer for answer in answers if isinstance(answer, Refusal))
    if promise and due_on:
        for interaction in logged:
            person = interaction.contact
            make_promise(staff=staff, contact=person, text=promise, due_on=due_on, as_of=as_of, interaction=interaction)
    return answers


@transaction.atomic
def take_back_log(*, staff: Staff, interactions: Sequence[Interaction], reason: str, as_of: datetime) -> None:
    """Ours is deleted, theirs is voided with the reason; what was promised with it goes. Only what one logged."""
    for interaction in interactions:
        if interaction.staff_id != staff.pk:
            raise NotAllowed(_("A colleague logged this; ask them to take it back."))
        for promise in interaction.promises.open():
            delete_promise(staff=staff, promise=promise)
        if interaction.direction == Direction.INBOUND:
            void_interaction(staff=staff, interaction=interaction, reason=reason, as_of=as_of)
        else:
            delete_interaction(staff=staff, interaction=interaction, as_of=as_of)
