"""What outbound texts say in their writers' own words: kept once for all who sent the same, to find near-copies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Wording(models.Model):
    """Of texts long enough to be alike without being the same. Belongs to whatever carries its fingerprint, and is
    never changed: moving, editing or merging what was sent leaves it as it is."""

    fingerprint = models.CharField(max_length=64, unique=True)
    shingles = ArrayField(models.IntegerField(), help_text="Each once, sorted: crm.genuine.shingles.")
    bands = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return self.fingerprint


class WordingBand(models.Model):
    """The wordings that share a band: candidates for being alike. A row for each band, because rows in a plain index
    are written five times as fast as the elements of an array in an inverted one."""

    pk = models.CompositePrimaryKey("key", "wording")  # serves looking up a key, from the index alone
    key = models.IntegerField()
    # Written by the hundred thousand with imports, always with its wording: not checked row by row.
    wording = models.ForeignKey(
        Wording, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.key)
