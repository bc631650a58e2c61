"""vCard 4.0 (RFC 6350). What a card has no word for stands in X-properties that our own import reads."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crm.exporting.record import one_object
from crm.exporting.selection import Chosen
from crm.exporting.stream import BLOCK, copied_rows
from crm.handles import profile_link
from crm.models.contacts import Visibility

FOLDED_AT = 75  # bytes a line, as the standard wants it
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_PLAIN = {
    "title": "TITLE",
    "timezone": "TZ",
    "language": "LANG",
    "notes": "NOTE",
    "external_id": "UID",
    "location": "X-LISTENLARGE-LOCATION",
    "origin": "X-LISTENLARGE-ORIGIN",
    "collected_on": "X-LISTENLARGE-COLLECTED-ON",
    "informed_on": "X-LISTENLARGE-INFORMED-ON",
    "basis": "X-LISTENLARGE-BASIS",
    "via": "X-LISTENLARGE-VIA",
}
WHOLE = "X-LISTENLARGE-WHOLE:1"  # everything is said: what is blank was blank
_PROPERTIES = {"email": "EMAIL", "phone": "TEL", "website": "URL"}


def vcard_file(chosen: Chosen) -> Iterator[bytes]:
    cards: list[bytes] = []
    size = 0
    for (record,) in copied_rows(chosen, chosen.select(one_object(sensitive=chosen.sensitive))):
        cards.append(card(json.loads(record or "{}")))
        size += len(cards[-1])
        if size >= BLOCK:
            yield b"".join(cards)
            cards, size = [], 0
    yield b"".join(cards)


def card(contact: Mapping[str, Any]) -> bytes:
    lines = ["BEGIN:VCARD", "VERSION:4.0", WHOLE, f"FN:{_text(contact['name'])}"]
    if contact["organization"]:
        lines.append(f"ORG:{_text(contact['organization'])}")
    lines += [f"{name}:{_text(contact[field])}" for field, name in _PLAIN.items() if contact[field]]
    if contact.get("visibility") == Visibility.PRIVATE:
        lines.append(f"X-LISTENLARGE-VISIBILITY:{Visibility.PRIVATE.value}")
    if contact["tags"]:
        lines.append(f"CATEGORIES:{','.join(map(_text, contact['tags']))}")
    lines += map(_handle, contact["handles"])
    lines += [f"X-LISTENLARGE-BOUNDARY:{_text(_json(boundary))}" for boundary in contact["boundaries"]]
    lines += [f"X-LISTENLARGE-PITCH:{_text(_json(pitch))}" for pitch in contact["pitches"]]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"]).encode()


def _handle(handle: Mapping[str, Any]) -> str:
    """An address, with what else is known of it as parameters that other programs pass over."""
    channel, value = handle["channel"], handle["value"]
    marks = f";X-CHANNEL={channel}"
    marks += f";X-STATUS={handle['status']}" if handle["status"] != "current" else ""
    marks += ";X-SHARED=1" if handle["shared"] else ""
    if name := _PROPERTIES.get(channel):
        return f"{name}{marks}:{_text(value)}"
    if profile_link(channel, value) or channel == "mastodon":
        return f"SOCIALPROFILE;SERVICE-TYPE={channel}{marks};VALUE=text:{_text(value)}"
    return f"X-LISTENLARGE-HANDLE{marks}:{_text(value)}"


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False)


def _text(value: Any) -> str:
    return str(value).translate(_ESCAPED)


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, broken between characters."""
    if len(line) <= FOLDED_AT // 4 or len(line.encode()) <= FOLDED_AT:
        return line
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > FOLDED_AT - 1:
            parts.append("")
            size = 0
        parts[-1] += character
        size += width
    return "\r\n ".join(parts)
