"""Monica 4's account as JSON, with its two-way history: conversations keep who wrote, calls and activities are
exchanges of both."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from crm.importing.brought import Brought, Question
from crm.importing.dates import moment_of
from crm.importing.draft import Draft
from crm.importing.encoding import is_broken, open_text
from crm.importing.record import ImportedInteraction, Record, Refused, Unreadable

MOST_CHARACTERS = 60_000_000
_SIGNS = re.compile(r'^\s*\{(?=.*"(?:app_version|exported_by|export_date)")(?=.*"account")', re.DOTALL)
_PHOTOS = re.compile(r'"data:[\w/+.-]+;base64,[^"]*"')
_CHANNELS = {
    "email": "email", "e-mail": "email", "phone": "phone", "sms": "sms", "twitter": "x", "x": "x",
    "facebook": "facebook", "linkedin": "linkedin", "instagram": "instagram", "mastodon": "mastodon",
    "bluesky": "bluesky", "reddit": "reddit", "website": "website", "threads": "threads",
}  # fmt: skip
_DAMAGED = "The file is cut off or damaged: it is no valid JSON. Export it from Monica again."


class Monica:
    NAME = "monica"
    LABEL = "Monica"

    def recognises(self, brought: Brought) -> bool:
        return _SIGNS.match(brought.sample[:8192]) is not None

    def count(self, brought: Brought) -> int | None:
        return None

    def questions(self, brought: Brought) -> list[Question]:
        return []

    def read(self, brought: Brought) -> Iterator[Record]:
        """Everybody in the account, counted from 1. Raises Unreadable if it is none, or too large to be held."""
        account = _account(brought)
        types = {
            _get(each, "uuid"): _channel(each) for each in _list(_dict(account.get("instance")), "contact_field_types")
        }
        activities = {_get(each, "uuid"): each for each in _values(account, "activity") if isinstance(each, dict)}
        for number, contact in enumerate(_values(account, "contact"), start=1):
            if not isinstance(contact, dict):
                yield Refused(number, {}, "The entry is no contact of Monica's.")
                continue
            if _dict(contact.get("properties")).get("is_partial") is True:
                yield Refused(number, {}, "Only somebody's relative, of whom Monica keeps a name and no more.")
                continue
            found = _draft(number, contact, types, activities).finish()
            raw = {key: str(value)[:200] for key, value in _dict(contact.get("properties")).items()}
            yield found if found.name else Refused(number, raw, "The contact has neither a name nor an address.")


def _account(brought: Brought) -> dict[str, Any]:
    with open_text(brought.path, brought.encoding.name) as file:
        text = file.read(MOST_CHARACTERS + 1)
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(_("The file is too large to be read; export it from Monica without photos and documents."))
    if is_broken(text):
        raise Unreadable(_("The file is damaged: it holds bytes of another encoding. Export it from Monica again."))
    try:
        whole = json.loads(_PHOTOS.sub('""', text))
    except (ValueError, RecursionError):
        raise Unreadable(_DAMAGED) from None
    return _dict(_dict(whole).get("account"))


def _draft(number: int, contact: dict[str, Any], types: dict[str, str], activities: dict[str, Any]) -> Draft:
    draft, told = Draft(number), _dict(contact.get("properties"))
    for key, field in (
        ("first_name", "first_name"), ("middle_name", "middle_name"), ("last_name", "last_name"),
        ("nickname", "nickname"), ("job", "title"), ("company", "organization"),
    ):  # fmt: skip
        draft.add(field, _get(told, key))
    for tag in _list(told, "tags"):
        draft.add_tag(tag if isinstance(tag, str) else "")
    notes = [_get(_dict(note.get("properties")), "body") for note in _records(contact, "note")]
    draft.add("notes", "\n\n".join(filter(None, [_get(told, "description"), *notes])))
    draft.add("external_id", _get(contact, "uuid"))
    for address in _records(contact, "address")[:1]:
        draft.add("city", _get(_dict(address.get("properties")), "city"))
        draft.add("country", _get(_dict(address.get("properties")), "country"))
    for each in _records(contact, "contact_field"):
        _add_address(
            draft,
            _get(_dict(each.get("properties")), "data"),
            types.get(_get(_dict(each.get("properties")), "type"), ""),
        )
    draft.interactions += _history(contact, types, activities)
    return draft


def _add_address(draft: Draft, value: str, channel: str) -> None:
    if channel in {"", "website"}:
        draft.add_link(value, otherwise="email" if "@" in value and "/" not in value else "other")
    else:
        draft.add_handle(channel, value)


def _history(
    contact: dict[str, Any], types: dict[str, str], activities: dict[str, Any]
) -> Iterator[ImportedInteraction]:
    who = _get(contact, "uuid")
    for call in _records(contact, "call"):
        told = _dict(call.get("properties"))
        yield from _exchange("phone", "mutual", "call", _get(told, "called_at"), _get(told, "content"), call, who)
    for conversation in _records(contact, "conversation"):
        told = _dict(conversation.get("properties"))
        channel = types.get(_get(told, "contact_field_type"), "") or "other"
        for message in filter(_is_dict, [*_list(told, "messages"), *_values(conversation, "message")]):
            said = _dict(message.get("properties")) or message
            direction = "outbound" if said.get("written_by_me") in (True, 1, "1", "true") else "inbound"
            at = _get(said, "written_at") or _get(told, "happened_at")
            channel = "sms" if channel == "phone" else channel
            yield from _exchange(channel, direction, "message", at, _get(said, "content"), message, who)
    for reference in _values(contact, "activity"):
        activity = _dict(activities.get(reference) if isinstance(reference, str) else reference)
        told = _dict(activity.get("properties"))
        text = "\n\n".join(filter(None, (_get(told, "summary"), _get(told, "description"))))
        yield from _exchange("in_person", "mutual", "meeting", _get(told, "happened_at"), text, activity, who)


def _exchange(
    channel: str, direction: str, kind: str, at: str, text: str, source: dict[str, Any], who: str
) -> Iterator[ImportedInteraction]:
    """One exchange, or none if it has no day."""
    if moment := moment_of(at):
        own = _get(source, "uuid")
        same = hashlib.sha256("\0".join((who, kind, direction, at, text)).encode("utf-8", "replace")).hexdigest()[:40]
        yield ImportedInteraction(
            channel=channel,
            direction=direction,
            kind=kind,
            occurred_at=moment,
            external_id=f"monica:{own or same}",
            text=text,
        )


def _channel(field_type: Any) -> str:
    told = _dict(_dict(field_type).get("properties"))
    names = (_get(told, "type"), _get(told, "name"))
    return next((_CHANNELS[name.casefold()] for name in names if name.casefold() in _CHANNELS), "")


def _values(record: dict[str, Any], kind: str) -> list[Any]:
    """The values of one kind among what a record holds."""
    return [
        value
        for held in _list(record, "data")
        if isinstance(held, dict) and held.get("type") == kind
        for value in _list(held, "values")
    ]


def _records(record: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [value for value in _values(record, kind) if isinstance(value, dict)]


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(record: dict[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    return value if isinstance(value, list) else []


def _get(record: Any, key: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
