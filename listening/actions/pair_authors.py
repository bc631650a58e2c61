"""Say whether two addresses are one person's, and take it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.actions.save_contact import update_contact
from crm.errors import Conflict, NotAllowed
from crm.models import Contact, Handle, Interest, Staff
from listening.actions.adopt_voice import addresses_of_author, keep_posts
from listening.authors import contacts_of
from listening.models import Author, DrawnInterest, Mention, Pairing, PairingVerdict
from listening.pairing import find_pairings, join, same_person

GIVEN = ("pk", "channel", "value", "shared", "status")


@transaction.atomic
def accept_pairing(*, staff: Staff, pairing: Pairing, as_of: datetime) -> PairingVerdict:
    """They are one: heard as one voice, and whoever is in the book by one address gets the other. Conflict, with one of
    them as `existing`, where both are in the book already: records are merged there."""
    verdict = _decide(staff, pairing, same=True, as_of=as_of)
    join([pairing.first_id, pairing.second_id])
    everybody = same_person(Author.objects.get(pk=pairing.first_id))
    known = contacts_of(staff, everybody)
    contacts = list({contact.pk: contact for contact in known.values()}.values())
    if len(contacts) > 1:
        one, other = contacts[:2]
        raise Conflict(
            _("%(one)s and %(other)s are two records in your book; merge them.")
            % {"one": one.name, "other": other.name},
            existing=one,
        )
    if contacts:
        verdict.handles = _give(staff, contacts[0], [one for one in everybody if one.pk not in known], as_of)
        verdict.save()
        keep_posts(contacts[0], everybody)
    return verdict


@transaction.atomic
def refuse_pairing(*, staff: Staff, pairing: Pairing, as_of: datetime) -> PairingVerdict:
    """They are two. Remembered: it is not suggested again."""
    return _decide(staff, pairing, same=False, as_of=as_of)


@transaction.atomic
def undo_pairing(*, staff: Staff, pairing: Pairing, as_of: datetime) -> None:
    """As if nobody had said anything: the handles that a contact was given by it go again, with what was drawn from
    the posts that came along."""
    verdict = (
        PairingVerdict.objects.select_for_update(of=("self",)).select_related("by").filter(pairing=pairing).first()
    )
    if verdict is None:
        raise Conflict(_("Nobody decided about these two; there is nothing to take back."))
    if verdict.by_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("A colleague decided this; ask them or a manager to take it back."))
    given = Handle.objects.filter(pk__in=verdict.handles).select_related("contact")
    for contact in {handle.contact for handle in given}:
        _take(verdict.by or staff, contact, [handle for handle in given if handle.contact_id == contact.pk], as_of)
    verdict.delete()
    join([pairing.first_id, pairing.second_id])
    find_pairings([pairing.first_id, pairing.second_id], as_of=as_of)


def _decide(staff: Staff, pairing: Pairing, *, same: bool, as_of: datetime) -> PairingVerdict:
    Pairing.objects.select_for_update().get(pk=pairing.pk)
    verdict, made = PairingVerdict.objects.get_or_create(
        pairing=pairing, defaults={"same": same, "by": staff, "at": as_of}
    )
    if not made:
        said = "one person" if verdict.same else "two people"
        raise Conflict(
            _("Somebody said before that these are %(said)s; take that back first.") % {"said": said}, existing=verdict
        )
    return verdict


def _give(staff: Staff, contact: Contact, authors: list[Author], as_of: datetime) -> list[int]:
    """Ids of the handles that the contact has now and had not."""
    before = set(contact.handles.values_list("pk", flat=True))
    wanted = [{"channel": one.channel, "value": value} for one in authors for value in addresses_of_author(one)]
    update_contact(staff=staff, contact=contact, as_of=as_of, handles=[*_as_given(contact), *wanted])
    return sorted(set(contact.handles.values_list("pk", flat=True)) - before)


def _take(staff: Staff, contact: Contact, handles: list[Handle], as_of: datetime) -> None:
    """On behalf of `staff`, who decided: whoever takes it back need not see the contact, nor learn of one. One that is
    in the trash, or not theirs any more, keeps what it has."""
    if contact.trashed_at is not None or not contact.is_visible_to(staff):
        return
    gone = {handle.pk for handle in handles}
    kept = [fields for fields in _as_given(contact) if fields["pk"] not in gone]
    update_contact(staff=staff, contact=contact, as_of=as_of, handles=kept)
    theirs = Q(pk__in=[])
    for handle in handles:
        theirs |= Q(channel=handle.channel, key=handle.key)
    posts = Mention.objects.filter(author__in=Author.objects.filter(theirs)).values("pk")
    drawn = DrawnInterest.objects.filter(contact=contact, mention__in=posts)
    interests = list(drawn.exclude(interest=None).values_list("interest_id", flat=True))
    drawn.delete()
    Interest.objects.filter(pk__in=interests).delete()


def _as_given(contact: Contact) -> list[dict[str, Any]]:
    return [dict(fields) for fields in contact.handles.order_by("pk").values(*GIVEN)]
