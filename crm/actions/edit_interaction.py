"""Change, void or delete an interaction; facts follow."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.log_interaction import bring_up_to_date, check_interaction, pairs_of, read_text
from crm.addresses import canonical
from crm.errors import NotAllowed, Refusal
from crm.genuine.copies import marks_after
from crm.genuine.kept import keep_wording
from crm.models import Direction, Interaction, Staff

CHANGEABLE = frozenset(
    {
        *("contact", "channel", "direction", "kind", "occurred_at", "text", "url", "automated"),
        *("needs_answer", "external_id", "introduces", "answers", "refusal"),
    }
)


def _require_own(staff: Staff, interaction: Interaction) -> None:
    require_contact(staff, interaction.contact)
    if interaction.staff_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("A colleague logged this; ask them or a manager to change it."))


@transaction.atomic
def edit_interaction(*, staff: Staff, interaction: Interaction, as_of: datetime, **changes: Any) -> Interaction:
    """`changes` by field name, `topics` included. Copies stay judged on the text first saved: the first that was
    ours and said something."""
    _require_own(staff, interaction)
    if interaction.voided_at is not None:
        raise Refusal(_("This was voided; log it anew."))
    before, marks = pairs_of(interaction), [interaction.fingerprint, *marks_after(interaction)]
    was = interaction.direction
    topics = changes.pop("topics", None)
    if unknown := changes.keys() - CHANGEABLE:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be changed.")))
    for name, value in changes.items():
        setattr(interaction, name, value)
    if "contact" in changes:
        require_contact(staff, interaction.contact)
    check_interaction(interaction, as_of)
    interaction.address = canonical(interaction.url)
    if interaction.direction != was or not interaction.fingerprint:
        keep_wording(read_text(interaction))
    interaction.save()
    if topics is not None:
        interaction.topics.set(topics)
    bring_up_to_date([interaction], also=before, also_marks=marks)
    return interaction


@transaction.atomic
def void_interaction(*, staff: Staff, interaction: Interaction, reason: str, as_of: datetime) -> Interaction:
    """Keep it, but let it count for nothing, with a reason."""
    _require_own(staff, interaction)
    if not reason.strip():
        raise Refusal(reason=_("Say why it is void."))
    if interaction.voided_at is not None:
        raise Refusal(_("This was voided before."))
    interaction.voided_at, interaction.voided_by, interaction.void_reason = as_of, staff, reason.strip()
    interaction.check_fields()
    interaction.save()
    bring_up_to_date([interaction])
    return interaction


@transaction.atomic
def delete_interaction(*, staff: Staff, interaction: Interaction, as_of: datetime) -> None:
    """Take out what one logged by mistake. What they wrote is voided instead, with a reason."""
    _require_own(staff, interaction)
    if interaction.direction == Direction.INBOUND:
        raise Refusal(_("What they wrote is never deleted; void it with a reason."))
    touched = pairs_of(interaction)
    try:
        interaction.delete()
    except ProtectedError as error:
        raise Refusal(_("An invitation rests on this; take that back first.")) from error
    bring_up_to_date([interaction], also=touched)
