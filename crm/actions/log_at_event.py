"""Somebody met at an event: a name, an outlet, a line. Who is not known yet becomes a contact."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from crm.actions.quick_log import quick_log, take_back_log
from crm.actions.save_contact import create_contact, tidy_tags, update_contact
from crm.actions.save_topic import topic_named
from crm.actions.trash_contact import trash_contact
from crm.channels import Channel
from crm.errors import Refusal
from crm.models import Contact, Direction, Interaction, Kind, Staff
from crm.models.contacts import Plain
from crm.once import claim

JUST_MADE = timedelta(hours=12)  # an evening


@dataclass(frozen=True)
class Met:
    interaction: Interaction
    is_new: bool

    @property
    def contact(self) -> Contact:
        return self.interaction.contact


@transaction.atomic
def log_at_event(
    *,
    staff: Staff,
    name: str,
    as_of: datetime,
    met_at: datetime,
    organization: str = "",
    text: str = "",
    event: str = "",
    tag: str = "",
    topic: str = "",
    promise: str = "",
    due_on: date | None = None,
    key: str = "",
) -> Met:
    """`topic`: its name. `key`: sent again, it raises DoneBefore and nothing is made twice."""
    claim(staff=staff, key=key, as_of=as_of)
    known = _known_as(staff, name, organization)
    contact = known or create_contact(
        staff=staff, as_of=as_of, name=name, organization=organization, tags=[tag], origin=event[:300]
    )
    if known and tag and tag.casefold() not in map(str.casefold, known.tags):
        contact = update_contact(staff=staff, contact=known, as_of=as_of, tags=tidy_tags([*known.tags, tag]))
    entry: dict[str, Any] = {
        "contact": contact,
        "channel": Channel.IN_PERSON,
        "direction": Direction.MUTUAL,
        "kind": Kind.MEETING,
        "occurred_at": met_at,
        "text": ": ".join(part for part in (event, text) if part),
        "topics": [topic_named(topic)] if topic.strip() else [],
    }
    [logged] = quick_log(staff=staff, entries=[entry], as_of=as_of, promise=promise, due_on=due_on)
    assert isinstance(logged, Interaction)  # noqa: S101  one entry: refused, it would have raised
    return Met(logged, is_new=known is None)


@transaction.atomic
def take_back_met(*, staff: Staff, interaction: Interaction, reason: str, as_of: datetime) -> None:
    """As if they had not met; a contact who was made for it, and with whom nothing else happened, goes to the trash."""
    contact = interaction.contact
    take_back_log(staff=staff, interactions=[interaction], reason=reason, as_of=as_of)
    made_for_it = contact.owner_id == staff.pk and as_of - contact.created_at < JUST_MADE
    if made_for_it and not contact.interactions.exists():
        trash_contact(staff=staff, contact=contact, as_of=as_of)


def _known_as(staff: Staff, name: str, organization: str) -> Contact | None:
    """The one contact of this name; an outlet given must not be another than theirs. None: nobody is."""
    if not name.strip():
        raise Refusal(name=_("Give a name."))
    book = Contact.objects.visible_to(staff).in_use().annotate(name_plain=Plain("name"), at=Plain("organization"))
    named = book.filter(name_plain=Plain(Value(" ".join(name.split()))))
    if organization.strip():
        there = list(named.filter(at=Plain(Value(" ".join(organization.split()))))[:2])
        found = there or list(named.filter(organization="")[:2])
    else:
        found = list(named[:2])
    if len(found) > 1:
        raise Refusal(
            name=_("Several people are called %(name)s: add the outlet, or log it from their page.")
            % {"name": name.strip()}
        )
    return found[0] if found else None
