"""Hand a letter over to be sent, in the transaction that says it was written: one person, one letter."""

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from crm.channels import Channel
from crm.errors import Refusal
from crm.jobs import queue_letter
from crm.mailing.writing import mail_address, mail_is_set_up
from crm.models import Ask, Contact, Letter, LetterKind, Update


def require_sendable(*, contact: Contact, channel: str, subject: str, needs_subject: bool = True) -> None:
    """Refuse what no mail server can send, before anything is written."""
    if not mail_is_set_up():
        raise Refusal(send=_("No mail server is set up here; send it from your own mail program, then log it."))
    if channel != Channel.EMAIL:
        raise Refusal(send=_("Only e-mail can be sent from here; on another channel send it yourself, then log it."))
    if not mail_address(contact):
        raise Refusal(send=_("They have no e-mail address that works; add one, or ask on another channel."))
    if needs_subject and not subject.strip():
        raise Refusal(subject=_("Give the mail a subject."))
    if len(subject.splitlines()) > 1:
        raise Refusal(subject=_("A subject is one line."))


def hand_over(ask: Ask, kind: LetterKind, as_of: datetime, update: Update | None = None) -> Letter:
    sender = update.staff if update else ask.staff
    domain = sender.email.rpartition("@")[2] or "localhost"
    letter = Letter.objects.create(
        ask=ask,
        update=update,
        kind=kind,
        to=mail_address(ask.contact),
        message_id=f"<{kind}.{ask.pk}.{secrets.token_hex(12)}@{domain}>",
        queued_at=as_of,
        next_attempt_at=as_of,
    )
    queue_letter(letter.pk)
    return letter
