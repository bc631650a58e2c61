"""What a mail may mean: a person takes it up, or puts it aside. One key each; what follows goes by the same actions as
by hand."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.actions.edit_interaction import edit_interaction, void_interaction
from crm.actions.note_boundary import TARGETS, note_boundary
from crm.actions.note_invitation import note_invitation
from crm.actions.open_ask import open_ask
from crm.actions.record_outcome import record_outcome
from crm.channels import Channel
from crm.errors import Conflict, Refusal
from crm.models import BoundaryOrigin, BoundaryScope, Kind, MailOffer, OfferKind, Staff, Topic


@transaction.atomic
def take_up_offer(*, staff: Staff, offer: MailOffer, as_of: datetime, **told: Any) -> MailOffer:
    """`told` is what the offer leaves open: `topic` of an invitation; `outcome` and what record_outcome takes of an
    answer; `scope` of a boundary and what note_boundary takes beside it."""
    offer = _require_open(staff, offer)
    _DOING[OfferKind(offer.kind)](staff, offer, as_of, told)
    return _settle(offer, staff, as_of, taken_up=True)


@transaction.atomic
def put_offer_aside(*, staff: Staff, offer: MailOffer, as_of: datetime) -> MailOffer:
    return _settle(_require_open(staff, offer), staff, as_of, taken_up=False)


def _require_open(staff: Staff, offer: MailOffer) -> MailOffer:
    require_contact(staff, offer.interaction.contact)
    require_own(staff, offer.interaction.staff_id, "say what this mail means")
    offer = MailOffer.objects.select_for_update(of=("self",)).select_related("interaction__contact").get(pk=offer.pk)
    if offer.settled_at is not None:
        raise Conflict(_("That is settled already."))
    return offer


def _settle(offer: MailOffer, staff: Staff, as_of: datetime, *, taken_up: bool) -> MailOffer:
    offer.settled_at, offer.settled_by, offer.taken_up = as_of, staff, taken_up
    offer.save()
    return offer


def _set_boundary(staff: Staff, offer: MailOffer, as_of: datetime, told: dict[str, Any]) -> None:
    """What they asked for stands against everything and for good, unless they meant less; a channel not named is that
    of e-mail, and the note holds their words."""
    scope = told.get("scope") or BoundaryScope.EVERYTHING
    said = {name: told[name] for name in (*TARGETS, "until", "note") if told.get(name)}
    by_mail = {"channel": Channel.EMAIL} if scope == BoundaryScope.CHANNEL else {}
    note_boundary(
        staff=staff,
        contact=offer.interaction.contact,
        scope=scope,
        origin=BoundaryOrigin.OPTED_OUT,
        as_of=as_of,
        **{"note": offer.quote} | by_mail | said,
    )
    edit_interaction(staff=staff, interaction=offer.interaction, as_of=as_of, refusal=True)


def _make_request(staff: Staff, offer: MailOffer, as_of: datetime, _told: dict[str, Any]) -> None:
    """Answering it is help."""
    edit_interaction(staff=staff, interaction=offer.interaction, as_of=as_of, kind=Kind.REQUEST, needs_answer=True)


def _note_invitation(staff: Staff, offer: MailOffer, as_of: datetime, told: dict[str, Any]) -> None:
    if not isinstance(topic := told.get("topic"), Topic):
        raise Refusal(topic=_("Say on which topic they invited us."))
    note_invitation(
        staff=staff,
        contact=offer.interaction.contact,
        topic=topic,
        quote=offer.quote or offer.interaction.text,
        given_on=staff.today(offer.interaction.occurred_at),
        interaction=offer.interaction,
        as_of=as_of,
    )


def _record_outcome(staff: Staff, offer: MailOffer, as_of: datetime, told: dict[str, Any]) -> None:
    if offer.ask is None or not told.get("outcome"):
        raise Refusal(outcome=_("Say what they answered."))
    said = {name: told[name] for name in ("outcome", "scope", "until", "note", "links") if told.get(name)}
    record_outcome(staff=staff, ask=offer.ask, as_of=as_of, answered_at=offer.interaction.occurred_at, **said)


def _record_ask(staff: Staff, offer: MailOffer, as_of: datetime, _told: dict[str, Any]) -> None:
    """It went already, with the words it went with; as an exchange it would be counted twice."""
    if offer.campaign is None:
        raise Refusal(campaign=_("The campaign is gone; log the ask from its own page."))
    sent = offer.interaction
    open_ask(
        staff=staff,
        contact=sent.contact,
        campaign=offer.campaign,
        channel=Channel.EMAIL,
        text=sent.text,
        already_made=True,
        asked_at=sent.occurred_at,
        as_of=as_of,
    )
    reason = _("It is the ask for “%(campaign)s”, recorded as one.") % {"campaign": offer.campaign.name}
    void_interaction(staff=staff, interaction=sent, reason=reason, as_of=as_of)


_DOING = {
    OfferKind.BOUNDARY: _set_boundary,
    OfferKind.REQUEST: _make_request,
    OfferKind.INVITATION: _note_invitation,
    OfferKind.OUTCOME: _record_outcome,
    OfferKind.SENT: _record_ask,
}
