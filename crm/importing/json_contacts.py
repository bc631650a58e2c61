"""Contacts as JSON: an array, or a line each, of the shape the API and our own exports have, or of flat objects
whose keys we know as headers."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.importing.brought import Brought, Question
from crm.importing.columns import FIELDS, field_of
from crm.importing.dealings import LISTS as DEALINGS
from crm.importing.dealings import dealings_in
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
from crm.importing.record import Record, Refused, Unreadable
from crm.importing.shapes import (
    boundary_from,
    handle_from,
    interaction_from,
    interest_from,
    items_of,
    pitch_from,
    text_of,
)

_LISTS = frozenset({"handles", "interactions", "boundaries", "pitches", "interests", *DEALINGS})
_WHOLE = frozenset({"origin", "collected_on", "informed_on", "via", "boundaries", "interests", "pitches"})


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
        if key in _LISTS and chosen is None:
            continue
        field = chosen if chosen is not None else key if key in FIELDS else field_of(key)
        if field:
            _add(draft, field, key, value)
    for handle in filter(None, map(handle_from, items_of(data.get("handles")))):
        draft.add_handle(handle.channel, handle.value, shared=handle.shared, status=handle.status)
    interactions = enumerate(items_of(data.get("interactions")))
    draft.interactions += filter(None, (interaction_from(each, place) for place, each in interactions))
    draft.dealings = dealings_in(data)
    draft.boundaries += map(boundary_from, items_of(data.get("boundaries")))
    draft.pitches += map(pitch_from, items_of(data.get("pitches")))
    for interest in items_of(data.get("interests")):
        if isinstance(interest, dict):
            draft.interests.append(interest_from(interest))
        else:  # a word alone is no evidence
            draft.add_tag(text_of(interest))
    draft.whole = data.keys() >= _WHOLE
    return draft


def _add(draft: Draft, field: str, key: str, value: Any) -> None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("value")
    for each in items_of(value):
        if isinstance(each, (dict, list)):
            draft.leave_out(f"{key[:40]}: it is nested; give a text or a list of texts.")
            return
        if field == "tags" and isinstance(value, list):
            draft.add_tag(text_of(each))  # a tag of its own, commas and all
        else:
            draft.add(field, text_of(each))
