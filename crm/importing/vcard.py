"""vCard 2.1, 3.0 and 4.0, as phones, Google, Apple and Outlook write them. A bad card refuses only itself."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import vobject

from crm.importing.cards import Card, cards_of, tidied
from crm.importing.draft import Draft
from crm.importing.encoding import is_broken, legible, open_text
from crm.importing.record import Record, Refused
from crm.profiles import PROFILES

NAME = "vcard"
LABEL = "vCard"
_BEGIN = re.compile(r"^\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_LISTS = ("kind", "x-addressbookserver-kind")
_SERVICES = {"twitter": "x", "mastodon": "mastodon"} | {name: name for name in PROFILES}


def recognises(sample: str) -> bool:
    return _BEGIN.search(sample[:4096]) is not None


def count(path: Path, encoding: str, sample: str) -> int:
    with open_text(path, encoding) as file:
        return sum(1 for line in file if _BEGIN.match(line))


def read(path: Path, encoding: str, sample: str, mapping: Mapping[str, str]) -> Iterator[Record]:
    """Everybody in the file, counted from 1. Cards have no columns: `mapping` is not looked at."""
    with open_text(path, encoding) as file:
        for card in cards_of(file):
            yield _read_card(card)


def _read_card(card: Card) -> Record:
    text = "\n".join(card.lines)
    if problem := card.problem or _problem(text):
        return Refused(card.number, {"vCard": legible(text)[:20_000]}, problem)
    try:
        contact = _draft(card.number, vobject.readOne(tidied(card.lines))).finish()
    except Exception as error:  # vobject raises whatever its inner parts do
        reason = f"The card cannot be read ({type(error).__name__}); export it again."
        return Refused(card.number, {"vCard": legible(text)[:20_000]}, reason)
    if not contact.name:
        return Refused(card.number, {"vCard": text[:20_000]}, "The card has neither a name nor an address.")
    return contact


def _problem(text: str) -> str:
    if "\0" in text:
        return "The card holds a NUL byte; take it out."
    if is_broken(text):
        return "The card is written in another encoding than the rest of the file; export it as UTF-8."
    return ""


def _draft(number: int, card: Any) -> Draft:
    draft = Draft(number)
    contents: dict[str, list[Any]] = card.contents
    if any(line.value.strip().casefold() == "group" for key in _LISTS for line in contents.get(key, [])):
        return draft  # a mailing list of Apple's: nobody
    draft.add("name", _first(contents, "fn"))
    for line in contents.get("n", [])[:1]:
        for part, field in (
            ("prefix", "prefix"), ("given", "first_name"), ("additional", "middle_name"),
            ("family", "last_name"), ("suffix", "suffix"),
        ):  # fmt: skip
            draft.add(field, _text(getattr(line.value, part)))
    for line in contents.get("org", [])[:1]:
        draft.add("organization", line.value[0] if isinstance(line.value, list) else str(line.value))
    for line in contents.get("adr", [])[:1]:
        draft.add("city", _text(line.value.city))
        draft.add("country", _text(line.value.country))
    for key, field in (("nickname", "nickname"), ("title", "title"), ("role", "title"), ("lang", "language")):
        draft.add(field, _first(contents, key))
    draft.add("notes", "\n\n".join(line.value.strip() for line in contents.get("note", [])))
    draft.add("external_id", _first(contents, "uid").removeprefix("urn:uuid:"))
    if "/" in (zone := _first(contents, "tz")):
        draft.add("timezone", zone)
    for line in contents.get("categories", []):
        for tag in line.value if isinstance(line.value, list) else line.value.split(","):
            draft.add_tag(tag)
    _add_addresses(draft, contents)
    return draft


def _add_addresses(draft: Draft, contents: Mapping[str, list[Any]]) -> None:
    for line in _preferred_first(contents.get("email", [])):
        draft.add_handle("email", line.value)
    for line in _preferred_first(contents.get("tel", [])):
        if "FAX" not in _types(line):
            draft.add_handle("phone", line.value)
    for line in contents.get("url", []):
        draft.add_link(line.value)
    for line in [*contents.get("x-socialprofile", []), *contents.get("socialprofile", [])]:
        names = [*_types(line), *(value.upper() for value in line.params.get("SERVICE-TYPE", []))]
        service = next((_SERVICES[name.lower()] for name in names if name.lower() in _SERVICES), None)
        user = next(iter(line.params.get("X-USER", [])), "")
        value = line.value.strip().removeprefix("x-apple:")
        if service is None and "//" in value:
            draft.add_link(value)
        elif service is None:
            draft.add_handle("other", f"{names[0].lower()}: {value}" if names else value)
        else:
            draft.add_handle(service, user if user and "/" not in value else value)
    for key in ("twitter", "linkedin", "instagram", "facebook", "mastodon", "bluesky"):
        for line in contents.get(f"x-{key}", []):
            draft.add_handle(_SERVICES.get(key, key), line.value)


def _first(contents: Mapping[str, list[Any]], key: str) -> str:
    return next((_text(line.value) for line in contents.get(key, []) if _text(line.value).strip()), "")


def _text(value: Any) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _types(line: Any) -> list[str]:
    return [kind.upper() for kinds in line.params.get("TYPE", []) for kind in kinds.split(",")]


def _preferred_first(lines: list[Any]) -> list[Any]:
    return sorted(lines, key=lambda line: not ("PREF" in _types(line) or line.params.get("PREF") == ["1"]))
