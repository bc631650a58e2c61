"""A letter that never went: what it stood for did not happen, and its words are kept."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.actions.void_ask import take_out
from crm.models import Ask, Draft, Letter, LetterKind


def take_out_unsent(letter: Letter, why: str, as_of: datetime) -> None:
    """An ask that never went is void, and a draft again; a follow-up or an update may be written anew. What was
    answered meanwhile stays."""
    ask = Ask.objects.select_for_update().get(pk=letter.ask_id)
    if letter.kind == LetterKind.UPDATE:
        if letter.update:
            letter.update.delete()
        return
    if ask.outcome or ask.voided_at is not None:
        return
    if letter.kind == LetterKind.FOLLOW_UP:
        ask.follow_up_at, ask.follow_up_text = None, ""
        ask.save()
        return
    take_out(ask, by=ask.staff, reason=_("It was never sent: %(why)s") % {"why": why}, as_of=as_of)
    _keep_as_draft(ask)


def _keep_as_draft(ask: Ask) -> None:
    words = {name: getattr(ask, name) for name in ("channel", "subject", "text", "because_kind", "because_id")}
    Draft.objects.get_or_create(staff=ask.staff, campaign=ask.campaign, contact=ask.contact, defaults=words)
