"""Words handed over to the writer's own mail program."""

from urllib.parse import quote

from crm.mailing.writing import footer, mail_address
from crm.models import Contact


def mail_to(person: Contact, subject: str, text: str) -> str:
    """The address that opens it; empty without an e-mail address. No subject of our own making: what a campaign is
    called among us is not for them to read."""
    to = mail_address(person)
    titled = f"subject={quote(subject)}&" if subject.strip() else ""
    return f"mailto:{quote(to, safe='@')}?{titled}body={quote(text + footer(person))}" if to else ""
