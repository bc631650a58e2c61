"""What a row brings beside the person, made fit to keep: exchanges, boundaries, pitches, interests.

What is wrong in an exchange or an interest leaves that one out. A boundary is never left out: what cannot be
understood of it is read the careful way, so that a no stands wider or longer rather than not at all.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm.addresses import why_not_a_link
from crm.channels import Channel
from crm.importing.encoding import legible
from crm.importing.record import ImportedBoundary, ImportedInteraction, ImportedInterest, ImportedPitch
from crm.models.boundaries import BoundaryOrigin, BoundaryScope
from crm.models.interactions import Direction, Kind
from crm.models.topics import Basis

LONGEST_TEXT = 100_000
LONGEST_URL = 2_000
LONGEST_ID = 500
LONGEST_NOTE = 5_000
LONGEST_CLIENT = 200
LONGEST_TOPIC = 200
MOST_INTERACTIONS = 20_000
FIRST_YEAR = 1970
_CHANNELS, _DIRECTIONS = frozenset(Channel.values), frozenset(Direction.values)
_KINDS, _ORIGINS = frozenset(Kind.values), frozenset(BoundaryOrigin.values)
_THEIRS = (Direction.INBOUND, Direction.MUTUAL)
_BASES = frozenset(Basis.values)
_NAMED = (BoundaryScope.CLIENT.value, BoundaryScope.TOPIC.value, BoundaryScope.CAMPAIGN.value)

Say = Callable[[str], None]


def checked_interactions(
    found: Sequence[ImportedInteraction], as_of: datetime | None, left_out: Say
) -> list[dict[str, Any]]:
    """The exchanges that can be kept, each identity once. `as_of` None: not held against the clock."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    if len(found) > MOST_INTERACTIONS:
        left_out(f"Exchanges: there are more than {MOST_INTERACTIONS:,}; the first ones are kept.")
    problems: dict[str, int] = {}
    for exchange in found[:MOST_INTERACTIONS]:
        at = moment(exchange.occurred_at, as_of)
        if problem := _problem(exchange, at):
            problems[problem] = problems.get(problem, 0) + 1
        elif at:
            kept.setdefault((exchange.staff, exchange.external_id), _as_kept(exchange, at))
    for problem, times in problems.items():
        left_out(problem if times == 1 else f"{problem} ({times:,} times)")
    return list(kept.values())


def _problem(exchange: ImportedInteraction, at: datetime | None) -> str:
    if exchange.channel not in _CHANNELS or exchange.direction not in _DIRECTIONS or exchange.kind not in _KINDS:
        return "Exchange: its channel, direction or kind is unknown."
    if at is None:
        return f"Exchange: it is dated {exchange.occurred_at:%Y-%m-%d}, before {FIRST_YEAR} or in the future."
    if not exchange.external_id or len(exchange.external_id) > LONGEST_ID:
        return f"Exchange: it has no identity of at most {LONGEST_ID} characters."
    return ""


def _as_kept(exchange: ImportedInteraction, at: datetime) -> dict[str, Any]:
    kept = {
        "channel": exchange.channel,
        "direction": exchange.direction,
        "kind": exchange.kind,
        "occurred_at": at.isoformat(),
        "external_id": legible(exchange.external_id),
        "text": legible(exchange.text)[:LONGEST_TEXT],
        "url": exchange.url if len(exchange.url) <= LONGEST_URL and "\0" not in exchange.url else "",
        "automated": exchange.automated,
    }
    topics = dict.fromkeys(" ".join(legible(topic).split()) for topic in exchange.topics)
    told = {
        "staff": legible(exchange.staff),
        "topics": [topic for topic in topics if 1 <= len(topic) <= LONGEST_TOPIC],
        "introduces": legible(exchange.introduces) if exchange.kind == Kind.INTRODUCTION else "",
        "refusal": exchange.refusal and exchange.direction in _THEIRS,
        "promotional": exchange.promotional and exchange.direction == Direction.OUTBOUND,
        "late": exchange.late,
    }
    by_place = {"place": exchange.place, "answers": exchange.answers, "needs_answer": exchange.needs_answer}
    kept |= {name: value for name, value in told.items() if value}
    return kept | {name: value for name, value in by_place.items() if value is not None}


def checked_boundaries(found: Sequence[ImportedBoundary], as_of: datetime | None) -> list[dict[str, Any]]:
    """Every boundary; an unknown scope or channel stands for everything, an impossible date is none."""
    kept: list[dict[str, Any]] = []
    for boundary in found:
        data: dict[str, Any] = {
            "origin": boundary.origin if boundary.origin in _ORIGINS else BoundaryOrigin.THEY_SAID.value,
            "note": legible(boundary.note)[:LONGEST_NOTE],
            "scope": BoundaryScope.EVERYTHING.value,
            "channel": "",
            "since": _written(boundary.since, as_of),
        }
        if boundary.scope == BoundaryScope.CHANNEL and boundary.channel in _CHANNELS:
            data |= {"scope": boundary.scope, "channel": boundary.channel}
        elif boundary.scope in _NAMED and (named := legible(getattr(boundary, boundary.scope)).strip()):
            fits = len(named) <= LONGEST_CLIENT
            data |= {"scope": boundary.scope, boundary.scope: named} if fits else {}
        if boundary.until:
            data["until"] = boundary.until.isoformat()
        if data not in kept:
            kept.append(data)
    return kept


def checked_pitches(found: Sequence[ImportedPitch], as_of: datetime | None) -> list[dict[str, Any]]:
    """Every pitch; an impossible date is none, and the day of the import counts."""
    return [
        {
            "pitched_on": _written(pitch.pitched_on, as_of),
            "note": legible(pitch.note)[:LONGEST_NOTE],
            "text": legible(pitch.text)[:LONGEST_TEXT],
        }
        for pitch in dict.fromkeys(found)
    ]


def checked_interests(found: Sequence[ImportedInterest], as_of: datetime | None, left_out: Say) -> list[dict[str, Any]]:
    """The interests that can be kept, each once. `as_of` None: not held against the clock."""
    kept: list[dict[str, Any]] = []
    for interest in dict.fromkeys(found):
        topic = " ".join(legible(interest.topic).split())
        at = moment(interest.noted_at, as_of) if interest.noted_at else None
        if not 1 <= len(topic) <= LONGEST_TOPIC:
            left_out(f"Interest: its topic needs a name of at most {LONGEST_TOPIC} characters.")
        elif interest.basis not in _BASES:
            left_out(f"Interest in {topic}: its basis must be stated or observed.")
        elif at is None:
            left_out(f"Interest in {topic}: its noted_at is missing, before {FIRST_YEAR} or in the future.")
        elif interest.sensitive and interest.basis != Basis.STATED:
            left_out(f"Interest in {topic}: on a sensitive topic only what they said themselves is kept.")
        else:
            link = interest.evidence_url
            kept.append(
                {
                    "topic": topic,
                    "sensitive": interest.sensitive,
                    "basis": interest.basis,
                    "noted_at": at.isoformat(),
                    "evidence_url": "" if len(link) > LONGEST_URL or why_not_a_link(link) else link,
                    "quote": legible(interest.quote)[:LONGEST_NOTE],
                }
            )
    return kept


def moment(at: datetime, as_of: datetime | None) -> datetime | None:
    """With its offset; None if it cannot be. What has only a day stands at noon, which may be later today."""
    try:
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if at.year < FIRST_YEAR or (as_of and at > as_of + timedelta(days=1)):
            return None
        return min(at, as_of) if as_of else at
    except (OverflowError, ValueError):
        return None


def possible(day: date | None, as_of: datetime | None) -> bool:
    """Whether something can have happened on this day; time zones may be a day ahead of the clock."""
    if day is None or day.year < FIRST_YEAR:
        return False
    return as_of is None or day <= as_of.date() + timedelta(days=1)


def _written(day: date | None, as_of: datetime | None) -> str | None:
    return day.isoformat() if day and possible(day, as_of) else None
