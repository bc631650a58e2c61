"""A mailbox that newsletters and alerts are sent to: one folder, read and never changed, attachments never fetched."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from crm.channels import Channel
from crm.errors import Refusal
from listening.sources import Address, Fetched, Observed, Setting, SourceTrouble, given
from listening.sources.mailbox_connection import PORTS, Account, signed_in
from listening.sources.newsletter_reading import HEADERS, Head, Part, read_head, readable_part, unpacked

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "mailbox", gettext_lazy("Mailbox for newsletters and alerts"), Channel.EMAIL
SETTINGS = (
    Setting("host", gettext_lazy("Mail server (IMAP)"), gettext_lazy("Such as imap.example.org")),
    Setting("port", gettext_lazy("Port"), gettext_lazy("Leave empty for the usual one."), required=False),
    Setting("security", gettext_lazy("Security"), gettext_lazy("“tls” or “starttls”; never without."), "tls"),
    Setting("user", gettext_lazy("User name")),
    Setting("password", gettext_lazy("Password"), gettext_lazy("An app password where they exist."), secret=True),
    Setting("folder", gettext_lazy("Folder"), gettext_lazy("Only this one is read."), "INBOX"),
)
MOST = 100  # messages in one visit
AT_ONCE = 20
FIRST_DAYS = timedelta(days=30)  # back from now, when a folder is read for the first time
LARGEST_HEAD, LARGEST_TEXT = 64 * 1024, 512 * 1024  # bytes that are fetched of one message
HEAD = f"BODY.PEEK[HEADER.FIELDS ({' '.join(HEADERS)})]<0.{LARGEST_HEAD}>"
SOON = timedelta(minutes=1)  # where there is more than one visit reads


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["security"] = given.one_of("security", tidy["security"].lower(), tuple(PORTS))
    if "/" in tidy["host"] or "@" in tidy["host"] or " " in tidy["host"]:
        raise Refusal(host=_("Give the server's name alone, such as imap.example.org."))
    if tidy["port"]:
        tidy["port"] = str(int(given.number("port", tidy["port"], least=1, most=65535)))
    return tidy


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    settings = source.settings
    password = source.secret("password")
    if not password:
        raise SourceTrouble(_("Enter the password of the mailbox."), needs_care=True)
    port = int(settings.get("port") or 0)
    account = Account(settings["host"], settings["user"], password, port, settings.get("security") or "tls")
    with signed_in(account) as client:
        state = _examined(client, settings["folder"], dict(source.state or {}))
        numbers = _new(client, state, as_of)
        posts, unread = _read(client, numbers[:MOST])
    state["uid"] = max([int(state.get("uid") or 0), *numbers[:MOST]])
    return Fetched(
        posts=posts,
        state=state,
        next_check_at=as_of + SOON if len(numbers) > MOST else None,
        health=ngettext("%(count)s message could not be read.", "%(count)s messages could not be read.", unread)
        % {"count": unread}
        if unread
        else "",
    )


def _examined(client: IMAPClient, folder: str, state: dict[str, Any]) -> dict[str, Any]:
    """The state as it holds for this folder: with another UIDVALIDITY all its numbers mean something else, and what
    is read again is told by its Message-ID."""
    try:
        told = client.select_folder(folder, readonly=True)
    except IMAPClientError as error:
        sentence = _("There is no folder “%(folder)s” in that mailbox; choose another.") % {"folder": folder}
        raise SourceTrouble(sentence, needs_care=True) from error
    validity = int(told.get(b"UIDVALIDITY", 0))
    return state if state.get("validity") == validity else {"validity": validity}


def _new(client: IMAPClient, state: Mapping[str, Any], as_of: datetime) -> list[int]:
    """Numbers of the messages that came since, oldest first. `n:*` always finds the last one, so it is looked at."""
    if last := int(state.get("uid") or 0):
        return sorted(number for number in client.search(["UID", f"{last + 1}:*"]) if number > last)
    return sorted(client.search(["SINCE", (as_of - FIRST_DAYS).date()]))


def _read(client: IMAPClient, numbers: list[int]) -> tuple[list[Observed], int]:
    """The messages, and how many of them could not be read."""
    posts: list[Observed] = []
    for start in range(0, len(numbers), AT_ONCE):
        told = client.fetch(numbers[start : start + AT_ONCE], [HEAD, "BODYSTRUCTURE", "INTERNALDATE"])
        found = (_message(client, number, told.get(number) or {}) for number in numbers[start : start + AT_ONCE])
        posts.extend(filter(None, found))
    return posts, len(numbers) - len(posts)


def _message(client: IMAPClient, number: int, told: Mapping[bytes, Any]) -> Observed | None:
    raw = next((value for key, value in told.items() if key.startswith(b"BODY[HEADER")), None)
    if not isinstance(raw, bytes):
        return None  # gone since, or the server does not say
    head, part = read_head(raw), readable_part(told.get(b"BODYSTRUCTURE"))
    text = _text(client, number, part) if part else ""
    sent_at = head.sent_at or _arrived(told)
    return Observed(
        native_id=_identity(head, sent_at),
        author=Address(Channel.EMAIL, head.sender) if head.sender else None,
        also=(Address(Channel.NEWSLETTER, head.list_id),) if "." in head.list_id else (),
        author_name=head.sender_name,
        url=head.archived_at,
        title=head.subject,
        html=text if part and part.subtype == "html" else "",
        text=text if part and part.subtype == "plain" else "",
        languages=(head.language,) if head.language else (),
        published_at=sent_at,
    )


def _text(client: IMAPClient, number: int, part: Part) -> str:
    wanted = f"BODY.PEEK[{part.number}]<0.{LARGEST_TEXT}>"
    told = client.fetch([number], [wanted]).get(number) or {}
    raw = next((value for key, value in told.items() if key.startswith(b"BODY[")), b"")
    return unpacked(raw, part) if isinstance(raw, bytes) else ""


def _identity(head: Head, sent_at: datetime | None) -> str:
    """The Message-ID: the same in whichever mailbox it arrives. Without one, what else tells messages apart."""
    if head.message_id:
        return head.message_id
    told = "\n".join([head.sender, head.list_id, head.subject, sent_at.isoformat() if sent_at else ""])
    return f"no-id:{hashlib.sha256(told.encode()).hexdigest()}"


def _arrived(told: Mapping[bytes, Any]) -> datetime | None:
    """imapclient gives local time without a zone."""
    when = told.get(b"INTERNALDATE")
    return when.astimezone(UTC) if isinstance(when, datetime) else None
