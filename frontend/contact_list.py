"""The contact list: filtered by the FilterSet, judged for one campaign, a page at a time by keyset."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from crm.filters import ContactFilter
from crm.models import Campaign, Contact, Relationship, Staff
from crm.models.contacts import Plain
from crm.models.relationships import warmth
from crm.readiness import Readiness, assess, book

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    contact: Contact
    readiness: Readiness | None
    tie: Relationship | None
    warmth: float

    @property
    def topics(self) -> list[str]:
        return list(dict.fromkeys(interest.topic.name for interest in self.contact.interests.all()))[:3]


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list[Row]
    after: str
    """Where the next page begins; empty: that was all."""


def filter_data(asked: QueryDict, campaign: Campaign | None) -> dict[str, Any]:
    """What the FilterSet takes. A stage is one for the chosen campaign; its shortlist is asked for by name."""
    names = ("search", "tag", "owner", "channel", "visibility", "topic", "stage")
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
    by_warmth = campaign is not None and asked.get("sort") == "warmth"
    rows: Any = found
    if campaign:
        rows = book(staff=staff, campaign=campaign, as_of=as_of, contacts=found)
        named = rows.annotate(name_plain=Plain("name")).order_by("name_plain", "pk")
        rows = rows.order_by_warmth() if by_warmth else named
    rows = _after(rows, asked.get("after", ""), by_warmth).select_related("owner")
    people = list(rows.prefetch_related("handles", "interests__topic")[: PAGE + 1])
    after = _cursor(people[PAGE - 1], by_warmth) if len(people) > PAGE else ""
    return Listing(_rows(people[:PAGE], staff, campaign, as_of), after)


def _rows(people: list[Any], staff: Staff, campaign: Campaign | None, as_of: datetime) -> list[Row]:
    ties = {tie.contact_id: tie for tie in staff.relationships.filter(contact__in=[person.pk for person in people])}
    return [
        Row(
            contact=person,
            readiness=assess(person) if campaign else None,
            tie=ties.get(person.pk),
            warmth=warmth(ties[person.pk].warmth_log, as_of) if person.pk in ties else 0.0,
        )
        for person in people
    ]


def _after(rows: Any, cursor: str, by_warmth: bool) -> Any:
    """The rows behind the cursor; a cursor nobody gave out begins at the beginning."""
    try:
        value, pk = json.loads(urlsafe_b64decode(cursor.encode()))
        condition = _cooler(value, int(pk)) if by_warmth else _later(str(value), int(pk))
    except (ValueError, TypeError, OverflowError):
        return rows
    return rows.filter(condition)


def _later(name: str, pk: int) -> Q:
    name = name.replace("\0", "")
    return Q(name_plain__gt=name) | Q(name_plain=name, pk__gt=pk)


def _cooler(log: float | None, pk: int) -> Q:
    if log is None:
        return Q(warmth_log=None, pk__lt=pk)
    return Q(warmth_log__lt=float(log)) | Q(warmth_log=float(log), pk__lt=pk) | Q(warmth_log=None)


def _cursor(person: Any, by_warmth: bool) -> str:
    value = person.warmth_log if by_warmth else person.name_plain
    return urlsafe_b64encode(json.dumps([value, person.pk]).encode()).decode()
