from django.db import migrations, models

# As `createcachetable` makes it. Unlogged: what is counted there may be lost in a crash, and need not be kept twice.
CACHE = """
CREATE UNLOGGED TABLE crm_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX crm_cache_expires ON crm_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0015_imported_interests'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('since', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name_plural': 'tries',
            },
        ),
        migrations.RunSQL(CACHE, "DROP TABLE crm_cache"),
    ]
