import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0019_same_profile"),
    ]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="private",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Of the created, those whom the file of a team's import calls private: they stay so.",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="what",
            field=models.CharField(
                choices=[
                    ("contacts", "Contacts"),
                    ("everything", "Contacts with everything that happened"),
                    ("interactions", "Interactions"),
                ],
                default="contacts",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="filter",
            field=models.JSONField(blank=True, default=dict, help_text="As in the list's address."),
        ),
        migrations.AlterField(
            model_name="export",
            name="sensitive",
            field=models.BooleanField(default=False, help_text="What is said on sensitive topics goes along."),
        ),
        migrations.AlterField(
            model_name="export",
            name="done",
            field=models.PositiveIntegerField(default=0, help_text="Rows written so far."),
        ),
        migrations.CreateModel(
            name="BroughtRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ask", "Ask"),
                            ("promise", "Promise"),
                            ("invitation", "Invitation"),
                            ("attestation", "Attestation"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "record",
                    models.BigIntegerField(help_text="The id of the ask, promise, invitation or attestation."),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.importjob",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("job", "kind", "record"), name="brought_record_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["contacts", "everything", "interactions"])), name="export_what_known"
            ),
        ),
    ]
