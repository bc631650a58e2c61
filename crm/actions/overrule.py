"""Let something count although it was taken for canned, automated or promotional: a manager's, with a reason.

It lets a message count as written. It never lets an ask through: the criterion `personal` looks at texts, not at this,
and an uninvited campaign link rests and counts like an ask all the same.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.log_interaction import pairs_of
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Interaction, Staff
from crm.readiness.facts import refresh


@transaction.atomic
def overrule(*, staff: Staff, interaction: Interaction, reason: str, as_of: datetime) -> Interaction:
    require_contact(staff, interaction.contact)
    _require_manager(staff)
    if not reason.strip():
        raise Refusal(reason=_("Say why it counts all the same; it is reported."))
    if interaction.voided_at is not None:
        raise Conflict(_("This was voided; nothing of it counts."))
    if interaction.overruled_at is not None:
        raise Conflict(_("It was overruled before, and counts."))
    if not interaction.would_not_count_because:
        raise Conflict(_("It counts already; there is nothing to overrule."))
    interaction.overruled_at, interaction.overruled_by = as_of, staff
    interaction.overrule_reason = reason.strip()
    return _store(interaction)


@transaction.atomic
def take_back_overruling(*, staff: Staff, interaction: Interaction) -> Interaction:
    """What was decided of it stands again; history keeps both."""
    require_contact(staff, interaction.contact)
    _require_manager(staff)
    if interaction.overruled_at is None:
        raise Conflict(_("Nobody overruled this; there is nothing to take back."))
    interaction.overruled_at, interaction.overruled_by, interaction.overrule_reason = None, None, ""
    return _store(interaction)


def _require_manager(staff: Staff) -> None:
    if not staff.is_manager:
        raise NotAllowed(_("Only a manager can let count what was taken for no personal message."))


def _store(interaction: Interaction) -> Interaction:
    interaction.check_fields()
    interaction.save()
    refresh(pairs_of(interaction))
    return interaction
