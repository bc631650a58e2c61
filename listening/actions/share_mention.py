"""Somebody here passed a post on; and thought better of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.actions.edit_interaction import delete_interaction
from crm.actions.log_interaction import log_interaction
from crm.errors import Refusal
from crm.models import Direction, Interaction, Kind, Staff
from listening.actions.hear import hear_mention, known_author
from listening.models import Mention


@transaction.atomic
def share_mention(*, staff: Staff, mention: Mention, as_of: datetime) -> Interaction:
    """Logged as a share of the author's, once, and as heard: who passes something on has read it. Refusal for
    whoever is no contact."""
    contact = known_author(staff, mention)
    if contact is None:
        raise Refusal(_("Make a contact of the author first; then the share is noted with them."))
    hear_mention(staff=staff, mention=mention, as_of=as_of)
    logged = _shares(staff, mention).filter(contact=contact).first()
    return logged or log_interaction(
        staff=staff,
        contact=contact,
        channel=mention.channel,
        direction=Direction.OUTBOUND,
        kind=Kind.SHARE,
        occurred_at=as_of,
        as_of=as_of,
        url=mention.url,
        external_id=_mark(staff, mention),
    )


@transaction.atomic
def unshare_mention(*, staff: Staff, mention: Mention, as_of: datetime) -> bool:
    """False if there was nothing to take back. That it was heard stays."""
    logged = _shares(staff, mention).first()
    if logged is not None:
        delete_interaction(staff=staff, interaction=logged, as_of=as_of)
    return logged is not None


def _shares(staff: Staff, mention: Mention) -> "QuerySet[Interaction]":
    return Interaction.objects.filter(staff=staff, external_id=_mark(staff, mention))


def _mark(staff: Staff, mention: Mention) -> str:
    return f"mention:{mention.pk}:shared:{staff.pk}"
