"""The serving role may have the search indexes settled after an import."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("crm", "0029_import_left_out")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION crm_settle_search()")]
