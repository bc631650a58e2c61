"""Messages from an open folder, in two goes: the headers of all, then the readable parts of those that are wanted.
Attachments are never asked for, whatever their size."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient

from crm.correspondence.bodies import LARGEST_TEXT, bounced, from_html, parts_of
from crm.correspondence.heads import LARGEST_HEAD, Head
from crm.correspondence.incoming import Body, Incoming
from listening.sources.newsletter_reading import Part, text_parts, unpacked

AT_ONCE = 100
MOST_PARTS = 10  # of one message
LARGEST_REPORT = 128 * 1024
HEAD = f"BODY.PEEK[HEADER]<0.{LARGEST_HEAD}>"
_FLAGS = {b"\\draft": "draft", b"\\deleted": "trash", b"$junk": "junk"}


def heads(client: IMAPClient, numbers: Sequence[int], folder: str) -> list[Incoming]:
    """What is gone meanwhile is left out."""
    wanted = [HEAD, "INTERNALDATE", "FLAGS"]
    if client.has_capability("X-GM-EXT-1"):
        wanted.append("X-GM-LABELS")
    told = client.fetch(numbers, wanted)
    found = []
    for number in numbers:
        answer = told.get(number) or {}
        raw = _literal(answer, b"BODY[HEADER")
        if raw is not None:
            found.append(
                Incoming(
                    head=Head(raw),
                    number=number,
                    folder=folder,
                    labels=_labels(answer),
                    arrived_at=_arrived(answer),
                )
            )
    return found


def body(client: IMAPClient, number: int) -> Body:
    """Its own readable text; empty where it has none."""
    structure = (client.fetch([number], ["BODYSTRUCTURE"]).get(number) or {}).get(b"BODYSTRUCTURE")
    parts = text_parts(structure)
    plain = [part for part in parts if part.subtype == "plain"][:MOST_PARTS]
    text = "\n\n".join(filter(str.strip, (_text(client, number, part) for part in plain)))
    if not text and (html := next((part for part in parts if part.subtype == "html"), None)):
        text = from_html(_text(client, number, html))
    return Body(text=text)


def report(client: IMAPClient, number: int, own: frozenset[str]) -> list[str]:
    """Addresses that a report of non-delivery says are no more."""
    return bounced(parts_of(beginning(client, number)), own)


def beginning(client: IMAPClient, number: int) -> bytes:
    """Of the whole message, so far as is worth reading; empty where it is gone."""
    told = client.fetch([number], [f"BODY.PEEK[]<0.{LARGEST_REPORT}>"]).get(number) or {}
    return _literal(told, b"BODY[") or b""


def _text(client: IMAPClient, number: int, part: Part) -> str:
    told = client.fetch([number], [f"BODY.PEEK[{part.number}]<0.{LARGEST_TEXT}>"]).get(number) or {}
    raw = _literal(told, b"BODY[")
    return unpacked(raw, part) if raw else ""


def _literal(told: Mapping[bytes, Any], name: bytes) -> bytes | None:
    return next((value for key, value in told.items() if key.startswith(name) and isinstance(value, bytes)), None)


def _labels(told: Mapping[bytes, Any]) -> frozenset[str]:
    """Flags, keywords and a web mailer's labels, in small letters."""
    flags = [flag for flag in told.get(b"FLAGS", ()) if isinstance(flag, bytes)]
    named = {_FLAGS.get(flag.lower(), flag.decode("utf-8", "replace").casefold()) for flag in flags}
    labels = [label for label in told.get(b"X-GM-LABELS", ()) if isinstance(label, bytes)]
    return frozenset(named | {label.decode("utf-8", "replace").lstrip("\\").casefold() for label in labels})


def _arrived(told: Mapping[bytes, Any]) -> datetime | None:
    """imapclient gives local time without a zone."""
    when = told.get(b"INTERNALDATE")
    return when.astimezone(UTC) if isinstance(when, datetime) else None


__all__ = ["AT_ONCE", "beginning", "body", "heads", "report"]
