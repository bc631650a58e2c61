"""Second steps of signing in (apps, passkeys, recovery codes): allauth's table, with a history like our own."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history


@keeps_history(exclude=("data", "last_used_at"))
class SecondStep(Authenticator):
    """That somebody has one, since when, and who took it away. Never what is secret about it, nor each use."""

    class Meta:
        proxy = True
        verbose_name = _("second step")
        verbose_name_plural = _("second steps")
