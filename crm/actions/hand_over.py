"""Hand a contact over to a colleague, and all that one who leaves had begun: nothing may wait for somebody who is
not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.actions.introduce import introduce
from crm.errors import Conflict, Refusal
from crm.models import Campaign, Candidate, Contact, Promise, Staff, Visibility


@dataclass(frozen=True)
class HandedOver:
    """How many of each passed on."""

    contacts: int = 0
    campaigns: int = 0
    candidates: int = 0
    promises: int = 0


@transaction.atomic
def hand_over(
    *, staff: Staff, contact: Contact, to: Staff, as_of: datetime, introduced_on: str = "", words: str = ""
) -> HandedOver:
    """The contact, one's place on shortlists and open promises pass to a colleague. `introduced_on` is the channel on
    which `staff` has made the two known to each other, empty where nobody has: only what happened is logged."""
    require_contact(staff, contact)
    require_own(staff, contact.owner_id, "hand this contact over")
    _require_at_work(to)
    if to.pk == contact.owner_id:
        raise Conflict(to=_("%(name)s is %(to)s’s already.") % {"name": contact.name, "to": to})
    if not contact.is_visible_to(to):
        raise Refusal(to=_("They cannot see this contact; share it with them first."))
    before = contact.owner
    if introduced_on:
        introduce(staff=before, contact=contact, to=to, channel=introduced_on, text=words, as_of=as_of)
    contact.owner = to
    contact.save()
    return HandedOver(
        contacts=1,
        candidates=_pass_on(Candidate, before, to, [contact.pk], as_of),
        promises=_pass_on(Promise, before, to, [contact.pk], as_of),
    )


@transaction.atomic
def pass_everything_on(
    *, leaver: Staff, to: Staff, as_of: datetime, introduced: Iterable[Contact] = (), introduced_on: str = "email"
) -> HandedOver:
    """What somebody who leaves had begun: their contacts and campaigns go to `to`; promises and places on shortlists
    to the contact's owner. Open asks and waiting answers need no moving: they show with the owner as soon as whoever
    asked has left. `introduced`: those whom the leaver has made known to `to`.

    Private contacts stay as they are: they were nobody else's to see. Their noes and rests go on counting."""
    _require_at_work(to)
    if to.pk == leaver.pk:
        raise Refusal(to=_("Name a colleague who stays."))
    for contact in introduced:
        require_contact(leaver, contact, "introduced")
        introduce(staff=leaver, contact=contact, to=to, channel=introduced_on, as_of=as_of)
    contacts = Contact.objects.filter(owner=leaver, visibility=Visibility.TEAM)
    passed = contacts.update(owner=to, version=F("version") + 1, updated_at=as_of)
    campaigns = Campaign.objects.filter(owner=leaver).update(owner=to, version=F("version") + 1, updated_at=as_of)
    Staff.objects.filter(covered_by=leaver).exclude(pk=to.pk).update(covered_by=to)
    Staff.objects.filter(covered_by=leaver).update(covered_by=None)
    return HandedOver(
        contacts=passed,
        campaigns=campaigns,
        candidates=_to_owners(Candidate, leaver, to, as_of),
        promises=_to_owners(Promise, leaver, to, as_of),
    )


def _require_at_work(to: Staff) -> None:
    if not to.is_active:
        raise Refusal(to=_("They have left; name somebody who is here."))


def _pass_on(
    kind: type[Candidate] | type[Promise], before: Staff, to: Staff, contacts: list[int], as_of: datetime
) -> int:
    return (
        _begun(kind, before).filter(contact__in=contacts).update(staff=to, version=F("version") + 1, updated_at=as_of)
    )


def _begun(kind: type[Candidate] | type[Promise], staff: Staff) -> QuerySet[Any]:
    if kind is Promise:
        return Promise.objects.open().filter(staff=staff)
    return Candidate.objects.filter(staff=staff)


def _to_owners(kind: type[Candidate] | type[Promise], leaver: Staff, to: Staff, as_of: datetime) -> int:
    """By owner of the contact; where that one has left too, or may not be told apart, to `to`."""
    rows = _begun(kind, leaver).filter(contact__visibility=Visibility.TEAM)
    owned: dict[int, list[int]] = {}
    for contact, owner, left_on in rows.values_list("contact", "contact__owner", "contact__owner__left_on").distinct():
        owned.setdefault(to.pk if left_on or owner == leaver.pk else owner, []).append(contact)
    colleagues = Staff.objects.in_bulk(owned)
    return sum(_pass_on(kind, leaver, colleagues[owner], contacts, as_of) for owner, contacts in owned.items())
