"""Mentions by month: see listening/models/mentions.py."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_partitions.sql").read_text(encoding="utf-8")
UNDO = """
DROP FUNCTION listening_open_month, listening_drop_month;
DROP TABLE listening_mentiontopic, listening_mention CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("listening", "0001_mentions")]
    operations = [migrations.RunSQL(SQL, UNDO)]
