"""vCard 2.1, 3.0 and 4.0, as phones, Google, Apple and Outlook write them. A bad card refuses only itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from crm.importing.brought import Brought, Question
from crm.importing.cards import Card, Property, cards_of, properties_of
from crm.importing.draft import Draft
from crm.importing.encoding import is_broken, legible, open_text
from crm.importing.record import Record, Refused
from crm.profiles import PROFILES

_BEGIN = re.compile(r"^\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_SERVICES = {"twitter": "x", "mastodon": "mastodon"} | {name: name for name in PROFILES}
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")  # the second is Apple's
_NAME_PARTS = ("last_name", "first_name", "middle_name", "prefix", "suffix")
# What our own cards say beside; programs that do not know it pass it over.
_OURS = {
    f"X-LISTENLARGE-{name}": field
    for name, field in (
        ("LOCATION", "location"), ("ORIGIN", "origin"), ("COLLECTED-ON", "collected_on"), ("VIA", "via"),
        ("INFORMED-ON", "informed_on"), ("BOUNDARY", "boundaries"), ("PITCH", "pitches"),
        ("VISIBILITY", "visibility"), ("BASIS", "basis"),
    )
}  # fmt: skip
Properties = Mapping[str, list[Property]]


class VCard:
    NAME = "vcard"
    LABEL = "vCard"

    def recognises(self, brought: Brought) -> bool:
        return _BEGIN.search(brought.sample[:4096]) is not None

    def count(self, brought: Brought) -> int | None:
        with open_text(brought.path, brought.encoding.name) as file:
            return sum(1 for line in file if line[:1] in "bB \t" and _BEGIN.match(line))

    def questions(self, brought: Brought) -> list[Question]:
        return []

    def read(self, brought: Brought) -> Iterator[Record]:
        """Everybody in the file, counted from 1. Cards have no columns: a mapping is not looked at."""
        with open_text(brought.path, brought.encoding.name) as file:
            for card in cards_of(file):
                yield _read_card(card)


def _read_card(card: Card) -> Record:
    text = "\n".join(card.lines)
    if problem := card.problem or _problem(text):
        return Refused(card.number, {"vCard": legible(text)[:20_000]}, problem)
    try:
        properties = properties_of(card.lines)
    except ValueError:
        reason = "The card holds a line that is none of a card; export it again."
        return Refused(card.number, {"vCard": legible(text)[:20_000]}, reason)
    if any(line.name in _KINDS and line.text.casefold() == "group" for line in properties):
        return Refused(card.number, {"vCard": text[:20_000]}, "The card is a list of other cards; nobody is in it.")
    contact = _draft(card.number, properties).finish()
    if not contact.name:
        return Refused(card.number, {"vCard": text[:20_000]}, "The card has neither a name nor an address.")
    return contact


def _problem(text: str) -> str:
    if "\0" in text:
        return "The card holds a NUL byte; take it out."
    if is_broken(text):
        return "The card is written in another encoding than the rest of the file; export it as UTF-8."
    return ""


def _draft(number: int, found: list[Property]) -> Draft:
    draft = Draft(number)
    properties: dict[str, list[Property]] = defaultdict(list)
    for each in found:
        properties[each.name].append(each)
    draft.add("name", " ".join(_first(properties, "FN").split()))
    for line in properties["N"][:1]:
        for part, field in zip(line.parts(), _NAME_PARTS, strict=False):
            draft.add(field, part.replace(",", " ") if field != "suffix" else part)
    for line in properties["ORG"][:1]:
        draft.add("organization", next((part for part in line.parts() if part.strip()), ""))
    for line in properties["ADR"][:1]:
        _, _, _, city, _, _, country, *_ = [*line.parts(), *[""] * 7]
        draft.add("city", city)
        draft.add("country", country)
    for key, field in (("NICKNAME", "nickname"), ("TITLE", "title"), ("ROLE", "title"), ("LANG", "language")):
        draft.add(field, _first(properties, key))
    draft.add("notes", "\n\n".join(line.text for line in properties["NOTE"]))
    draft.add("external_id", _first(properties, "UID").removeprefix("urn:uuid:"))
    if "/" in (zone := _first(properties, "TZ")):
        draft.add("timezone", zone)
    for line in properties["CATEGORIES"]:
        for tag in line.parts(","):
            if tag.casefold() != "mycontacts":  # Google's word for everybody
                draft.add_tag(tag)
    for key, field in _OURS.items():
        for line in properties[key]:
            draft.add(field, line.text)
    _add_addresses(draft, properties)
    draft.whole = "X-LISTENLARGE-WHOLE" in properties
    return draft


def _add_addresses(draft: Draft, properties: Properties) -> None:
    for line in _preferred_first(properties["EMAIL"]):
        _add_handle(draft, "email", line.text, line)
    for line in _preferred_first(properties["TEL"]):
        if "FAX" not in line.types and "PAGER" not in line.types:
            _add_handle(draft, "phone", line.text.lstrip(";"), line)
    for line in [*properties["URL"], *properties["X-LISTENLARGE-HANDLE"]]:
        _add_handle(draft, "", line.text, line)
    for line in [*properties["X-SOCIALPROFILE"], *properties["SOCIALPROFILE"]]:
        _add_profile(draft, line)
    for service in ("TWITTER", "LINKEDIN", "INSTAGRAM", "FACEBOOK", "MASTODON", "BLUESKY"):
        for line in properties[f"X-{service}"]:
            draft.add_handle(_SERVICES[service.lower()], line.text)
    for line in properties["IMPP"]:
        if line.text.startswith(("http://", "https://")):
            draft.add_link(line.text)


def _add_handle(draft: Draft, channel: str, value: str, line: Property) -> None:
    """On the channel, or the one our own cards name; of neither, a web address of any kind."""
    shared, status = line.params.get("X-SHARED") == "1", line.params.get("X-STATUS", "current").lower()
    if channel := line.params.get("X-CHANNEL", channel).lower():
        draft.add_handle(channel, value, shared=shared, status=status)
    else:
        draft.add_link(value)


def _add_profile(draft: Draft, line: Property) -> None:
    if "X-CHANNEL" in line.params:
        _add_handle(draft, "", line.text, line)
        return
    names = [name.lower() for name in (*line.types, line.params.get("SERVICE-TYPE", "")) if name]
    service = next((_SERVICES[name] for name in names if name in _SERVICES), None)
    user, value = line.params.get("X-USER", ""), line.text.removeprefix("x-apple:")
    if service is None and "//" in value:
        draft.add_link(value)
    elif service is None:
        draft.add_handle("other", f"{names[0]}: {value}" if names else value)
    else:
        draft.add_handle(service, user if user and "/" not in value else value)


def _first(properties: Properties, key: str) -> str:
    return next((line.text for line in properties.get(key, ()) if line.text), "")


def _preferred_first(lines: list[Property]) -> list[Property]:
    return sorted(lines, key=lambda line: not line.preferred) if len(lines) > 1 else lines
