"""Bytes of mail as text. Mail in the wild breaks every rule there is, so nothing here raises: what cannot be read is
left out, or stands as the sign for what cannot be read."""

import base64
import quopri
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNDECLARED = {"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", ""}
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,1000})\?=")
_ENCODED = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*".replace("(", "(?:").replace("(?:?:", "(?:"))
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
LONGEST_LINE = 1000


def one_line(text: str) -> str:
    """A header's value: encoded words read, folds and control characters taken out."""
    if "=?" not in text and text.isascii() and text.isprintable():
        return " ".join(text.split())[:LONGEST_LINE]
    joined = _ENCODED.sub(_read_words, text)
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
        whole = len(clean) // 4 * 4
        rest = clean[whole:] if len(clean) - whole > 1 else b""
        return base64.b64decode(clean[:whole] + rest + b"=" * (-len(rest) % 4))
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def text_of(raw: bytes, charset: str) -> str:
    """In the charset it claims, if that fits, else in the likeliest."""
    for name in ("utf-8",) if charset.lower() in _UNDECLARED else (charset, "utf-8"):
        try:
            return raw.decode(name).replace("\x00", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", errors="replace").replace("\x00", "")


def _read_words(found: "re.Match[str]") -> str:
    """A run of encoded words (RFC 2047): those of one charset together, for a character may begin in one and end in
    the next. What cannot be read stays as it stands."""
    pieces: list[tuple[str, bytes]] = []
    for charset, encoding, said in _WORD.findall(found.group()):
        charset = charset.partition("*")[0].lower()  # RFC 2231 adds a language
        raw = said.encode("utf-8", "replace")
        read = unpacked(raw, "base64") if encoding in "bB" else quopri.decodestring(raw, header=True)
        if pieces and pieces[-1][0] == charset:
            read = pieces.pop()[1] + read
        pieces.append((charset, read))
    return "".join(text_of(read, charset) for charset, read in pieces)
