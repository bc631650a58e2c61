"""History is only added to, somebody erased stays unasked, and the doors through which either may be changed."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
UNDO = """
DROP INDEX history_by_whom;
DROP FUNCTION crm_history_stands, crm_context_stands, crm_erasure_stands, crm_handles_unchecked,
    crm_ask_remembers, crm_contact_unshared, crm_boundary_without_reason, crm_topic_became_sensitive CASCADE;
DROP FUNCTION crm_guard_history, crm_forget_sample_history, crm_forget_history, crm_erase_merged_history,
    crm_erase_history, crm_erase_traces, crm_is_being_erased CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("crm", "0022_privacy"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunSQL(SQL, UNDO)]
