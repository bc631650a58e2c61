"""A letter as it goes out: from whom, to whom, and the way out for whoever gets it."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from crm.channels import Channel
from crm.models import Ask, Contact, HandleStatus, Letter, LetterKind, Staff
from crm.opting_out import opt_out_link


def mail_address(contact: Contact) -> str:
    """Where they get mail: the address of their own that was noted first, before a desk's; "" for none."""
    addresses = sorted(contact.handles.all(), key=lambda handle: (handle.shared, handle.pk))
    usable = (h for h in addresses if h.channel == Channel.EMAIL and h.status == HandleStatus.CURRENT)
    return next((handle.value for handle in usable), "")


def footer(contact: Contact, ask: Ask | None = None) -> str:
    """Below what was written, set off as a signature is: how not to be asked any more."""
    words = _("If you would rather not be asked, one press is enough: %(link)s")
    return "\n\n-- \n" + words % {"link": opt_out_link(contact, ask)}


def write(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    """With the headers by which mail programs offer a button of their own (RFC 8058)."""
    ask, staff = letter.ask, writer(letter)
    subject, text = _words(letter)
    headers = {
        "Message-ID": letter.message_id,
        "List-Unsubscribe": f"<{opt_out_link(ask.contact, ask)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    first = ask.letters.filter(kind=LetterKind.ASK).exclude(pk=letter.pk).order_by("pk").last()
    if first is not None and letter.kind != LetterKind.ASK:
        headers |= {"In-Reply-To": first.message_id, "References": first.message_id}
    return EmailMessage(
        subject=subject,
        body=text + footer(ask.contact, ask),
        from_email=formataddr((staff.name, staff.email)),
        to=[letter.to],
        headers=headers,
        connection=connection,
    )


def writer(letter: Letter) -> Staff:
    return letter.update.staff if letter.update else letter.ask.staff


def _words(letter: Letter) -> tuple[str, str]:
    if letter.update:
        return letter.update.subject or reply_subject(letter.ask), letter.update.text
    if letter.kind == LetterKind.FOLLOW_UP:
        return reply_subject(letter.ask), letter.ask.follow_up_text
    return letter.ask.subject, letter.ask.text


def reply_subject(ask: Ask) -> str:
    """Of what follows it; empty where it had none."""
    return f"Re: {ask.subject}" if ask.subject else ""


def mail_is_set_up() -> bool:
    return bool(settings.SENDS_MAIL)
