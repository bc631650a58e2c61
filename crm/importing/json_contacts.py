"""Contacts as JSON: an array, or a line each, of the shape the API and our own exports have, or of flat objects
whose keys we know as headers."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from crm.handles import guess
from crm.importing.brought import Brought, Question
from crm.importing.columns import FIELDS, field_of
from crm.importing.dates import day_of, moment_of
from crm.importing.draft import Draft
from crm.importing.encoding import is_broken, legible, open_text
from crm.importing.jsontext import (
    ARRAYS,
    Entry,
    entries_in_array,
    entries_in_lines,
    is_lines,
    looks_like_json,
)
from crm.importing.record import ImportedBoundary, ImportedInteraction, ImportedPitch, Record, Refused, Unreadable

_OURS = frozenset({"handles", "interactions", "boundaries", "pitches"})
_MOST_ITEMS = 20_000


class JsonContacts:
    NAME = "json"
    LABEL = "JSON"

    def recognises(self, brought: Brought) -> bool:
        return looks_like_json(brought.sample)

    def count(self, brought: Brought) -> int | None:
        if not is_lines(brought.sample):
            return None
        with open_text(brought.path, brought.encoding.name) as file:
            return sum(1 for _ in iter(lambda: file.readline(1024 * 1024), ""))

    def questions(self, brought: Brought) -> list[Question]:
        return []

    def read(self, brought: Brought) -> Iterator[Record]:
        """Everybody in the file; keys we do not know are passed over. Raises Unreadable if there is no array."""
        lines = is_lines(brought.sample)
        mapping = {key.strip().casefold(): field for key, field in brought.mapping.items()}
        nobody = True
        with open_text(brought.path, brought.encoding.name) as file:
            for entry in entries_in_lines(file) if lines else entries_in_array(file):
                nobody = False
                yield _record(entry, mapping)
        if nobody and not lines and not brought.sample.lstrip().startswith("["):
            raise Unreadable(
                f"The JSON holds no list of contacts; name it {', '.join(sorted(ARRAYS))}, or bring it alone."
            )


def _record(entry: Entry, mapping: Mapping[str, str]) -> Record:
    problem = entry.problem
    if not problem and not isinstance(entry.value, dict):
        problem = "The entry is no object; each contact has to be one."
    if not problem and is_broken(entry.text):
        problem = "The entry is written in another encoding than the rest of the file; save the file as UTF-8."
    if problem:
        return Refused(entry.number, {"JSON": legible(entry.text)[:20_000]}, problem)
    contact = _draft(entry.number, entry.value, mapping).finish()
    if contact.name:
        return contact
    return Refused(entry.number, {"JSON": legible(entry.text)[:20_000]}, "The entry has neither a name nor an address.")


def _draft(number: int, data: dict[str, Any], mapping: Mapping[str, str]) -> Draft:
    draft = Draft(number)
    for key, value in data.items():
        chosen = mapping.get(key.strip().casefold())
        if key in _OURS and chosen is None:
            continue
        field = chosen if chosen is not None else key if key in FIELDS else field_of(key)
        if field:
            _add(draft, field, key, value)
    for handle in _items(data, "handles"):
        _add_handle(draft, handle)
    draft.interactions += filter(None, map(_interaction, _items(data, "interactions")))
    draft.boundaries += map(_boundary, _items(data, "boundaries"))
    draft.pitches += map(_pitch, _items(data, "pitches"))
    return draft


def _add(draft: Draft, field: str, key: str, value: Any) -> None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("value")
    for each in value[:_MOST_ITEMS] if isinstance(value, list) else [value]:
        if isinstance(each, (dict, list)):
            draft.leave_out(f"{key[:40]}: it is nested; give a text or a list of texts.")
            return
        if each in (None, "", False):
            continue
        if field == "tags" and isinstance(value, list):
            draft.add_tag(_text(each))  # a tag of its own, commas and all
        else:
            draft.add(field, _text(each))


def _add_handle(draft: Draft, handle: Any) -> None:
    if isinstance(handle, dict):
        value, channel, status = (_text(handle.get(key)) for key in ("value", "channel", "status"))
        draft.add_handle(channel, value, shared=handle.get("shared") is True, status=status or "current")
    elif text := _text(handle).strip():
        found = guess(text)
        draft.add_handle(found.channel if found else "other", text)


def _interaction(data: Any) -> ImportedInteraction | None:
    """None for one that holds no moment: it did not happen at any time."""
    if not isinstance(data, dict) or (at := _moment(data.get("occurred_at"))) is None:
        return None
    return ImportedInteraction(
        channel=_text(data.get("channel")),
        direction=_text(data.get("direction")),
        kind=_text(data.get("kind")),
        occurred_at=at,
        external_id=_text(data.get("external_id")) or _identity(data),
        text=_text(data.get("text")),
        url=_text(data.get("url")),
        automated=data.get("automated") is True,
    )


def _boundary(data: Any) -> ImportedBoundary:
    """Whatever it is written like, it is a no."""
    data = data if isinstance(data, dict) else {"note": data}
    named = {key: _name(data.get(key)) for key in ("client", "topic", "campaign")}
    return ImportedBoundary(
        origin=_text(data.get("origin")),
        note=_text(data.get("note")),
        scope=_text(data.get("scope")) or "everything",
        channel=_text(data.get("channel")),
        since=_day(data.get("since") or data.get("created_at")),
        until=_day(data.get("until")),
        **named,
    )


def _pitch(data: Any) -> ImportedPitch:
    data = data if isinstance(data, dict) else {"note": data}
    return ImportedPitch(
        pitched_on=_day(data.get("pitched_on")), note=_text(data.get("note")), text=_text(data.get("text"))
    )


def _items(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value[:_MOST_ITEMS] if isinstance(value, list) else [value] if value else []


def _name(value: Any) -> str:
    """A thing's name; a bare number is an identifier of another database and says nothing."""
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    try:
        return str(value)
    except ValueError:  # a number with thousands of digits
        return ""


def _day(value: Any) -> date | None:
    return day_of(value) if isinstance(value, str) else None


def _moment(value: Any) -> datetime | None:
    return moment_of(value) if isinstance(value, str) else None


def _identity(data: dict[str, Any]) -> str:
    same = [_text(data.get(key)) for key in ("channel", "direction", "kind", "occurred_at", "text", "url")]
    return "json:" + hashlib.sha256(json.dumps(same).encode()).hexdigest()[:40]
