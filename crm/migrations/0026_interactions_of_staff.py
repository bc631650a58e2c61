"""One's exchanges week by week are found by an index; two that others begin with are gone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0025_mail")]

    operations = [
        migrations.AddIndex("interaction", models.Index(fields=["staff", "occurred_at"], name="interaction_of_staff")),
        migrations.AlterField(
            "interaction",
            "contact",
            models.ForeignKey(
                "crm.Contact",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interactions",
                db_index=False,
            ),
        ),
        migrations.AlterField(
            "interaction",
            "staff",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interactions",
                db_index=False,
            ),
        ),
    ]
