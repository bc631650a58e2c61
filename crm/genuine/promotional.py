"""Promotional: an outbound text that carries a live campaign's link, uninvited."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import unquote

from crm.addresses import addresses_in, canonical
from crm.genuine.changeable import BARE_LINK
from crm.models.asks import Ask, Outcome
from crm.models.boundaries import Invitation
from crm.models.campaigns import Campaign
from crm.models.contacts import Contact
from crm.models.staff import Staff
from crm.readiness.question import INVITED_FOR_DAYS

_WITHIN = re.compile(r"(?<=\S)(?=https?://)", re.IGNORECASE)


def carried(text: str) -> set[str]:
    """The canonical addresses of all links in a text, as they stand, without what a tracker appended, and of the
    pages above them; also of links without a scheme, and of those wrapped in another (a redirect's `?url=`)."""
    found: set[str] = set()
    for written in {text, _WITHIN.sub(" ", unquote(text))}:
        found |= addresses_in(written)
        found |= {canonical(match.group().rstrip(".,;:!?)")) for match in BARE_LINK.finditer(written)}
    return {page for address in found for page in _with_pages_above(address)}


def _with_pages_above(address: str) -> set[str]:
    """All but the site's own front page, unless that is the address itself."""
    path = address.partition("?")[0]
    parts = path.split("/")
    return {address, path, *("/".join(parts[:end]) for end in range(2, len(parts)))} - {""}


def is_promotional(*, staff: Staff, contact: Contact, text: str, url: str, occurred_at: datetime) -> bool:
    """Whether it pushes a campaign on somebody who did not ask. Those who said yes may be told more."""
    if "." not in text and not url:
        return False
    links = carried(f"{text} {url}")
    if not links:
        return False
    day = staff.today(occurred_at)
    pushed = [
        campaign
        for campaign in Campaign.objects.live(day).exclude(links=[])
        if links.intersection(addresses_of(campaign.links))
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


def addresses_of(links: Iterable[str]) -> set[str]:
    """Of a campaign's links, as `carried` finds them."""
    return {canonical(link) for link in links} - {""}
