"""Records that became one person, or parted: work that is left by the database for crm.genuine.people."""

from django.db import models


class PersonChange(models.Model):
    """Somebody to whom we wrote and whose `person` changed, whichever door it came through. Written by the triggers
    on handles (0018_person_changes.sql) in the transaction that changed it, taken off where copies are judged anew."""

    contact_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.contact_id)
