"""Bytes of mail as text. Mail in the wild breaks every rule there is, so nothing here raises: what cannot be read is
left out, or stands as the sign for what cannot be read."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import parsedate_to_datetime

_UNDECLARED = {"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", ""}
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
LONGEST_LINE = 1000


def one_line(text: str) -> str:
    """A header's value: encoded words read, folds and control characters taken out."""
    if "=?" not in text and text.isascii() and text.isprintable():
        return " ".join(text.split())[:LONGEST_LINE]
    try:
        pieces = decode_header(text)
    except (binascii.Error, ValueError):
        pieces = [(text, None)]
    joined = "".join(piece if isinstance(piece, str) else _as_text(piece, charset) for piece, charset in pieces)
    visible = "".join(c if c.isprintable() else " " for c in joined)
    return " ".join(visible.split())[:LONGEST_LINE]


def moment_of(text: str) -> datetime | None:
    """A Date header, in UTC; None for what is no date."""
    try:
        told = parsedate_to_datetime(text)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def unpacked(raw: bytes, encoding: str) -> bytes:
    """A body out of its transfer encoding; also one that was cut, or has foreign characters in it."""
    if encoding == "base64":
        clean = _NOT_BASE64.sub(b"", raw)
        return base64.b64decode(clean[: len(clean) // 4 * 4])
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def text_of(raw: bytes, charset: str) -> str:
    """In the charset it claims, if that fits, else in the likeliest."""
    for name in ("utf-8",) if charset.lower() in _UNDECLARED else (charset, "utf-8"):
        try:
            return raw.decode(name).replace("\x00", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", errors="replace").replace("\x00", "")


def _as_text(piece: bytes, charset: str | None) -> str:
    for name in filter(None, (charset, "utf-8", "cp1252")):
        try:
            return piece.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return piece.decode("latin-1")
