"""A message's headers: who wrote to whom, when, and what says that a machine did. Pure and bounded.

Of most messages only the addresses are ever looked at, so everything else is read when it is asked for.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, lru_cache

from crm.correspondence.decoding import moment_of, one_line
from crm.handles import HandleError, normalise

LARGEST_HEAD = 64 * 1024  # bytes; what comes after is not read
MOST_ADDRESSES = 200  # read of one message
LONGEST_ID = 480
_FOLD = re.compile(r"\n[ \t]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,300}"|\([^()]{0,300}\)')
# In angle brackets; or bare, and then not a name that looks like an address before the brackets.
_ADDRESS = re.compile(
    r"<\s{0,3}([^<>\s@]{1,64}@[^<>\s@]{1,253})\s{0,3}>|([^\s<>,;:()\"@]{1,64}@[^\s<>,;:()\"@]{1,253})(?![^<,]{0,200}<)"
)
_IDENTITY = re.compile(r"<([^<>\s]{1,998})>")
_FAILED = re.compile(r"\b(?:dmarc|dkim|spf)\s*=\s*(?:fail|permerror)\b", re.IGNORECASE)
_PASSED = re.compile(r"\b(?:dmarc|dkim)\s*=\s*pass\b", re.IGNORECASE)
_WITH_COMMENT = re.compile(r"\([^()]*\)")
_TO = ("to", "cc", "bcc", "resent-to", "resent-cc")
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", *_TO)


class Head:
    """Of one message. Addresses are keys as in crm.handles; "" or None where nothing is said."""

    def __init__(self, raw: bytes) -> None:
        """`raw` begins with the headers and may go on; what is over the limit is not read (`is_cut`)."""
        end, _length = _end_of(raw)
        self.is_cut = end < 0 and len(raw) >= LARGEST_HEAD
        text = raw[: end if end >= 0 else LARGEST_HEAD]
        try:
            told = text.decode("utf-8")
        except UnicodeDecodeError:
            told = text.decode("cp1252", errors="replace")
        if "\r" in told:
            told = told.replace("\r\n", "\n")
        if "\n " in told or "\n\t" in told:
            told = _FOLD.sub(" ", told)
        self.fields: dict[str, list[str]] = {}
        for line in told.split("\n"):
            name, colon, value = line.partition(":")
            if colon and name and " " not in name.rstrip():
                self.fields.setdefault(name.rstrip().lower(), []).append(value.strip())

    def first(self, name: str) -> str:
        return self.fields[name][0] if name in self.fields else ""

    @cached_property
    def sender(self) -> str:
        told = self.fields.get("from", ())
        found = addresses_in(told) or addresses_in(self.fields.get("sender", ())) or addresses_in(map(one_line, told))
        return found[0] if found else ""

    @cached_property
    def recipients(self) -> list[str]:
        """Each once."""
        return addresses_in(value for name in _TO for value in self.fields.get(name, ()))

    @cached_property
    def delivered_to(self) -> list[str]:
        return addresses_in(value for name in _DELIVERED for value in self.fields.get(name, ()))

    @cached_property
    def message_id(self) -> str:
        return next(iter(_identities(self.first("message-id"))), "")

    @cached_property
    def in_reply_to(self) -> str:
        """What it answers, as far as it says."""
        return next(iter(_identities(self.first("in-reply-to"))), "") or (self.references or [""])[-1]

    @cached_property
    def references(self) -> list[str]:
        """From the first of the conversation on."""
        return _identities(self.first("references"))

    @property
    def thread(self) -> str:
        return (self.references or [self.in_reply_to])[0] or self.message_id

    @cached_property
    def subject(self) -> str:
        return one_line(self.first("subject"))

    @cached_property
    def said_at(self) -> datetime | None:
        return moment_of(self.first("date"))

    @cached_property
    def received_at(self) -> datetime | None:
        """When the last server on its way had it: the first of the lines, for each puts its own on top."""
        return moment_of(one_line(self.first("received")).rpartition(";")[2].strip())

    @property
    def labels(self) -> list[str]:
        """As the export of a web mailer and mail programs write them."""
        told = ",".join(one_line(self.first(name)) for name in ("x-gmail-labels", "x-keywords", "keywords"))
        return [label.strip().strip('"').casefold() for label in told.split(",") if label.strip()]

    @property
    def is_private(self) -> bool:
        return self.first("sensitivity").casefold() in ("private", "personal")

    @property
    def is_unproven(self) -> bool:
        """The receiving server (the topmost line) found that it is perhaps not from whom it says; one proof is
        enough."""
        told = _WITH_COMMENT.sub(" ", self.first("authentication-results"))
        return bool(_FAILED.search(told)) and not _PASSED.search(told)

    def pairs(self) -> Iterable[tuple[str, str]]:
        return ((name, value) for name, values in self.fields.items() for value in values)


def body_after(raw: bytes) -> bytes:
    """What follows the headers; empty where they do not end within the limit."""
    end, length = _end_of(raw)
    return raw[end + length :] if end >= 0 else b""


def _end_of(raw: bytes) -> tuple[int, int]:
    """Where the headers' last line ends, and how long that end is with the empty line after it; 0 where there are
    none, -1 where they do not end within the limit."""
    if raw.startswith((b"\n", b"\r\n")):
        return 0, raw.index(b"\n") + 1
    plain = raw.find(b"\n\n", 0, LARGEST_HEAD)  # two plain searches: a pattern for both takes twenty times as long
    of_windows = raw.find(b"\n\r\n", 0, LARGEST_HEAD if plain < 0 else plain)
    return (plain, 2) if of_windows < 0 else (of_windows, 3)


def addresses_in(values: Iterable[str]) -> list[str]:
    """Their keys, each once; what is no address is passed over."""
    found: dict[str, None] = {}
    for value in values:
        plain = _QUOTED.sub(" ", value) if '"' in value or "(" in value else value
        for match in _ADDRESS.finditer(plain):
            if key := address_key(match[1] or match[2]):
                found[key] = None
            if len(found) >= MOST_ADDRESSES:
                return list(found)
    return list(found)


@lru_cache(50_000)
def address_key(address: str) -> str:
    """ "" for what is none."""
    try:
        return normalise("email", address.strip("'.")).key
    except HandleError:
        return ""


def _identities(value: str) -> list[str]:
    found = _IDENTITY.findall(value) if "<" in value else value.split()[:1]
    return [one[:LONGEST_ID] for one in found if one.isprintable()]
