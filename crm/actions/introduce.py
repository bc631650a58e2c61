"""Log a three-way introduction that was made: for whom it was made, it stands in for having known each other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.log_interaction import log_interaction
from crm.errors import Refusal
from crm.models import Contact, Direction, Interaction, Kind, Staff


@transaction.atomic
def introduce(
    *, staff: Staff, contact: Contact, to: Staff, as_of: datetime, text: str = "", channel: str = "email"
) -> Interaction:
    """`staff` made `contact` and their colleague `to` known to each other just now. `text` is what they wrote to both;
    empty where the words are not known: then it is noted as a meeting of three, and no text of theirs can be a copy."""
    require_colleague(to, contact)
    return log_interaction(
        staff=staff,
        contact=contact,
        channel=channel,
        direction=Direction.OUTBOUND if text.strip() else Direction.MUTUAL,
        kind=Kind.INTRODUCTION,
        occurred_at=as_of,
        as_of=as_of,
        text=text.strip() or _("%(staff)s introduced %(to)s.") % {"staff": staff, "to": to},
        introduces=to,
    )


def require_colleague(colleague: Staff, contact: Contact) -> None:
    """One who works here and may see the contact."""
    if not colleague.is_active:
        raise Refusal(
            to=_("%(colleague)s does not work here any more; choose somebody who does.") % {"colleague": colleague}
        )
    require_contact(colleague, contact, "to")
