"""What near-copies are found by."""

from django.db import models


class Band(models.Model):
    """One part of the sketch of a story's text: texts that share one are probably copies of each other. Forgotten
    after some weeks; so is the sketch of a text or link that was met whole (`band` below 0)."""

    band = models.SmallIntegerField()
    value = models.BigIntegerField()
    story = models.BigIntegerField()
    seen_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["value", "band"], include=["story"], name="band_lookup"),
            models.Index(fields=["seen_on"], name="band_age"),  # forgetting
        ]

    def __str__(self) -> str:
        return f"{self.band}:{self.value} of {self.story}"
