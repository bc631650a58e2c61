"""Where somebody's word stood above the rule: asks sent by a manager's decision, ties vouched for, and messages that a
manager let count. Each with who, when and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from crm.models import Ask, Attestation, Contact, Interaction, Staff
from crm.reports.asks_made import asks_made, asks_seen_by
from crm.reports.outcomes import Outcomes, outcomes

MOST = 200


@dataclass(frozen=True)
class Override:
    """`missing`: the criteria that were not met. The ask's outcome stands with it."""

    ask: Ask
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Vouched:
    """`asks`: those of the two that the attestation let through."""

    attestation: Attestation
    asks: int


@dataclass(frozen=True)
class Exceptions:
    """Newest first, at most MOST of each; the comparisons are over all."""

    overrides: tuple[Override, ...]
    attestations: tuple[Vouched, ...]
    overruled: tuple[Interaction, ...]
    by_way: Outcomes
    by_stand_in: Outcomes


def exceptions(*, staff: Staff, as_of: datetime) -> Exceptions:
    """Of people whom `staff` may see."""
    asks = asks_seen_by(staff).filter(asked_at__lte=as_of)
    return Exceptions(
        overrides=_overrides(asks),
        attestations=_attestations(staff, asks, as_of),
        overruled=tuple(overruled_interactions(staff)[:MOST]),
        by_way=outcomes(asks, by="way", as_of=as_of),
        by_stand_in=outcomes(asks, by="stand_in", as_of=as_of),
    )


def overruled_interactions(staff: Staff) -> QuerySet[Interaction]:
    """What was taken for canned, automated or promotional, and counts by a manager's word."""
    rows = Interaction.objects.standing().filter(overruled_at__isnull=False, contact__in=_in_use(staff))
    return rows.select_related("contact", "staff", "overruled_by").order_by("-overruled_at", "-pk")


def _in_use(staff: Staff) -> QuerySet[Contact]:
    return Contact.objects.visible_to(staff).in_use()


def _overrides(asks: QuerySet[Ask]) -> tuple[Override, ...]:
    rows = asks.filter(overridden_by__isnull=False, contact__trashed_at=None)
    rows = rows.select_related("contact", "staff", "campaign", "overridden_by").order_by("-asked_at", "-pk")
    return tuple(
        Override(ask, tuple(c["name"] for c in ask.judged.get("criteria", ()) if not c["met"])) for ask in rows[:MOST]
    )


def _attestations(staff: Staff, asks: QuerySet[Ask], as_of: datetime) -> tuple[Vouched, ...]:
    rows = Attestation.objects.filter(contact__in=_in_use(staff)).select_related("contact", "staff")
    newest = list(rows.order_by("-attested_on", "-pk")[:MOST])
    of_those = asks.filter(contact__in=[one.contact_id for one in newest])
    made = asks_made(of_those, as_of=as_of)
    used = made[made["stood_in"].map(lambda names: "attestation" in names).astype(bool)]
    counted = used.groupby(["staff_id", "contact_id"]).size().to_dict()
    return tuple(Vouched(one, int(counted.get((one.staff_id, one.contact_id), 0))) for one in newest)
