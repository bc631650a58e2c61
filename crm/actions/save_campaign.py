"""Make and change campaigns, and their shortlists."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.addresses import why_not_a_link
from crm.errors import Refusal
from crm.models import Campaign, Candidate, Contact, Staff, Topic

FIELDS = frozenset(
    {
        *("name", "client", "what", "facts", "why", "links", "starts_on", "ends_on", "embargo_until"),
        *("policy", "status", "owner"),
    }
)


@transaction.atomic
def create_campaign(*, staff: Staff, as_of: datetime, topics: Collection[Topic] = (), **fields: Any) -> Campaign:
    campaign = Campaign(owner=fields.pop("owner", None) or staff)
    return _save(campaign, topics, fields)


@transaction.atomic
def update_campaign(
    *, staff: Staff, campaign: Campaign, as_of: datetime, topics: Collection[Topic] | None = None, **changes: Any
) -> Campaign:
    """Change the named fields; `topics` None leaves them."""
    return _save(campaign, topics, changes)


@transaction.atomic
def delete_campaign(*, staff: Staff, campaign: Campaign) -> None:
    """One that people were asked for stays: the database protects it (ProtectedError)."""
    require_own(staff, campaign.owner_id, "delete this campaign")
    campaign.delete()


def _save(campaign: Campaign, topics: Collection[Topic] | None, fields: dict[str, Any]) -> Campaign:
    if unknown := fields.keys() - FIELDS:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.name = campaign.name.strip()
    if not campaign.name:
        raise Refusal(name=_("Give the campaign a name."))
    campaign.check_fields()
    for link in campaign.links:
        if sentence := why_not_a_link(link):
            raise Refusal(links=sentence)
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise Refusal(ends_on=_("It ends before it starts; change one of the two."))
    if campaign.policy is not None and campaign.policy.is_default:
        raise Refusal(policy=_("The house rules hold anyway; leave this empty or choose a stricter policy."))
    campaign.save()
    if topics is not None:
        campaign.topics.set(topics)
    return campaign


@transaction.atomic
def shortlist(*, campaign: Campaign, contacts: Iterable[Contact], staff: Staff) -> list[Candidate]:
    """Put people on a campaign's list, with who would ask them; who is on it stays as they are."""
    chosen: list[Candidate] = []
    for contact in contacts:
        require_contact(staff, contact)
        chosen.append(Candidate.objects.get_or_create(campaign=campaign, contact=contact, defaults={"staff": staff})[0])
    return chosen


@transaction.atomic
def remove_candidate(*, staff: Staff, candidate: Candidate) -> None:
    """Take somebody off the list; asks that were made stay."""
    require_contact(staff, candidate.contact)
    candidate.delete()


@transaction.atomic
def change_candidate(*, staff: Staff, candidate: Candidate, asker: Staff) -> Candidate:
    """Somebody else would ask."""
    require_contact(staff, candidate.contact)
    require_contact(asker, candidate.contact, "staff")
    candidate.staff = asker
    candidate.save()
    return candidate
