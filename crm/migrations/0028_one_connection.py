"""Mailboxes and calendars end alike: disconnected, and what came from them forgotten at its time if asked."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0027_calendars_and_acquaintances'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendar',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendar',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='calendar',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mailbox',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mailbox',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='mailbox',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='mailbox',
            name='mailbox_connected_once',
        ),
        migrations.RemoveIndex(
            model_name='mailbox',
            name='mailbox_due',
        ),
        migrations.RenameField(
            model_name='mailbox',
            old_name='removed_at',
            new_name='disconnected_at',
        ),
        migrations.RenameField(
            model_name='mailboxevent',
            old_name='removed_at',
            new_name='disconnected_at',
        ),
        migrations.AddField(
            model_name='calendar',
            name='forget_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When what came from it is taken out; empty: it stays.', null=True),
        ),
        migrations.AddField(
            model_name='calendarevent',
            name='forget_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When what came from it is taken out; empty: it stays.', null=True),
        ),
        migrations.AddField(
            model_name='mailbox',
            name='forget_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When what came from it is taken out; empty: it stays.', null=True),
        ),
        migrations.AddField(
            model_name='mailboxevent',
            name='forget_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When what came from it is taken out; empty: it stays.', null=True),
        ),
        migrations.AlterField(
            model_name='calendar',
            name='sealed',
            field=models.TextField(blank=True, editable=False, help_text='Its secrets, as JSON, sealed.'),
        ),
        migrations.AlterField(
            model_name='mailbox',
            name='paused_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='mailboxevent',
            name='paused_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='mailbox',
            index=models.Index(condition=models.Q(('disconnected_at', None), ('paused_at', None)), fields=['next_check_at'], name='mailbox_due'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "forget_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT new_values."created_at", new_values."disconnected_at", new_values."forget_at", new_values."id", new_values."kind", new_values."name", new_values."own_addresses", new_values."paused_at", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."shows", new_values."since", new_values."staff_id", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9c789c7ec742fcda0ccbfbaca77b88d6c2ca7e59', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_bcb90', referencing='REFERENCING NEW TABLE AS new_values ', table='crm_calendar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "forget_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT new_values."created_at", new_values."disconnected_at", new_values."forget_at", new_values."id", new_values."kind", new_values."name", new_values."own_addresses", new_values."paused_at", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."shows", new_values."since", new_values."staff_id", new_values."updated_at", new_values."username", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."disconnected_at" IS DISTINCT FROM (new_values."disconnected_at") OR old_values."forget_at" IS DISTINCT FROM (new_values."forget_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."own_addresses" IS DISTINCT FROM (new_values."own_addresses") OR old_values."paused_at" IS DISTINCT FROM (new_values."paused_at") OR old_values."place" IS DISTINCT FROM (new_values."place") OR old_values."shows" IS DISTINCT FROM (new_values."shows") OR old_values."since" IS DISTINCT FROM (new_values."since") OR old_values."staff_id" IS DISTINCT FROM (new_values."staff_id") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."username" IS DISTINCT FROM (new_values."username") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='729ca09a2c3f5810105dcc415deb0571a73c2d0e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_250cb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='crm_calendar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendar',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_calendarevent" ("created_at", "disconnected_at", "forget_at", "id", "kind", "name", "own_addresses", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "shows", "since", "staff_id", "updated_at", "username", "version") SELECT old_values."created_at", old_values."disconnected_at", old_values."forget_at", old_values."id", old_values."kind", old_values."name", old_values."own_addresses", old_values."paused_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."shows", old_values."since", old_values."staff_id", old_values."updated_at", old_values."username", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4517b58b47745354b329242fa12a393f4fbe2263', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8819e', referencing='REFERENCING OLD TABLE AS old_values ', table='crm_calendar', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailbox',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_mailboxevent" ("addresses", "created_at", "disconnected_at", "folders", "forget_at", "host", "id", "kept_out", "kind", "name", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "private_labels", "read_since", "security", "seen", "sign_in", "staff_id", "updated_at", "user", "version") SELECT new_values."addresses", new_values."created_at", new_values."disconnected_at", new_values."folders", new_values."forget_at", new_values."host", new_values."id", new_values."kept_out", new_values."kind", new_values."name", new_values."paused_at", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."port", new_values."private_labels", new_values."read_since", new_values."security", new_values."seen", new_values."sign_in", new_values."staff_id", new_values."updated_at", new_values."user", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='662080852aa5b382cdd92a5199e4d43fce1c2d32', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_38df8', referencing='REFERENCING NEW TABLE AS new_values ', table='crm_mailbox', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailbox',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_mailboxevent" ("addresses", "created_at", "disconnected_at", "folders", "forget_at", "host", "id", "kept_out", "kind", "name", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "private_labels", "read_since", "security", "seen", "sign_in", "staff_id", "updated_at", "user", "version") SELECT new_values."addresses", new_values."created_at", new_values."disconnected_at", new_values."folders", new_values."forget_at", new_values."host", new_values."id", new_values."kept_out", new_values."kind", new_values."name", new_values."paused_at", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."port", new_values."private_labels", new_values."read_since", new_values."security", new_values."seen", new_values."sign_in", new_values."staff_id", new_values."updated_at", new_values."user", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."addresses" IS DISTINCT FROM (new_values."addresses") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."disconnected_at" IS DISTINCT FROM (new_values."disconnected_at") OR old_values."folders" IS DISTINCT FROM (new_values."folders") OR old_values."forget_at" IS DISTINCT FROM (new_values."forget_at") OR old_values."host" IS DISTINCT FROM (new_values."host") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kept_out" IS DISTINCT FROM (new_values."kept_out") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."paused_at" IS DISTINCT FROM (new_values."paused_at") OR old_values."port" IS DISTINCT FROM (new_values."port") OR old_values."private_labels" IS DISTINCT FROM (new_values."private_labels") OR old_values."read_since" IS DISTINCT FROM (new_values."read_since") OR old_values."security" IS DISTINCT FROM (new_values."security") OR old_values."seen" IS DISTINCT FROM (new_values."seen") OR old_values."sign_in" IS DISTINCT FROM (new_values."sign_in") OR old_values."staff_id" IS DISTINCT FROM (new_values."staff_id") OR old_values."updated_at" IS DISTINCT FROM (new_values."updated_at") OR old_values."user" IS DISTINCT FROM (new_values."user") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='131353d3f4981a662b2721ea40fec5e4ac6a2925', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_60c2d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='crm_mailbox', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mailbox',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "crm_mailboxevent" ("addresses", "created_at", "disconnected_at", "folders", "forget_at", "host", "id", "kept_out", "kind", "name", "paused_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "private_labels", "read_since", "security", "seen", "sign_in", "staff_id", "updated_at", "user", "version") SELECT old_values."addresses", old_values."created_at", old_values."disconnected_at", old_values."folders", old_values."forget_at", old_values."host", old_values."id", old_values."kept_out", old_values."kind", old_values."name", old_values."paused_at", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."port", old_values."private_labels", old_values."read_since", old_values."security", old_values."seen", old_values."sign_in", old_values."staff_id", old_values."updated_at", old_values."user", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f7d38fbf8e0fbe0d104169572d1c93190add4601', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0611a', referencing='REFERENCING OLD TABLE AS old_values ', table='crm_mailbox', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='mailbox',
            constraint=models.UniqueConstraint(condition=models.Q(('disconnected_at', None)), fields=('staff', 'host', 'user'), name='mailbox_connected_once'),
        ),
    ]
