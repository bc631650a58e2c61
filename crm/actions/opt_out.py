"""They said no more, by their own link: a boundary from this moment on, and what was open is closed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.lock_person import lock_person
from crm.actions.note_boundary import store_boundary
from crm.errors import Refusal
from crm.models import Ask, Boundary, BoundaryOrigin, BoundaryScope, Outcome
from crm.opting_out import OptOut

NOTE = "By the link they were given."


@transaction.atomic
def opt_out(*, link: OptOut, as_of: datetime, scope: str = BoundaryScope.EVERYTHING) -> list[Boundary]:
    """The boundaries that stand for it now; saying it twice makes no second one."""
    if scope not in link.scopes:
        raise Refusal(scope=_("Choose one of %(scopes)s.") % {"scopes": ", ".join(link.scopes)})
    lock_person(link.contact)  # an ask that is being opened now sees it, or is finished before
    boundaries = [_stand(link, scope, target, as_of) for target in _targets(link, scope)]
    _close_open_asks(link, scope, as_of)
    return boundaries


def _targets(link: OptOut, scope: str) -> list[dict[str, Any]]:
    if scope == BoundaryScope.TOPIC:
        return [{"topic": topic} for topic in link.topics]
    if link.ask is None or scope == BoundaryScope.EVERYTHING:
        return [{}]
    campaign = link.ask.campaign
    target: dict[str, Any] = {
        "client": campaign.client.strip(),
        "campaign": campaign,
        "channel": link.ask.channel,
    }
    return [{scope: target[scope]}]


def _stand(link: OptOut, scope: str, target: dict[str, Any], as_of: datetime) -> Boundary:
    same = Boundary.objects.filter(contact=link.contact, scope=scope, lifted_at=None, until=None, **target)
    if known := same.first():
        return known
    boundary = Boundary(contact=link.contact, scope=scope, origin=BoundaryOrigin.OPTED_OUT, note=NOTE, **target)
    store_boundary(boundary, as_of)
    return boundary


def _close_open_asks(link: OptOut, scope: str, as_of: datetime) -> None:
    """An ask that the boundary stands against has its answer, whichever record of theirs it was made to."""
    asks = Ask.objects.standing().filter(contact__person=link.contact.person, outcome="", asked_at__lte=as_of)
    if scope == BoundaryScope.CLIENT and link.campaign:
        asks = asks.filter(campaign__client__iexact=link.campaign.client.strip())
    elif scope == BoundaryScope.TOPIC:
        asks = asks.filter(campaign__topics__in=link.topics).distinct()
    elif scope == BoundaryScope.CAMPAIGN:
        asks = asks.filter(campaign=link.campaign)
    elif scope == BoundaryScope.CHANNEL and link.ask:
        asks = asks.filter(pk=link.ask.pk)  # they may still answer the others, elsewhere
    for pk in asks.order_by("pk").values_list("pk", flat=True):
        ask = Ask.objects.select_for_update().get(pk=pk)
        if not ask.outcome:
            ask.outcome, ask.outcome_at, ask.outcome_note = Outcome.NO, as_of, "They opted out."
            ask.save()
