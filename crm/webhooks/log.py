"""The log of deliveries: send one again, find those that a lost job left behind, forget old ones."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.errors import Conflict
from crm.models import Contact, Delivery, DeliveryStatus, Kept, Staff
from crm.retention import kept_days

LATE = timedelta(minutes=10)


def deliveries_seen_by(staff: Staff) -> QuerySet[Delivery]:
    """The log as this person may see it: what is about a contact, only where the contact is theirs to see."""
    about_a_contact = Delivery.objects.filter(contact__in=Contact.objects.visible_to(staff))
    return about_a_contact | Delivery.objects.filter(contact=None, webhook__owner=staff)


def send_again(*, delivery: Delivery, as_of: datetime) -> Delivery:
    """Once more from the first attempt on, with the same id: receivers that have it can tell."""
    if delivery.status == DeliveryStatus.PENDING:
        raise Conflict(_("This delivery is still on its way."))
    if not delivery.webhook.active:
        raise Conflict(_("This webhook is switched off; switch it on first."))
    delivery.status, delivery.attempts, delivery.error = DeliveryStatus.PENDING, 0, ""
    delivery.next_attempt_at, delivery.taken_until, delivery.finished_at = as_of, None, None
    delivery.save()
    return delivery


def left_behind(*, as_of: datetime) -> list[int]:
    """Ids of deliveries that are long due: their job was lost."""
    late = Delivery.objects.filter(status=DeliveryStatus.PENDING, next_attempt_at__lt=as_of - LATE)
    return list(late.values_list("pk", flat=True)[:1_000])


def forget_old(*, as_of: datetime) -> None:
    days = kept_days(Kept.DELIVERIES)
    if days is not None:
        old = Delivery.objects.filter(created_at__lt=as_of - timedelta(days=days))
        old.exclude(status=DeliveryStatus.PENDING).delete()
