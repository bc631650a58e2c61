"""What is being done about a topic whose query changed."""

from django.db import models
from django.db.models import Q


class TopicRun(models.Model):
    """A topic asked again of everything kept. One a topic: the newest."""

    topic = models.OneToOneField("crm.Topic", on_delete=models.CASCADE, related_name="run")
    query = models.TextField(help_text="As it was when it was queued.")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    added = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["queued_at"], condition=Q(finished_at=None), name="topic_run_open")]

    def __str__(self) -> str:
        return f"{self.topic_id} queued {self.queued_at}"
