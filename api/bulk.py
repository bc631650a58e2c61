"""Contacts in bulk: the shape of each row checked here, what it means decided by crm.actions.upsert_contacts."""

from collections import Counter
from typing import Any

from rest_framework.exceptions import ValidationError

from api.errors import problem_of
from api.parsers import Unreadable
from api.problems import Problem
from api.requests import StaffRequest
from api.rows import Row, require_rows
from api.serializers.contacts import ContactShape
from crm.actions.upsert_contacts import upsert_contacts
from crm.channels import Channel

MOST = 10_000
RESULTS = ("created", "updated", "unchanged", "refused")
_TEXTS = {"name", "organization", "title", "location", "timezone", "language", "external_id", "origin", "via"}
_CHANNELS = frozenset(Channel.values)
_HANDLE = {"channel", "value"}


def upsert_each(request: StaffRequest, data: Any) -> dict[str, Any]:
    rows = [_shaped(request, number, item) for number, item in enumerate(require_rows(data, MOST))]
    fit = [row for row in rows if row.fields is not None]
    answers = upsert_contacts(staff=request.user, rows=[row.fields or {} for row in fit], as_of=request.as_of)
    for row, answer in zip(fit, answers, strict=True):
        row.take(answer)
    results = [row.refused() if row.problem else _answer(row) for row in rows]
    counts = Counter(answer["result"] for answer in results)
    return {**{result: counts[result] for result in RESULTS}, "results": results}


def _answer(row: Row) -> dict[str, Any]:
    return {"row": row.number, "result": row.made.result, "id": row.made.contact_id, "reason": "", "errors": {}}


def _shaped(request: StaffRequest, number: int, item: Any) -> Row:
    if isinstance(item, Unreadable):
        return Row(number, problem=Problem(400, item.reason))
    if _is_plain(item):
        return Row(number, item)
    try:
        return Row(number, ContactShape.read(item, request, partial=True))
    except ValidationError as error:
        return Row(number, problem=problem_of(error))


def _is_plain(item: Any) -> bool:
    """Whether the shape would take the row as it stands. Asking it of ten thousand rows takes seconds; this says
    yes only where nothing has to be trimmed, read or refused."""
    if not isinstance(item, dict) or not item.keys() <= _TEXTS | {"tags", "handles"}:
        return False
    texts = (item[name] for name in item.keys() & _TEXTS)
    handles, tags = item.get("handles", []), item.get("tags", [])
    return (
        all(_is_short(text, 300) for text in texts)
        and item.get("name") != ""
        and len(item.get("language", "")) <= 35
        and len(item.get("timezone", "")) <= 64
        and isinstance(tags, list)
        and len(tags) <= 200
        and all(tag and _is_short(tag, 100) for tag in tags)
        and isinstance(handles, list)
        and len(handles) <= 200
        and all(map(_is_plain_handle, handles))
    )


def _is_plain_handle(handle: Any) -> bool:
    return (
        isinstance(handle, dict)
        and handle.keys() == _HANDLE
        and handle["value"] != ""
        and _is_short(handle["value"], 500)
        and isinstance(handle["channel"], str)
        and handle["channel"] in _CHANNELS
    )


def _is_short(text: Any, most: int) -> bool:
    return isinstance(text, str) and len(text) <= most and text.isprintable() and text == text.strip()
