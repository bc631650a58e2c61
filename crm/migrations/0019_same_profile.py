import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0018_person_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="duplicate",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("same_handle", "The same address"),
                        ("same_profile", "The same profile"),
                        ("same_link", "The same link"),
                        ("same_phone", "The same phone number"),
                        ("same_name_organization", "The same name and organisation"),
                        ("same_name_place", "The same name and place"),
                        ("same_name_address", "The same name and start of the e-mail address"),
                        ("near_name_organization", "Nearly the same name, the same organisation"),
                        ("short_name_organization", "A short form of the name, the same organisation"),
                        ("rare_name", "The same name, which few have"),
                    ],
                    max_length=30,
                ),
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="duplicatekey",
            name="kind",
            field=models.SmallIntegerField(
                choices=[
                    (1, "name"),
                    (2, "organization and the beginning of a word of the name"),
                    (3, "link"),
                    (4, "the last digits of a phone number"),
                    (5, "a profile, as an address of its own or within that of a website"),
                ]
            ),
        ),
    ]
