"""What the database sees to by itself, whichever door a change comes through."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_guards.sql").read_text(encoding="utf-8")
UNDO = """
DROP FUNCTION crm_days_between, crm_alive_until, crm_handle_book, crm_contact_person, crm_contact_book,
    crm_people_linked, crm_people_relinked, crm_ask_gate, crm_ask_keep_slots, crm_handle_keep_slots CASCADE;
DROP FUNCTION crm_link_people, crm_take_slots CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
