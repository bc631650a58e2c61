"""Copies among what was sent to people who turned out to be one, or two.

The database notes whose `person` an address that came, went or changed hands has changed (crm.models.people). Whatever
writes addresses calls this in its own transaction; what straight SQL leaves behind is done at night.
"""

from django.db import transaction

from crm.genuine.copies import rejudge_people
from crm.models.people import PersonChange
from crm.models.relationships import Pair
from crm.readiness.facts import refresh


def rejudge_regrouped() -> list[Pair]:
    """The relationships whose facts that changes. What another transaction is judging now is left to it."""
    noted = PersonChange.objects.select_for_update(skip_locked=True).values_list("pk", "contact_id")
    if not (changes := dict(noted)):
        return []
    PersonChange.objects.filter(pk__in=changes).delete()
    return rejudge_people(set(changes.values()))


@transaction.atomic
def judge_left_over() -> None:
    """What nobody judged in the transaction that linked or parted them."""
    refresh(rejudge_regrouped())
