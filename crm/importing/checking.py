"""Somebody as read, made into somebody as kept: every field checked, every address normalised.

A field that cannot be is left out, with a sentence that names it, and the person stays with all the others.
Somebody without a name or an address that can be is refused: nothing usable is left.
"""

import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from operator import attrgetter
from typing import Any

from crm.channels import Channel
from crm.genuine.kinds import LATE_AFTER_DAYS
from crm.handles import HandleError, normalise
from crm.importing.bases import basis_of
from crm.importing.besides import checked_boundaries, checked_interactions, checked_interests, checked_pitches, possible
from crm.importing.dealings import checked_dealings
from crm.importing.draft import JOINED
from crm.importing.encoding import is_broken
from crm.importing.record import ImportedContact, ImportedHandle, ImportedInteraction, Refused
from crm.models.contacts import HandleStatus, Visibility

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
LONGEST_OTHER = 300
# Looked up for every address of every row: an enumeration's `values` are made anew each time.
_LABELS = {channel.value: str(channel.label) for channel in Channel}
_STATUSES = frozenset(HandleStatus.values)
MOST_TAGS = MOST_HANDLES = 200
_texts_of = attrgetter(*LONGEST)
LAST_CONTACTED = "last-contacted:"

Say = Callable[[str], None]


def check(
    contact: ImportedContact, region: str | None = None, *, as_of: datetime | None = None
) -> dict[str, Any] | Refused:
    """What the job keeps of a row (ImportRow.data), or why it is refused.

    `region` is where phone numbers without a country code belong; None means unknown. `as_of` is the clock, which
    nothing may be ahead of; None means dates are not held against it, and "last contacted" is left aside.

    `interactions`, `boundaries`, `pitches`, `interests`, `asks` and the other lists of dealings.py, `via`,
    `visibility`, `informed_on`, `basis` and `left_out` (a sentence for each field that was wrong) are there only where
    there are any; `whole` only where a blank in an export of ours matters.
    """
    wrong: list[str] = list(contact.left_out)
    data: dict[str, Any] = dict.fromkeys(LONGEST, "")
    for field, text in zip(LONGEST, _texts_of(contact), strict=True):
        if text:
            data[field] = _text(field, text, wrong.append)
    if data["timezone"] and data["timezone"] not in _time_zones():
        wrong.append(f"Timezone: “{data['timezone'][:40]}” is no time zone; give one like Europe/Berlin.")
        data["timezone"] = ""
    data["tags"] = _tags(contact.tags, wrong.append)
    data["collected_on"] = _day("Collected on", contact.collected_on, as_of, wrong.append)
    data["last_contacted_on"] = _day("Last contacted on", contact.last_contacted_on, as_of, wrong.append)
    data["handles"] = handles = _handles(contact.handles, region, wrong.append)
    values = {handle["value"] for handle in handles}
    if not data["name"] or (contact.nameless and data["name"] not in values):
        data["name"] = handles[0]["value"][: LONGEST["name"]] if handles else ""
    if not data["name"]:
        return Refused(contact.row, as_cells(contact), " ".join([*wrong, "Name: give a name or an address."]))
    # Called by an address or nothing better, they can be anybody who has it.
    data["nameless"] = data["name"] in values
    data |= _besides(contact, as_of, wrong.append)
    if contact.whole and not (data["origin"] and data["collected_on"] and (handles or data["external_id"])):
        data["whole"] = True
    if wrong:
        data["left_out"] = " ".join([*wrong, "That was left out."])
    return data


def fingerprint_of(data: dict[str, Any]) -> str:
    """The same for the same row loaded again; somebody without an address is known again by nothing else."""
    lasting = {field: value for field, value in data.items() if field not in _PASSING}
    if "interactions" in lasting:
        lasting["interactions"] = [i for i in data["interactions"] if not i["external_id"].startswith(LAST_CONTACTED)]
    return hashlib.sha256(_in_order(lasting).encode()).hexdigest()[:32]


_in_order = json.JSONEncoder(sort_keys=True).encode
_PASSING = frozenset({"last_contacted_on", "collected_on", "left_out", "whole"})


def as_cells(contact: ImportedContact) -> dict[str, str]:
    """The contact under headers that the reader of tables knows, to be mended and loaded again."""
    cells = {field.replace("_", " ").capitalize(): getattr(contact, field) for field in LONGEST}
    several = len(contact.tags) > 1 or not any(mark in tag for tag in contact.tags for mark in ";,|\n")
    cells["Tags"] = JOINED.join(contact.tags if several else contact.tags * 2)  # what is joined is split nowhere else
    cells["Via"], cells["Visibility"], cells["Basis"] = contact.via, contact.visibility, contact.basis
    for day in ("collected_on", "informed_on", "last_contacted_on"):
        cells[day.replace("_", " ").capitalize()] = str(getattr(contact, day) or "")
    others = []
    for handle in contact.handles:
        desk = handle.shared and handle.channel in {"email", "phone"}
        if handle.status != "current" or (handle.shared and not desk):
            others.append(asdict(handle))
            continue
        title = f"Shared {handle.channel}" if desk else handle.channel.capitalize()
        cells[title] = f"{cells[title]}{JOINED}{handle.value}" if title in cells else handle.value
    # A no goes along, or mending the row would lose it.
    for title, several_of in (
        ("Other handles", others),
        ("Boundaries", contact.boundaries),
        ("Pitches", contact.pitches),
    ):
        cells[title] = json.dumps([_as_object(each) for each in several_of], ensure_ascii=False) if several_of else ""
    return {title: cell[:100_000].replace("\0", "") for title, cell in cells.items() if cell}


def _as_object(record: Any) -> dict[str, Any]:
    parts = record if isinstance(record, dict) else asdict(record)
    return {key: value if isinstance(value, bool) else str(value) for key, value in parts.items() if value}


def _text(field: str, text: str, wrong: Say) -> str:
    """The text without stray blanks; empty if it cannot be. Notes that are too long are cut."""
    if not text:
        return ""
    text = text.strip() if field == "notes" else " ".join(text.split())
    label, longest = field.replace("_", " ").capitalize(), LONGEST.get(field, LONGEST_OTHER)
    if "\0" in text or is_broken(text):
        wrong(f"{label} holds a NUL byte or broken characters; take them out.")
        return ""
    if len(text) <= longest:
        return text
    wrong(f"{label} has more than {longest:,} characters; shorten it.")
    return text[:longest].strip() if field == "notes" else ""


def _day(label: str, day: date | None, as_of: datetime | None, wrong: Say) -> str | None:
    if day is None or possible(day, as_of):
        return day.isoformat() if day else None
    wrong(f"{label}: {day.isoformat()} is long past or in the future.")
    return None


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # reads a folder


def _tags(tags: Iterable[str], wrong: Say) -> list[str]:
    kept: dict[str, None] = {}
    for tag in tags:
        tag = " ".join(tag.split())
        if not tag:
            continue
        if len(tag) > LONGEST_TAG:
            wrong(f"Tags: “{tag[:40]}…” has more than {LONGEST_TAG} characters; shorten it.")
        elif "\0" in tag or is_broken(tag):
            wrong("Tags hold a NUL byte or broken characters; take them out.")
        elif len(kept) < MOST_TAGS:
            kept.setdefault(tag)
        elif tag not in kept:
            wrong(f"Tags: there are more than {MOST_TAGS}; take some out.")
            break
    return list(kept)


def _handles(handles: Iterable[ImportedHandle], region: str | None, wrong: Say) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for handle in handles:
        label = _LABELS.get(handle.channel, "Channel")
        if len(found) >= MOST_HANDLES:
            wrong(f"Handles: there are more than {MOST_HANDLES}; take some out.")
            break
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


def _besides(contact: ImportedContact, as_of: datetime | None, wrong: Say) -> dict[str, Any]:
    exchanges = contact.interactions
    if contact.last_contacted_on and (last := _last_contacted(contact.last_contacted_on, as_of, wrong)):
        exchanges = (*exchanges, last)
    besides: dict[str, Any] = {}
    if exchanges and (interactions := checked_interactions(exchanges, as_of, wrong)):
        besides["interactions"] = interactions
    if via := _text("via", contact.via, wrong):
        besides["via"] = via
    if contact.visibility.casefold() == Visibility.PRIVATE:
        besides["visibility"] = Visibility.PRIVATE.value
    if informed_on := _day("Informed on", contact.informed_on, as_of, wrong):
        besides["informed_on"] = informed_on
    if basis := basis_of(contact.basis, wrong):
        besides["basis"] = basis
    if contact.boundaries:
        besides["boundaries"] = checked_boundaries(contact.boundaries, as_of)
    if contact.pitches:
        besides["pitches"] = checked_pitches(contact.pitches, as_of)
    if contact.dealings and (dealings := checked_dealings(contact.dealings, as_of, wrong)):
        if pitches := dealings.pop("pitches", []):
            besides["pitches"] = [*besides.get("pitches", ()), *pitches]
        besides |= dealings
    if contact.interests and (interests := checked_interests(contact.interests, as_of, wrong)):
        besides["interests"] = interests
    return besides


def _last_contacted(day: date, as_of: datetime | None, wrong: Say) -> ImportedInteraction | None:
    """A "last contacted" column covers nothing but `known`: an exchange without words, entered late, is just that.
    None while it is so young that it would count as if somebody had written it down at once."""
    if as_of is None or not possible(day, as_of):
        return None
    if (as_of.date() - day).days <= LATE_AFTER_DAYS + 1:
        wrong(f"Last contacted on: {day.isoformat()} is so recent that you know what was said; log it with them.")
        return None
    return ImportedInteraction(
        channel=Channel.OTHER.value,
        direction="outbound",
        kind="message",
        occurred_at=datetime.combine(day, time(12), UTC),
        external_id=f"{LAST_CONTACTED}{day.isoformat()}",
    )
