"""One staff member's day: who looks, whose cards they see, and what a card is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import count
from typing import Any

from django.db.models import Q, QuerySet

from crm.models import Ask, Campaign, Contact, MailOffer, Meeting, Promise, Staff

MOST = 20  # cards of a section: a day, not a list


@dataclass(frozen=True)
class Card:
    """One thing to do: a sentence, one action (`verb` names it for the screen) and what it is about.
    `staff_id` is whose it is: a colleague's who is away, or one's own."""

    key: str
    verb: str
    contact: Contact
    sentence: str
    staff_id: int
    campaign: Campaign | None = None
    ask: Ask | None = None
    promise: Promise | None = None
    meeting: Meeting | None = None
    due_on: date | None = None
    topic: str = ""
    offer: MailOffer | None = None


@dataclass(frozen=True)
class Day:
    staff: Staff
    as_of: datetime
    today: date
    people: list[int]  # oneself, and who is covered
    snoozed: frozenset[str]
    contacts: "QuerySet[Contact]"
    met: set[int] = field(default_factory=set)  # whom a card of the method is about already: one card a person

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """Live ones that concern this person: they own it or are to ask somebody."""
        concerned = Q(owner=self.staff) | Q(candidates__staff=self.staff)
        live = Campaign.objects.live(self.today).filter(concerned).distinct()
        return list(live.select_related("policy").prefetch_related("topics").order_by("name", "pk"))


def as_needed(rows: QuerySet[Any], day: Day) -> Iterator[Any]:
    """The rows of an order without ties, so many at a time as fill a section: hundreds may wait, twenty are shown."""
    at_once = MOST + 1 + len(day.snoozed)
    for first in count(0, at_once):
        page = list(rows[first : first + at_once])
        yield from page
        if len(page) < at_once:
            return


def theirs(day: Day) -> Q:
    """What is one's own, or of somebody one covers for; and what one who has left had begun with contacts of theirs."""
    return Q(staff__in=day.people) | Q(staff__left_on__isnull=False, contact__owner__in=day.people)
