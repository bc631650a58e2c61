"""The contact list: filtered by the FilterSet, judged for one campaign, a page at a time by keyset."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.http import QueryDict

from crm.filters import ContactFilter
from crm.models import Campaign, Contact, Relationship, Staff
from crm.models.contacts import Plain
from crm.models.relationships import warmth
from crm.readiness import Readiness, assess, book

PAGE = 15  # a screen full; the next come as one scrolls


@dataclass(frozen=True, slots=True)
class Row:
    contact: Contact
    readiness: Readiness | None
    tie: Relationship | None
    warmth: float
    topics: list[str]
    """Three at most; what they said on sensitive topics stands on their own page alone."""
    reach: list[tuple[str, list[str]]]
    """Channels, four at most, each with the addresses there."""


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list[Row]
    after: str
    """Where the next page begins; empty: that was all."""


def filter_data(asked: QueryDict, campaign: Campaign | None) -> dict[str, Any]:
    """What the FilterSet takes. A stage is one for the chosen campaign; its shortlist is asked for by name."""
    names = ("search", "tag", "owner", "channel", "visibility", "topic", "stage", "boundary", "quiet_since")
    data: dict[str, Any] = {name: asked[name] for name in names if asked.get(name)}
    if campaign and (data.get("stage") or asked.get("shortlist")):
        data["campaign"] = str(campaign.pk)
    if campaign is None:
        data.pop("stage", None)
    data["archived"] = "true" if asked.get("archived") else "false"
    return data


def matching(*, staff: Staff, asked: QueryDict, campaign: Campaign | None, as_of: datetime) -> Any:
    """All whom the list would show, page after page."""
    everyone = Contact.objects.visible_to(staff).in_use()
    return ContactFilter(filter_data(asked, campaign), queryset=everyone, staff=staff, as_of=as_of).qs


def list_contacts(*, staff: Staff, asked: QueryDict, campaign: Campaign | None, as_of: datetime) -> Listing:
    found = matching(staff=staff, asked=asked, campaign=campaign, as_of=as_of)
    order = _order(asked, campaign)
    rows: Any = book(staff=staff, campaign=campaign, as_of=as_of, contacts=found) if campaign else found
    rows = _ordered(rows, order, staff)
    rows = _after(rows, asked.get("after", ""), order)
    people = list(rows.prefetch_related("handles", "interests__topic")[: PAGE + 1])
    after = _cursor(people[PAGE - 1], order) if len(people) > PAGE else ""
    return Listing(_rows(people[:PAGE], staff, campaign, as_of), after)


def _order(asked: QueryDict, campaign: Campaign | None) -> str:
    """“recent” and “quiet” list those one had an exchange with."""
    wanted = asked.get("sort", "")
    return wanted if wanted in ("recent", "quiet") or (wanted == "warmth" and campaign) else "name"


def _ordered(rows: Any, order: str, staff: Staff) -> Any:
    if order == "warmth":
        return rows.order_by_warmth()
    if order == "name":
        return rows.annotate(name_plain=Plain("name")).order_by("name_plain", "pk")
    tie = FilteredRelation("relationships", condition=Q(relationships__staff=staff))
    spoken = rows.annotate(mine=tie, last_at=F("mine__last_exchange_at")).filter(last_at__isnull=False)
    return spoken.order_by("-last_at", "-pk") if order == "recent" else spoken.order_by("last_at", "pk")


def _rows(people: list[Any], staff: Staff, campaign: Campaign | None, as_of: datetime) -> list[Row]:
    ties = {tie.contact_id: tie for tie in staff.relationships.filter(contact__in=[person.pk for person in people])}
    return [
        Row(
            contact=person,
            readiness=assess(person) if campaign else None,
            tie=ties.get(person.pk),
            warmth=warmth(ties[person.pk].warmth_log, as_of) if person.pk in ties else 0.0,
            topics=_topics(person),
            reach=_reach(person),
        )
        for person in people
    ]


def _topics(person: Contact) -> list[str]:
    interests = person.interests.all()
    return list(dict.fromkeys(one.topic.name for one in interests if not one.topic.sensitive))[:3]


def _reach(person: Contact) -> list[tuple[str, list[str]]]:
    ways: dict[str, list[str]] = {}
    for handle in sorted(person.handles.all(), key=lambda handle: handle.channel):
        ways.setdefault(handle.channel, []).append(handle.value)
    return list(ways.items())[:4]


def _after(rows: Any, cursor: str, order: str) -> Any:
    """The rows behind the cursor; a cursor nobody gave out begins at the beginning."""
    try:
        value, pk = json.loads(urlsafe_b64decode(cursor.encode()))
        condition = BEHIND[order](value, int(pk))
    except (ValueError, TypeError, OverflowError):
        return rows
    return rows.filter(condition)


def _later(name: Any, pk: int) -> Q:
    name = str(name).replace("\0", "")
    return Q(name_plain__gt=name) | Q(name_plain=name, pk__gt=pk)


def _cooler(log: float | None, pk: int) -> Q:
    if log is None:
        return Q(warmth_log=None, pk__lt=pk)
    return Q(warmth_log__lt=float(log)) | Q(warmth_log=float(log), pk__lt=pk) | Q(warmth_log=None)


def _before(moment: Any, pk: int) -> Q:
    at = datetime.fromisoformat(moment)
    return Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk)


def _since(moment: Any, pk: int) -> Q:
    at = datetime.fromisoformat(moment)
    return Q(last_at__gt=at) | Q(last_at=at, pk__gt=pk)


BEHIND: dict[str, Callable[[Any, int], Q]] = {"name": _later, "warmth": _cooler, "recent": _before, "quiet": _since}
KEYS = {"name": "name_plain", "warmth": "warmth_log", "recent": "last_at", "quiet": "last_at"}


def _cursor(person: Any, order: str) -> str:
    value = getattr(person, KEYS[order])
    told = value.isoformat() if isinstance(value, datetime) else value
    return urlsafe_b64encode(json.dumps([told, person.pk]).encode()).decode()
