"""How often something was tried that must not be tried often."""

from django.db import models


class Tries(models.Model):
    """`key` is a digest: whose address was tried is kept nowhere."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)  # the nightly tidying

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
