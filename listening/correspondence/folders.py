"""Which folders of a mailbox are read, and how far each is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from crm.correspondence.folder_names import SENT
from crm.models import Mailbox, MailFolder
from listening.sources import SourceTrouble

Listed = Sequence[tuple[tuple[bytes, ...], bytes, str]]  # as imapclient lists folders: flags, delimiter, name
_CLOSED = frozenset({b"\\noselect", b"\\nonexistent"})


def folders_of(mailbox: Mailbox, listed: Listed) -> list[str]:
    """Those that were chosen, else the inbox and what was sent, as the server marks it or as it is usually called."""
    open_ones = [(flags, delimiter, name) for flags, delimiter, name in listed if not _CLOSED & set(_lower(flags))]
    names = [name for _flags, _delimiter, name in open_ones]
    if mailbox.folders:
        if missing := [name for name in mailbox.folders if name not in names and not _was_read(mailbox, name)]:
            sentence = _("There is no folder “%(folder)s” in that mailbox; choose another.")
            raise SourceTrouble(sentence % {"folder": missing[0]}, needs_care=True)
        return [name for name in mailbox.folders if name in names]
    marked = [name for flags, _delimiter, name in open_ones if b"\\sent" in _lower(flags)]
    called = [name for _flags, delimiter, name in open_ones if _last(name, delimiter) in SENT]
    return [name for name in names if name.upper() == "INBOX"] + (marked or called)


def examined(mailbox: Mailbox, client: IMAPClient, name: str, names: Sequence[str]) -> MailFolder:
    """The folder opened for reading alone, and how far it is read. One that was renamed goes on where it stood; one
    whose numbers mean something else now is begun anew, and what is known is told by its identity."""
    try:
        told = client.select_folder(name, readonly=True)
    except IMAPClientAbortError:
        raise  # of the line, not of the folder
    except IMAPClientError as error:
        sentence = _("The folder “%(folder)s” cannot be opened: %(why)s") % {"folder": name, "why": str(error)[:200]}
        raise SourceTrouble(sentence, needs_care=True) from error
    validity = int(told.get(b"UIDVALIDITY", 0))
    read = MailFolder.objects.filter(mailbox=mailbox)
    known = read.filter(name=name).first()
    if known is None and (renamed := read.filter(validity=validity).exclude(name__in=list(names)).first()):
        renamed.name, known = name, renamed
    known = known or MailFolder(mailbox=mailbox, name=name)
    if known.pk is None or known.validity != validity:
        ahead = next_number(client, told)
        known.validity, known.newest, known.oldest = validity, ahead - 1, ahead
    known.save()
    return known


def next_number(client: IMAPClient, told: Mapping[bytes, Any]) -> int:
    """The number that the next message will have."""
    if told.get(b"UIDNEXT"):
        return int(told[b"UIDNEXT"])
    return max(client.search(["ALL"]), default=0) + 1


def _was_read(mailbox: Mailbox, name: str) -> bool:
    """It was there: renamed since, or thrown away; neither is worth stopping for."""
    return MailFolder.objects.filter(mailbox=mailbox, name=name).exists()


def _last(name: str, delimiter: bytes | None) -> str:
    parts = name.split(delimiter.decode("ascii", "replace")) if delimiter else [name]
    return parts[-1].casefold()


def _lower(flags: Sequence[bytes]) -> list[bytes]:
    return [flag.lower() if isinstance(flag, bytes) else str(flag).lower().encode() for flag in flags]
