"""Note that they asked for something: their words, with what shows it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.note_interest import not_in_future
from crm.addresses import why_not_a_link
from crm.errors import Conflict, Refusal
from crm.models import Contact, Direction, Interaction, Invitation, Staff, Topic


@transaction.atomic
def note_invitation(
    *,
    staff: Staff,
    contact: Contact,
    topic: Topic,
    quote: str,
    given_on: date,
    as_of: datetime,
    interaction: Interaction | None = None,
    url: str = "",
) -> Invitation:
    """`interaction` (inbound or mutual, of this contact) or a public `url` shows it; one of them is needed."""
    require_contact(staff, contact)
    invitation = Invitation(
        contact=contact,
        topic=topic,
        quote=quote.strip(),
        given_on=given_on,
        interaction=interaction,
        url=url,
        noted_by=staff,
    )
    check_invitation(invitation, staff.today(as_of))
    invitation.save()
    return invitation


@transaction.atomic
def change_invitation(*, staff: Staff, invitation: Invitation, as_of: datetime, **changes: Any) -> Invitation:
    require_contact(staff, invitation.contact)
    _require_unused(invitation)
    invitation.rewrite(changes, fixed={"contact"}, check=lambda: check_invitation(invitation, staff.today(as_of)))
    return invitation


@transaction.atomic
def remove_invitation(*, staff: Staff, invitation: Invitation) -> None:
    require_contact(staff, invitation.contact)
    _require_unused(invitation)
    invitation.delete()


def _require_unused(invitation: Invitation) -> None:
    if invitation.used_by_id is not None:
        raise Conflict(_("An ask was made on this invitation, so it stays as it is."))


def check_invitation(invitation: Invitation, today: date) -> None:
    not_in_future(invitation.given_on, today, "given_on")
    if not invitation.quote:
        raise Refusal(quote=_("Give their own words."))
    invitation.check_fields()
    if sentence := why_not_a_link(invitation.url):
        raise Refusal(url=sentence)
    evidence = invitation.interaction
    if evidence is None:
        if not invitation.url:
            raise Refusal(interaction=_("Link the message or meeting in which they said it, or a public address."))
        return
    if evidence.contact_id != invitation.contact_id:
        raise Refusal(interaction=_("That happened with somebody else."))
    if evidence.direction not in (Direction.INBOUND, Direction.MUTUAL) or evidence.voided_at is not None:
        raise Refusal(interaction=_("Link something they said: inbound, a call or a meeting, and not voided."))
