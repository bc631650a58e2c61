"""What a mail says, from the pieces that were fetched of it: who, when, which list, and its one readable part.

Pure. Mail in the wild breaks every rule there is, so nothing here raises: what cannot be read is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Any

from crm.correspondence.decoding import moment_of, one_line, text_of
from crm.correspondence.decoding import unpacked as out_of

HEADERS = ("FROM", "SENDER", "SUBJECT", "DATE", "MESSAGE-ID", "LIST-ID", "ARCHIVED-AT", "CONTENT-LANGUAGE")
DEEPEST = 20  # parts within parts


@dataclass(frozen=True)
class Head:
    message_id: str  # without brackets; "" where there is none
    sender: str  # address in small letters, "" where there is none
    sender_name: str
    list_id: str  # such as "weekly.example.org", "" where it is no list
    subject: str
    sent_at: datetime | None
    archived_at: str  # where the public can read it, "" where nobody says
    language: str


@dataclass(frozen=True)
class Part:
    """One readable part of a message: its number for IMAP, such as “1.2”, and how it is packed."""

    number: str
    subtype: str  # "html" or "plain"
    charset: str
    encoding: str


def read_head(raw: bytes) -> Head:
    message = BytesHeaderParser().parsebytes(raw)

    def field(name: str) -> str:
        return one_line(str(message.get(name) or ""))

    name, address = _first_address(message.get("From") or message.get("Sender"))
    listed = re.search(r"<([^<>]+)>", field("List-Id"))
    archived = re.search(r"https?://[^\s<>]+", field("Archived-At"))
    return Head(
        message_id=field("Message-ID").strip().strip("<>").strip()[:500],
        sender=address,
        sender_name=name,
        list_id=(listed[1] if listed else field("List-Id")).strip().lower()[:200],
        subject=field("Subject"),
        sent_at=moment_of(field("Date")),
        archived_at=archived[0] if archived else "",
        language=field("Content-Language").partition(",")[0].strip()[:35],
    )


def readable_part(structure: Any) -> Part | None:
    """The part to read, of a BODYSTRUCTURE as imapclient gives it: HTML before plain text, for the plain half of a
    newsletter is often only a link to the other. Attachments never. None when there is nothing to read."""
    found = text_parts(structure)
    return next((part for part in found if part.subtype == "html"), found[0] if found else None)


def text_parts(structure: Any) -> list[Part]:
    """Every part of a BODYSTRUCTURE that is meant to be read, in order."""
    return list(_texts(structure, "", 0))


def unpacked(raw: bytes, part: Part) -> str:
    """The text of a part, as much of it as was fetched; bad bytes become the sign for what cannot be read."""
    return text_of(out_of(raw, part.encoding), part.charset)


def _texts(structure: Any, number: str, depth: int) -> Iterator[Part]:
    if not isinstance(structure, tuple | list) or not structure or depth > DEEPEST:
        return
    if isinstance(structure[0], list | tuple):  # several parts: a list of them, then the kind
        parts = structure[0] if isinstance(structure[0], list) else [p for p in structure if isinstance(p, tuple)]
        for place, inner in enumerate(parts, 1):
            yield from _texts(inner, f"{number}.{place}" if number else str(place), depth + 1)
        return
    if len(structure) < 6 or _word(structure[0]) != "text" or _attached(structure):
        return
    subtype = _word(structure[1])
    if subtype in ("html", "plain"):
        yield Part(number or "1", subtype, _parameter(structure[2], "charset") or "utf-8", _word(structure[5]))


def _attached(structure: Any) -> bool:
    """Whether the sender meant it as a file: by its disposition, wherever the server puts it, or by a name."""
    marked = any(isinstance(x, tuple) and x and _word(x[0]) == "attachment" for x in structure[8:])
    return marked or bool(_parameter(structure[2], "name"))


def _parameter(pairs: Any, name: str) -> str:
    flat = list(pairs) if isinstance(pairs, tuple | list) else []
    return next((_word(v) for k, v in zip(flat[::2], flat[1::2], strict=False) if _word(k) == name), "")


def _word(value: Any) -> str:
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else str(value or "").lower()


def _first_address(value: Any) -> tuple[str, str]:
    try:
        found = getaddresses([str(value or "")])
    except (ValueError, IndexError, AttributeError):
        found = []
    name, address = next(((n, a) for n, a in found if "@" in a), ("", ""))
    return one_line(name), address.strip().lower()[:320]
