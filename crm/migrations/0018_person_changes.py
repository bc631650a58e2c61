from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
BEFORE = Path(__file__).with_name("0002_guards.sql").read_text(encoding="utf-8")
UNDO = BEFORE[BEFORE.index("CREATE FUNCTION crm_link_people") :].split("END $$;")[0].replace("CREATE", "CREATE OR REPLACE", 1)


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0017_rules_with_reasons_and_candidates_handed_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(SQL, f"{UNDO}END $$;"),
    ]
