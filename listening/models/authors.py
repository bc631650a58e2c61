"""Who was heard, and which addresses are our own."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned


class Author(models.Model):
    """Somebody heard, by one address. Whose posts these are is looked up by handle when asked, never stored: so a
    merge, an undo or a change of handles needs nothing here, and a private contact shows to those who may see them.
    An author who is nobody's handle is a voice."""

    channel = models.CharField(max_length=12, choices=Channel.choices)
    key = models.CharField(max_length=500, help_text=_("Normalised as a contact's handle is."))
    value = models.CharField(max_length=500)
    name = models.CharField(max_length=300, blank=True)
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="also", help_text=_("By their own word.")
    )
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="author_once"),
            models.CheckConstraint(condition=~Q(key=""), name="author_keyed"),
        ]

    def __str__(self) -> str:
        return self.value


@keeps_history()
class OurHandle(Versioned):
    """An address that is ours: a colleague's, or the organisation's where `staff` is empty. Posts that answer, name
    or share it are offered as something they did towards us."""

    channel = models.CharField(max_length=12, choices=Channel.choices)
    key = models.CharField(max_length=500, editable=False)
    value = models.CharField(max_length=500)
    staff = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.CASCADE, related_name="own_handles")

    class Meta:
        constraints = [models.UniqueConstraint(F("channel"), F("key"), name="our_handle_once")]

    def __str__(self) -> str:
        return self.value
