"""Which of the interests on record were drawn from mentions, so that they can go when the mention goes."""

from django.db import models


class DrawnInterest(models.Model):
    """One a contact, topic and day: days are what counts. `interest` empty: somebody took it out, so it is not drawn
    again."""

    mention = models.ForeignKey("listening.MentionKey", on_delete=models.CASCADE, related_name="drawn")
    topic = models.ForeignKey("crm.Topic", on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="Of the post, in UTC.")
    interest = models.OneToOneField("crm.Interest", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "topic", "day"], name="drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} · {self.topic_id} from {self.mention_id}"
