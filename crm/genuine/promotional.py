"""Promotional: an outbound text that carries a live campaign's link, uninvited."""

from datetime import datetime, timedelta

from crm.addresses import addresses_in
from crm.models.asks import Ask, Outcome
from crm.models.boundaries import Invitation
from crm.models.campaigns import Campaign
from crm.models.contacts import Contact
from crm.models.staff import Staff
from crm.readiness.question import INVITED_FOR_DAYS


def is_promotional(*, staff: Staff, contact: Contact, text: str, url: str, occurred_at: datetime) -> bool:
    """Whether it pushes a campaign on somebody who did not ask. Those who said yes may be told more."""
    carried = addresses_in(f"{text} {url}")
    if not carried:
        return False
    day = staff.today(occurred_at)
    pushed = [
        campaign
        for campaign in Campaign.objects.live(day).exclude(links=[])
        if carried.intersection(addresses_in(" ".join(campaign.links)))
    ]
    if not pushed:
        return False
    invited = Invitation.objects.filter(
        contact=contact,
        topic__campaigns__in=pushed,
        given_on__range=(day - timedelta(days=INVITED_FOR_DAYS), day),
    )
    said_yes = Ask.objects.standing().filter(contact=contact, campaign__in=pushed, outcome=Outcome.YES)
    return not (invited.exists() or said_yes.exists())
