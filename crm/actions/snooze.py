"""Put a card of Today off until a day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.models import Snooze, Staff


@transaction.atomic
def snooze(*, staff: Staff, card: str, until: date, as_of: datetime) -> Snooze:
    if until <= staff.today(as_of):
        raise Refusal(until=_("Give a day to come."))
    return Snooze.objects.update_or_create(staff=staff, card=card[:100], defaults={"until": until})[0]


@transaction.atomic
def unsnooze(*, staff: Staff, card: str) -> None:
    Snooze.objects.filter(staff=staff, card=card).delete()
