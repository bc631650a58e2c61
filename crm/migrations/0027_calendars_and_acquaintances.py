"""A staff member's own calendars with the meetings found in them, and how well they know whom an import brought."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0026_interactions_of_staff'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Acquaintance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('how_well', models.CharField(choices=[('well', 'Well'), ('a_little', 'A little'), ('not', 'Not')], max_length=8)),
                ('said_at', models.DateTimeField()),
                ('attestation', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.attestation')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='acquaintances', to='crm.contact')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acquaintances', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AcquaintanceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('how_well', models.CharField(choices=[('well', 'Well'), ('a_little', 'A little'), ('not', 'Not')], max_length=8)),
                ('said_at', models.DateTimeField()),
                ('attestation', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='crm.attestation')),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='crm.contact')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='crm.acquaintance')),
                ('staff', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Calendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('caldav', 'CalDAV server'), ('address', 'Address of an .ics file'), ('file', 'An .ics file')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('place', models.CharField(help_text="The server's or file's name; of CalDAV the calendar's address.", max_length=2000)),
                ('username', models.CharField(blank=True, max_length=320)),
                ('sealed', models.TextField(blank=True, editable=False, help_text='Password, or the secret address, as JSON, sealed.')),
                ('shows', models.CharField(choices=[('everything', 'Title, place and notes'), ('titles', 'The title only'), ('happened', 'Only that we met')], default='titles', max_length=10)),
                ('own_addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), blank=True, default=list, help_text='By which they are invited themselves.', size=None)),
                ('private_marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), blank=True, default=list, help_text='Categories, words of a title in [brackets], or addresses: what bears one stays out.', size=None)),
                ('since', models.DateField(help_text='Nothing before this day is taken.')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('disconnected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('data', models.BinaryField(help_text='A file that is still to be read.', null=True)),
                ('state', models.JSONField(default=dict, editable=False)),
                ('left_out', models.JSONField(default=dict, editable=False, help_text='Events by why they were not taken.')),
                ('health', models.TextField(blank=True, editable=False, help_text='A sentence; empty when nothing is amiss.')),
                ('is_well', models.BooleanField(default=True, editable=False)),
                ('failures', models.PositiveIntegerField(default=0, editable=False, help_text='In a row.')),
                ('checked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('next_check_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('found_as', models.CharField(blank=True, editable=False, help_text='What the calendar calls itself.', max_length=300)),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('kind', models.CharField(choices=[('caldav', 'CalDAV server'), ('address', 'Address of an .ics file'), ('file', 'An .ics file')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('place', models.CharField(help_text="The server's or file's name; of CalDAV the calendar's address.", max_length=2000)),
                ('username', models.CharField(blank=True, max_length=320)),
                ('shows', models.CharField(choices=[('everything', 'Title, place and notes'), ('titles', 'The title only'), ('happened', 'Only that we met')], default='titles', max_length=10)),
                ('own_addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), blank=True, default=list, help_text='By which they are invited themselves.', size=None)),
                ('since', models.DateField(help_text='Nothing before this day is taken.')),
                ('paused_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('disconnected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='crm.calendar')),
                ('staff', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=300)),
                ('recurrence', models.CharField(blank=True, help_text='Which of a series, by its first time.', max_length=20)),
                ('title', models.CharField(blank=True, max_length=500)),
                ('place', models.CharField(blank=True, max_length=500)),
                ('notes', models.TextField(blank=True, max_length=5000)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('all_day', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('meeting', 'Meeting'), ('call', 'Call')], max_length=12)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone'), ('sms', 'SMS'), ('in_person', 'In person'), ('video', 'Video call'), ('post', 'Post'), ('website', 'Website'), ('feed', 'Feed'), ('newsletter', 'Newsletter'), ('podcast', 'Podcast'), ('bluesky', 'Bluesky'), ('mastodon', 'Mastodon'), ('x', 'X'), ('linkedin', 'LinkedIn'), ('facebook', 'Facebook'), ('instagram', 'Instagram'), ('threads', 'Threads'), ('youtube', 'YouTube'), ('tiktok', 'TikTok'), ('reddit', 'Reddit'), ('hackernews', 'Hacker News'), ('other', 'Other')], max_length=12)),
                ('state', models.CharField(choices=[('ahead', 'Ahead'), ('taken', 'Taken'), ('unsure', 'Did you meet?'), ('left_out', 'Left out'), ('cancelled', 'Cancelled')], default='ahead', max_length=10)),
                ('why_not', models.CharField(blank=True, choices=[('cancelled', 'It was cancelled.'), ('we_declined', 'You declined.'), ('they_declined', 'They declined.'), ('unanswered', 'Not everybody said that they come.'), ('private', 'It is marked as private.'), ('not_met', 'You said that you did not meet.'), ('taken_back', 'It was logged, and taken back by hand.'), ('refused', 'It could not be logged.')], max_length=14)),
                ('seen_at', models.DateTimeField(help_text='When the calendar last said anything new of it.')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='crm.calendar')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='crm.contact')),
                ('interaction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='meetings', to='crm.interaction')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='acquaintance',
            constraint=models.CheckConstraint(condition=models.Q(('how_well__in', ['well', 'a_little', 'not'])), name='acquaintance_how_well_known'),
        ),
        migrations.AddConstraint(
            model_name='acquaintance',
            constraint=models.UniqueConstraint(fields=('contact', 'staff'), name='acquaintance_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acquaintance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_acquaintanceevent" ("attestation_id", "contact_id", "created_at", "how_well", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_at", "staff_id", "updated_at", "version") SELECT new_values."attestation_id", new_values."contact_id", new_values."created_at", new_values."how_well", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."said_at", new_values."staff_id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7fe801846c0e1e09d1c08e45ca8cecc51610392b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c1862', referencing='REFERENCING NEW TABLE AS new_values ', table='crm_acquaintance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acquaintance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_acquaintanceevent" ("attestation_id", "contact_id", "created_at", "how_well", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_at", "staff_id", "updated_at", "version") SELECT new_values."attestation_id", new_values."contact_id", new_values."created_at", new_values."how_well", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."said_at", new_values."staff_id", new_values."updated_at", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5515f8fde562f2864d191a111670db559de8aed1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bc935', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='crm_acquaintance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acquaintance',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_acquaintanceevent" ("attestation_id", "contact_id", "created_at", "how_well", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_at", "staff_id", "updated_at", "version") SELECT old_values."attestation_id", old_values."contact_id", old_values."created_at", old_values."how_well", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."said_at", old_values."staff_id", old_values."updated_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='818f7990754f456344713b61e3b8607a7f0e3013', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b4d84', referencing='REFERENCING OLD TABLE AS old_values ', table='crm_acquaintance', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='calendar',
            index=models.Index(condition=models.Q(('disconnected_at', None), ('paused_at', None)), fields=['next_check_at'], name='calendar_due'),
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='calendar_named'),
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['caldav', 'address', 'file'])), name='calendar_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='calendar',
            constraint=models.CheckConstraint(condition=models.Q(('shows__in', ['everything', 'titles', 'happened'])), name='calendar_shows_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT new_values."created_at", new_values."disconnected_at", new_values."id", new_values."kind", new_values."name", new_values."own_addresses", new_values."paused_at", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."shows", new_values."since", new_values."staff_id", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5d7bab1179ee2719f42e0afc9563a52101322e69', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bcb90', referencing='REFERENCING NEW TABLE AS new_values ', table='crm_calendar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT new_values."created_at", new_values."disconnected_at", new_values."id", new_values."kind", new_values."name", new_values."own_addresses", new_values."paused_at", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."shows", new_values."since", new_values."staff_id", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."disconnected_at" IS DISTINCT FROM (new_values."disconnected_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."own_addresses" IS DISTINCT FROM (new_values."own_addresses") OR old_values."paused_at" IS DISTINCT FROM (new_values."paused_at") OR old_values."place" IS DISTINCT FROM (new_values."place") OR old_values."shows" IS DISTINCT FROM (new_values."shows") OR old_values."since" IS DISTINCT FROM (new_values."since") OR old_values."staff_id" IS DISTINCT FROM (new_values."staff_id") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."username" IS DISTINCT FROM (new_values."username") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ba17cbe5f0287bf3ec01bd5f61e588cbb4799acd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_250cb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='crm_calendar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT old_values."created_at", old_values."disconnected_at", old_values."id", old_values."kind", old_values."name", old_values."own_addresses", old_values."paused_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."shows", old_values."since", old_values."staff_id", old_values."updated_at", old_values."username", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d3c2b4b7ad584eba2e4738746ce9d026f850cf34', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8819e', referencing='REFERENCING OLD TABLE AS old_values ', table='crm_calendar', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['contact', 'starts_at'], name='meeting_of_contact'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('state__in', ['ahead', 'unsure'])), fields=['staff', 'starts_at'], name='meeting_open'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['calendar', '-starts_at'], name='meeting_of_calendar'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ahead', 'taken', 'unsure', 'left_out', 'cancelled'])), name='meeting_state_known'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('why_not__in', ['', 'cancelled', 'we_declined', 'they_declined', 'unanswered', 'private', 'not_met', 'taken_back', 'refused'])), name='meeting_why_not_known'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('staff', 'uid', 'recurrence', 'contact'), name='meeting_once'),
        ),
    ]
