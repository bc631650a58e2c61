"""What whoever writes an ask should have before their eyes: the person, and what was between them and us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, Value

from crm.access import require_contact
from crm.models import (
    Ask,
    Boundary,
    Campaign,
    Contact,
    Direction,
    Interaction,
    Invitation,
    Kind,
    Relationship,
    Staff,
)
from crm.models.contacts import SEARCHED, Plain
from crm.readiness.question import GIVEN_WITHIN_DAYS, INVITED_FOR_DAYS
from listening.models import Mention
from listening.reasons import Reason, posts_on, reasons_for

POSTS, EXCHANGES, GIVES, TIES, NEARBY = 5, 5, 5, 5, 2


@dataclass(frozen=True)
class ContextPack:
    """`ties` are those of others here, the warmest first; `nearby` the latest asks to others at the same outlet."""

    posts: list[Mention]
    exchanges: list[Interaction]
    given: list[Interaction]
    boundaries: list[Boundary]
    invitations: list[Invitation]
    ties: list[Relationship]
    nearby: list[Ask]
    reasons: list[Reason]


def context_pack(*, staff: Staff, contact: Contact, campaign: Campaign, as_of: datetime) -> ContextPack:
    """All of it is the staff member's to see."""
    require_contact(staff, contact)
    today = staff.today(as_of)
    standing = contact.interactions.standing().filter(occurred_at__lte=as_of).select_related("staff")
    newest = standing.order_by("-occurred_at", "-pk")
    invited = contact.invitations.filter(used_by=None, given_on__gte=today - timedelta(days=INVITED_FOR_DAYS))
    ties = contact.relationships.exclude(staff=staff).exclude(last_exchange_at=None).filter(staff__left_on=None)
    return ContextPack(
        posts=list(posts_on(contact, campaign).filter(published_at__lte=as_of)[:POSTS]),
        exchanges=list(newest.exclude(direction=Direction.OBSERVED)[:EXCHANGES]),
        given=list(newest.filter(_gives(), occurred_at__gte=as_of - timedelta(days=GIVEN_WITHIN_DAYS))[:GIVES]),
        boundaries=list(contact.boundaries.standing(today).select_related("topic", "campaign").order_by("-created_at")),
        invitations=list(invited.select_related("topic").order_by("-given_on")),
        ties=list(ties.select_related("staff").order_by("-warmth_log")[:TIES]),
        nearby=_nearby(staff, contact),
        reasons=reasons_for(contact, campaign),
    )


def _gives() -> Q:
    """What was of use to them, whoever did it; a bare share was none."""
    helped = Q(direction__in=(Direction.OUTBOUND, Direction.MUTUAL), kind__in=(Kind.HELP, Kind.INTRODUCTION))
    return helped | (Q(direction=Direction.OUTBOUND, kind=Kind.SHARE) & ~Q(text=""))


def _nearby(staff: Staff, contact: Contact) -> list[Ask]:
    """Of each person only the latest."""
    outlet = contact.organization.strip()
    if not outlet:
        return []
    known = Contact.objects.visible_to(staff).in_use().annotate(searched=SEARCHED)  # which has an index
    colleagues = known.filter(searched__contains=Plain(Value(outlet)), organization__iexact=outlet)
    asks = Ask.objects.standing().filter(contact__in=colleagues.exclude(person=contact.person))
    latest = asks.order_by("contact_id", "-asked_at").distinct("contact_id").values("pk")
    newest = Ask.objects.filter(pk__in=latest).select_related("contact", "campaign", "staff")
    return list(newest.order_by("-asked_at", "-pk")[:NEARBY])
