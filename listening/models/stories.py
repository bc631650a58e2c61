"""What near-copies are found by."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Band(models.Model):
    """One part of the sketch of a story's text: texts that share one are probably copies of each other; or the number
    of a whole text or link. Forgotten after some weeks. The database has no primary key here, and needs none: rows
    are found by `value`, and nobody else's table points to one."""

    pk = models.CompositePrimaryKey("value", "story")
    value = models.BigIntegerField()
    story = models.BigIntegerField()
    seen_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["value"], include=["story"], name="band_lookup"),
            BrinIndex(fields=["seen_on"], name="band_age"),  # forgetting; rows lie in the order of their days
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.story}"
