"""Entered late: what is written down long after it happened counts for knowing each other, and nothing else."""

from crm.genuine.kinds import LATE_AFTER_DAYS
from crm.models.interactions import Interaction


def is_late(interaction: Interaction) -> bool:
    """As the facts decide it in SQL: by the staff member's calendar; a message's own identity with its text
    proves when it was."""
    staff = interaction.staff
    waited = staff.today(interaction.entered_at) - staff.today(interaction.occurred_at)
    proven = bool(interaction.external_id and interaction.text)
    return waited.days > LATE_AFTER_DAYS and not proven
