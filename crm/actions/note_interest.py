"""Note what somebody cares about, with its evidence; or that they asked for something."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.addresses import why_not_a_link
from crm.errors import Refusal
from crm.models import Basis, Contact, Interest, Staff, Topic


@transaction.atomic
def note_interest(
    *,
    staff: Staff,
    contact: Contact,
    topic: Topic,
    basis: str,
    noted_at: datetime,
    as_of: datetime,
    evidence_url: str = "",
    quote: str = "",
) -> Interest:
    """One piece of evidence. On a sensitive topic only their own words are kept."""
    require_contact(staff, contact)
    interest = Interest(
        contact=contact,
        topic=topic,
        basis=basis,
        noted_at=noted_at,
        evidence_url=evidence_url,
        quote=quote,
        noted_by=staff,
    )
    check_interest(interest, as_of)
    interest.save()
    return interest


@transaction.atomic
def change_interest(*, staff: Staff, interest: Interest, as_of: datetime, **changes: Any) -> Interest:
    require_contact(staff, interest.contact)
    interest.rewrite(changes, fixed={"contact"}, check=lambda: check_interest(interest, as_of))
    return interest


@transaction.atomic
def remove_interest(*, staff: Staff, interest: Interest) -> None:
    require_contact(staff, interest.contact)
    interest.delete()


def check_interest(interest: Interest, as_of: datetime) -> None:
    interest.check_fields()
    errors: dict[str, str] = {}
    if interest.noted_at > as_of:
        errors["noted_at"] = _("That is in the future; give the day they said or showed it.")
    if sentence := why_not_a_link(interest.evidence_url):
        errors["evidence_url"] = sentence
    if interest.topic.sensitive and interest.basis == Basis.OBSERVED:
        errors["basis"] = _("On a sensitive topic only what they said themselves is kept.")
    elif interest.topic.sensitive and not interest.quote.strip():
        errors["quote"] = _("On a sensitive topic only their own words are kept; quote them.")
    if errors:
        raise Refusal(**errors)


def not_in_future(day: date, today: date, field: str) -> None:
    if day > today:
        raise Refusal(**{field: _("That is in the future; give the day it happened.")})


def observe_interests(found: Sequence[Mapping[str, Any]]) -> list[Interest]:
    """Interests shown by what contacts publish, many at once: `contact_id`, `topic_id`, `noted_at`, `evidence_url`.
    Whoever calls has seen to it that none is on a sensitive topic and none in the future."""
    interests = [Interest(basis=Basis.OBSERVED, **fields) for fields in found]
    return Interest.objects.bulk_create(interests)
