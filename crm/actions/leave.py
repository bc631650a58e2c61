"""Somebody leaves; what they had begun goes on with a colleague who is named."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.change_staff import change_staff
from crm.actions.hand_over import HandedOver, pass_everything_on
from crm.errors import Conflict, NotAllowed
from crm.models import Contact, Staff


@transaction.atomic
def leave(
    *,
    staff: Staff,
    leaver: Staff,
    to: Staff,
    as_of: datetime,
    introduced: Iterable[Contact] = (),
    introduced_on: str = "email",
) -> HandedOver:
    """`leaver` leaves today, says an admin; what they had begun goes on with `to`."""
    if not staff.is_admin:
        raise NotAllowed(_("Only an admin can say that somebody has left."))
    leaver = Staff.objects.select_for_update().get(pk=leaver.pk)
    if not leaver.is_active:
        raise Conflict(_("They have left already."))
    passed = pass_everything_on(leaver=leaver, to=to, as_of=as_of, introduced=introduced, introduced_on=introduced_on)
    change_staff(staff=staff, colleague=leaver, as_of=as_of, left_on=leaver.today(as_of))
    return passed
