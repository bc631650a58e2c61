"""How names are compared, and what notes that somebody is to be compared."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0008_duplicate_words.sql").read_text(encoding="utf-8")
UNDO = """
DROP FUNCTION crm_contact_to_compare, crm_handle_to_compare CASCADE;
DROP FUNCTION crm_is_short_form, crm_long_name, crm_name_words, crm_plain_key, crm_folded, crm_latin CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_duplicates")]
    operations = [migrations.RunSQL(SQL, UNDO)]
