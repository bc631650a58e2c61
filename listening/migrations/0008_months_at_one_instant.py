"""Two who open or drop one month at one instant get along."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("listening", "0007_by_language")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
