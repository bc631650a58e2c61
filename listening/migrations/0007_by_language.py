"""An index for the inbox of one language: of what is rare, the newest were looked for among everything."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0006_told_by_a_hub"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX mention_languages ON listening_mention USING gin (languages)",
                    "DROP INDEX mention_languages",
                )
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="mention",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["languages"], name="mention_languages"),
                )
            ],
        )
    ]
