"""Somebody as read, made into somebody as kept: every field checked, every address normalised.

A row with one wrong field is refused whole, with a sentence for each: nothing is half-written, and the file
of refused rows is there to mend them.
"""

import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from crm.channels import Channel
from crm.handles import HandleError, normalise
from crm.importing.encoding import is_broken
from crm.importing.record import ImportedContact, Refused
from crm.models.contacts import HandleStatus

LONGEST = {
    "name": 300,
    "organization": 300,
    "title": 300,
    "location": 300,
    "timezone": 64,
    "language": 35,
    "notes": 20_000,
    "external_id": 300,
    "origin": 300,
}
LONGEST_TAG = 100
# Looked up for every address of every row: an enumeration's `values` are made anew each time.
_LABELS = {channel.value: str(channel.label) for channel in Channel}
_STATUSES = frozenset(HandleStatus.values)
MOST_TAGS = MOST_HANDLES = 200


def check(contact: ImportedContact, region: str | None = None) -> dict[str, Any] | Refused:
    """What the job keeps of a row (ImportRow.data), or why it is refused.

    `region` is where phone numbers without a country code belong; None means unknown.
    """
    wrong: list[str] = []
    contact = _trimmed(contact)
    wrong += _wrong_texts(contact)
    wrong += _wrong_tags(contact.tags)
    handles = _handles(contact, region, wrong.append)
    if not contact.name:
        wrong.append("Name: give a name or an address.")
    if wrong:
        return Refused(contact.row, as_cells(contact), " ".join(wrong))
    return {
        **{field: getattr(contact, field) for field in LONGEST},
        "tags": list(contact.tags),
        "collected_on": _written(contact.collected_on),
        "last_contacted_on": _written(contact.last_contacted_on),
        "handles": handles,
        # Called by an address or nothing better, they can be anybody who has it.
        "nameless": any(handle["value"] == contact.name for handle in handles),
    }


def fingerprint_of(data: dict[str, Any]) -> str:
    """The same for the same row loaded again; somebody without an address is known again by nothing else."""
    lasting = {field: value for field, value in data.items() if field not in {"last_contacted_on", "collected_on"}}
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:32]


def as_cells(contact: ImportedContact) -> dict[str, str]:
    """The contact under headers that the reader of tables knows, to be mended and loaded again."""
    cells = {field.replace("_", " ").capitalize(): getattr(contact, field) for field in LONGEST}
    cells["Tags"] = "; ".join(contact.tags)
    cells["Collected on"] = _written(contact.collected_on) or ""
    cells["Last contacted on"] = _written(contact.last_contacted_on) or ""
    for handle in contact.handles:
        desk = handle.shared and handle.channel in {"email", "phone"}
        title = f"Shared {handle.channel}" if desk else handle.channel.capitalize()
        cells[title] = f"{cells[title]} ::: {handle.value}" if title in cells else handle.value
    return {title: cell[:100_000].replace("\0", "") for title, cell in cells.items() if cell}


def _trimmed(contact: ImportedContact) -> ImportedContact:
    single: dict[str, Any] = {field: " ".join(getattr(contact, field).split()) for field in LONGEST if field != "notes"}
    tags = tuple(dict.fromkeys(" ".join(tag.split()) for tag in contact.tags if tag.strip()))
    return replace(contact, **single, notes=contact.notes.strip(), tags=tags)


def _wrong_texts(contact: ImportedContact) -> Iterator[str]:
    for field, longest in LONGEST.items():
        text, label = getattr(contact, field), field.replace("_", " ").capitalize()
        if len(text) > longest:
            yield f"{label} has more than {longest:,} characters; shorten it."
        elif "\0" in text or is_broken(text):
            yield f"{label} holds a NUL byte or broken characters; take them out."
    if contact.timezone and contact.timezone not in _time_zones():
        yield f"Timezone: “{contact.timezone[:40]}” is no time zone; give one like Europe/Berlin."


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # reads a folder


def _wrong_tags(tags: tuple[str, ...]) -> Iterator[str]:
    if len(tags) > MOST_TAGS:
        yield f"Tags: there are more than {MOST_TAGS}; take some out."
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            yield f"Tags: “{tag[:40]}…” has more than {LONGEST_TAG} characters; shorten it."
        elif "\0" in tag or is_broken(tag):
            yield "Tags hold a NUL byte or broken characters; take them out."


def _handles(contact: ImportedContact, region: str | None, wrong: Callable[[str], None]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    if len(contact.handles) > MOST_HANDLES:
        wrong(f"Handles: there are more than {MOST_HANDLES}; take some out.")
        return []
    for handle in contact.handles:
        label = _LABELS.get(handle.channel, "Channel")
        if handle.status not in _STATUSES:
            wrong(f"{label}: the status must be current, former or bounced.")
            continue
        try:
            known = normalise(handle.channel, handle.value, region=region)
        except HandleError as error:
            wrong(f"{label}: {error}")
            continue
        kept = {"channel": known.channel, "value": known.value, "key": known.key}
        found.setdefault((known.channel, known.key), kept | {"shared": handle.shared, "status": handle.status})
    return list(found.values())


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
