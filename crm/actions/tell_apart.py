"""Say that two records are not the same person, and take it back."""

from datetime import datetime

from django.db import transaction

from crm.errors import Conflict, Refusal
from crm.models import Duplicate, NotSame, Staff


@transaction.atomic
def tell_apart(*, staff: Staff, duplicate: Duplicate, as_of: datetime) -> NotSame:
    """Remembered for everybody who sees both; whoever said so first is kept."""
    _require(staff, duplicate)
    pair = {"first_id": duplicate.first_id, "second_id": duplicate.second_id}
    return NotSame.objects.get_or_create(**pair, defaults={"by": staff, "at": as_of})[0]


@transaction.atomic
def suspect_again(*, staff: Staff, duplicate: Duplicate) -> None:
    _require(staff, duplicate)
    gone, _ = NotSame.objects.filter(first=duplicate.first_id, second=duplicate.second_id).delete()
    if not gone:
        raise Conflict("Nobody said that these two are different; there is nothing to take back.")


def _require(staff: Staff, duplicate: Duplicate) -> None:
    if not Duplicate.objects.visible_to(staff).filter(pk=duplicate.pk).exists():
        raise Refusal("There is no such pair.")
