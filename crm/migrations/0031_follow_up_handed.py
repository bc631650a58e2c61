"""A follow-up that a mail program got waits to be found in what was sent, or to be asked about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0030_settle_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='ask',
            name='follow_up_handed_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When the mail program got the follow-up; whether it went is not known yet.', null=True),
        ),
    ]
