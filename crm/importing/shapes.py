"""Handles, exchanges, boundaries and pitches in the shape our API and our own exports write them in JSON."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from crm.handles import guess
from crm.importing.dates import day_of, moment_of
from crm.importing.record import (
    ImportedBoundary,
    ImportedHandle,
    ImportedInteraction,
    ImportedInterest,
    ImportedPitch,
)

MOST_ITEMS = 20_000


def handle_from(data: Any) -> ImportedHandle | None:
    """An object with its channel, or a bare address whose channel is guessed; None for nothing."""
    if isinstance(data, dict):
        value, channel, status = (text_of(data.get(key)) for key in ("value", "channel", "status"))
        return ImportedHandle(channel, value, data.get("shared") is True, status or "current") if value else None
    text = text_of(data).strip()
    found = guess(text) if text else None
    return ImportedHandle(found.channel if found else "other", text) if text else None


def interaction_from(data: Any, place: int | None = None) -> ImportedInteraction | None:
    """None for one that holds no moment: it did not happen at any time. `place` is where it stands in its list."""
    at = _moment(data.get("occurred_at")) if isinstance(data, dict) else None
    if at is None:
        return None
    same = [text_of(data.get(key)) for key in ("channel", "direction", "kind", "occurred_at", "text", "url")]
    return ImportedInteraction(
        channel=text_of(data.get("channel")),
        direction=text_of(data.get("direction")),
        kind=text_of(data.get("kind")),
        occurred_at=at,
        external_id=text_of(data.get("external_id"))
        or f"json:{hashlib.sha256(json.dumps(same).encode()).hexdigest()[:40]}",
        text=text_of(data.get("text")),
        url=text_of(data.get("url")),
        automated=data.get("automated") is True,
        staff=email_of(data.get("staff")),
        topics=tuple(filter(None, map(_name, items_of(data.get("topics"))))),
        introduces=email_of(data.get("introduces")),
        needs_answer=given if isinstance(given := data.get("needs_answer"), bool) else None,
        refusal=data.get("refusal") is True,
        promotional=data.get("promotional") is True,
        late=data.get("late") is True,
        place=place,
        answers=place_of(data.get("answers")),
    )


def boundary_from(data: Any) -> ImportedBoundary:
    """Whatever it is written like, it is a no."""
    data = data if isinstance(data, dict) else {"note": data}
    return ImportedBoundary(
        origin=text_of(data.get("origin")),
        note=text_of(data.get("note")),
        scope=text_of(data.get("scope")) or "everything",
        channel=text_of(data.get("channel")),
        since=_day(data.get("since") or data.get("created_at")),
        client=_name(data.get("client")),
        topic=_name(data.get("topic")),
        campaign=_name(data.get("campaign")),
        until=_day(data.get("until")),
    )


def pitch_from(data: Any) -> ImportedPitch:
    """Whatever it is written like, they were asked."""
    data = data if isinstance(data, dict) else {"note": data}
    return ImportedPitch(
        pitched_on=_day(data.get("pitched_on")), note=text_of(data.get("note")), text=text_of(data.get("text"))
    )


def interest_from(data: Mapping[str, Any]) -> ImportedInterest:
    return ImportedInterest(
        topic=_name(data.get("topic")),
        basis=text_of(data.get("basis")),
        noted_at=_moment(data.get("noted_at")),
        sensitive=data.get("sensitive") is True,
        evidence_url=text_of(data.get("evidence_url")),
        quote=text_of(data.get("quote")),
    )


def items_in(cell: str) -> Iterator[Any]:
    """The items of a list in JSON within a cell; what is no JSON is one item, as it stands."""
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        value = cell
    yield from items_of(value)


def items_of(value: Any) -> list[Any]:
    return value[:MOST_ITEMS] if isinstance(value, list) else [value] if value else []


def text_of(value: Any) -> str:
    """A text, number or yes; empty for anything else."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    try:
        return str(value)
    except ValueError:  # a number with thousands of digits
        return ""


def _name(value: Any) -> str:
    """A thing's name; a bare number is an identifier of another database and says nothing."""
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return day_of(value) if isinstance(value, str) else None


def _moment(value: Any) -> datetime | None:
    return moment_of(value) if isinstance(value, str) else None


def email_of(value: Any) -> str:
    """A colleague by address; the number of one says nothing in another database."""
    return value if isinstance(value, str) and "@" in value else ""


def place_of(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
