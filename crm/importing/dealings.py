"""What an export of everything says of asks, promises, invitations and ties from before, made fit to keep.

An ask is never left out: what cannot be read of it makes it a pitch, which rests and counts all the same. The others
are left out where something is wrong in them, and the row says so.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crm.addresses import why_not_a_link
from crm.channels import Channel
from crm.importing.besides import LONGEST_NOTE, LONGEST_TOPIC, LONGEST_URL, moment, possible
from crm.importing.dates import day_of, moment_of
from crm.importing.encoding import legible
from crm.importing.shapes import email_of, items_of, place_of, text_of
from crm.models.asks import Outcome

LISTS = ("asks", "promises", "invitations", "attestations")
LONGEST_ASK = 50_000
LONGEST_PROMISE = 1_000
LONGEST_CAMPAIGN = 200
MOST_LINKS = 50
_CHANNELS, _OUTCOMES = frozenset(Channel.values), frozenset(Outcome.values)

Say = Callable[[str], None]
Given = Mapping[str, Any]


def dealings_in(data: Given) -> dict[str, list[Given]]:
    """The lists of them that an object holds, as they stand there."""
    found: dict[str, list[Given]] = {
        name: [item for item in items_of(data.get(name)) if isinstance(item, dict)] for name in LISTS
    }
    return {name: items for name, items in found.items() if items}


def checked_dealings(found: Mapping[str, Sequence[Given]], as_of: datetime | None, left_out: Say) -> dict[str, Any]:
    """By list; `pitches` are the asks that could not be read as such. `as_of` None: not held against the clock."""
    asks = [_ask(given, as_of) for given in found.get("asks", ())]
    kept: dict[str, Any] = {
        "asks": [{**ask, "place": place} for place, ask in enumerate(asks) if ask],
        "pitches": [_pitch(given) for given, ask in zip(found.get("asks", ()), asks, strict=True) if ask is None],
    }
    readers = {"promises": _promise, "invitations": _invitation, "attestations": _attestation}
    for name, read in readers.items():
        items = [read(given, as_of) for given in found.get(name, ())]
        kept[name] = [item for item in items if isinstance(item, dict)]
        for sentence in dict.fromkeys(item for item in items if isinstance(item, str)):
            left_out(sentence)
    return {name: items for name, items in kept.items() if items}


def _ask(given: Given, as_of: datetime | None) -> dict[str, Any] | None:
    campaign, at = _text(given, "campaign").strip(), _moment(given, "asked_at", as_of)
    if not 1 <= len(campaign) <= LONGEST_CAMPAIGN or at is None:
        return None
    outcome, channel = _text(given, "outcome"), _text(given, "channel")
    followed, answered = _moment(given, "follow_up_at", as_of), _moment(given, "outcome_at", as_of)
    until = _day(given, "not_now_until")
    links = [legible(text_of(link)) for link in items_of(given.get("links"))[:MOST_LINKS]]
    return {
        "campaign": campaign,
        "client": _text(given, "client").strip()[:LONGEST_CAMPAIGN],
        "staff": legible(email_of(given.get("staff"))),
        "channel": channel if channel in _CHANNELS else Channel.OTHER.value,
        "asked_at": at.isoformat(),
        "text": _text(given, "text")[:LONGEST_ASK],
        "because_text": _text(given, "because_text")[:LONGEST_NOTE],
        "because_url": _link(given, "because_url"),
        "earned": given.get("earned") is True,
        "follow_up_at": followed.isoformat() if followed and followed > at else None,
        "follow_up_text": _text(given, "follow_up_text")[:LONGEST_ASK],
        "outcome": outcome if outcome in _OUTCOMES else "",
        "outcome_at": (answered or at).isoformat() if outcome in _OUTCOMES else None,
        "outcome_note": _text(given, "outcome_note")[:LONGEST_NOTE],
        "not_now_until": until.isoformat() if until else None,
        "links": [link for link in links if len(link) <= LONGEST_URL and not why_not_a_link(link)],
    }


def _pitch(given: Given) -> dict[str, Any]:
    """Without its day, that of the import counts: the careful choice."""
    note = f"Asked for: {_text(given, 'campaign') or '–'}"
    return {"pitched_on": None, "note": note[:LONGEST_NOTE], "text": _text(given, "text")[:LONGEST_ASK]}


def _promise(given: Given, as_of: datetime | None) -> dict[str, Any] | str:
    text, due_on = " ".join(_text(given, "text").split()), _day(given, "due_on")
    if not 1 <= len(text) <= LONGEST_PROMISE or due_on is None:
        return f"Promise: it needs a text of at most {LONGEST_PROMISE:,} characters and a due_on."
    kept_at = _moment(given, "kept_at", as_of)
    return {
        "staff": legible(email_of(given.get("staff"))),
        "text": text,
        "due_on": due_on.isoformat(),
        "kept_at": kept_at.isoformat() if kept_at else None,
        "interaction": place_of(given.get("interaction")),
    }


def _invitation(given: Given, as_of: datetime | None) -> dict[str, Any] | str:
    topic, quote = " ".join(_text(given, "topic").split()), _text(given, "quote").strip()
    given_on, link, place = _day(given, "given_on"), _link(given, "url"), place_of(given.get("interaction"))
    if not 1 <= len(topic) <= LONGEST_TOPIC or not 1 <= len(quote) <= LONGEST_NOTE:
        return f"Invitation: it needs a topic, and their own words in at most {LONGEST_NOTE:,} characters."
    if given_on is None or not possible(given_on, as_of):
        return "Invitation: its given_on is missing, long past or in the future."
    if not link and place is None:
        return "Invitation: it needs an exchange or a public address that shows it."
    used_by = place_of(given.get("used_by"))
    return {
        "topic": topic,
        "sensitive": given.get("sensitive") is True,
        "quote": quote,
        "given_on": given_on.isoformat(),
        "url": link,
        "interaction": place,
        "used_by": used_by,
        "used": used_by is not None or given.get("used") is True,
    }


def _attestation(given: Given, as_of: datetime | None) -> dict[str, Any] | str:
    reason, day = _text(given, "reason").strip(), _day(given, "attested_on")
    if not 1 <= len(reason) <= LONGEST_NOTE:
        return f"Attestation: it needs a reason of at most {LONGEST_NOTE:,} characters."
    if day is None or not possible(day, as_of):
        return "Attestation: its attested_on is missing, long past or in the future."
    return {"staff": legible(email_of(given.get("staff"))), "reason": reason, "attested_on": day.isoformat()}


def _text(given: Given, key: str) -> str:
    return legible(text_of(given.get(key)))


def _link(given: Given, key: str) -> str:
    link = _text(given, key)
    return "" if len(link) > LONGEST_URL or why_not_a_link(link) else link


def _moment(given: Given, key: str, as_of: datetime | None) -> datetime | None:
    at = moment_of(value) if isinstance(value := given.get(key), str) else None
    return moment(at, as_of) if at else None


def _day(given: Given, key: str) -> date | None:
    return day_of(value) if isinstance(value := given.get(key), str) else None
