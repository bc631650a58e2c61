"""Let in a colleague who lost the device and the recovery codes: their second steps are taken away."""

import logging

from allauth.mfa.models import Authenticator
from django.db import transaction

from crm.errors import NotAllowed, Refusal
from crm.models import Staff

log = logging.getLogger("listenlarge.security")


@transaction.atomic
def take_second_step(*, staff: Staff, colleague: Staff) -> None:
    """They sign in by their password, or by a link, and set up a new one."""
    if not staff.is_admin:
        raise NotAllowed("Only an admin can take a second step away.")
    if colleague.pk == staff.pk:
        raise Refusal("Your own you take away under Security.")
    taken, _ = Authenticator.objects.filter(user=colleague).delete()
    if not taken:
        raise Refusal("They have no second step.")
    log.warning("Second step taken away", extra={"of": colleague.pk, "by": staff.pk})
