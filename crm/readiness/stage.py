"""The stages, in the order in which they are decided."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    CLOSED = "closed", _("Off limits")
    RESTING = "resting", _("Resting")
    LISTEN = "listen", _("Listen")
    CONNECT = "connect", _("Connect")
    GIVE = "give", _("Give")
    READY = "ready", _("Ready")


EARNING = (Stage.LISTEN, Stage.CONNECT, Stage.GIVE)
