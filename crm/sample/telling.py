"""What happened, one moment after the other, told through the same actions that people use."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.text import slugify

from crm.actions.log_interaction import log_interaction
from crm.models import Ask, Campaign, Contact, Interaction, Staff, Topic
from crm.sample.people import Person


@dataclass
class World:
    """What the sample has made so far, by the short names of its tables."""

    as_of: datetime
    staff: dict[str, Staff]
    topics: dict[str, Topic] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)


@dataclass
class Scene:
    """One moment: who acts, with whom, when."""

    world: World
    person: Person
    contact: Contact
    staff: Staff
    at: datetime

    def day(self, days: int) -> date:
        """The date so many days before today; negative: ahead."""
        return self.staff.today(self.world.as_of) - timedelta(days=days)

    def page_of(self, title: str) -> str:
        """Where they published it; titles that are not in Latin letters get a number."""
        return f"{self.person.page}/{slugify(title) or zlib.crc32(title.encode())}"

    def log(self, direction: str, kind: str, **fields: Any) -> Interaction:
        fields.setdefault("as_of", self.at)
        return log_interaction(
            staff=self.staff,
            contact=self.contact,
            direction=direction,
            kind=kind,
            occurred_at=self.at,
            channel=fields.pop("channel", "email"),
            **fields,
        )

    def latest(self, *directions: str) -> Interaction:
        return self.contact.interactions.filter(direction__in=directions).latest("occurred_at", "id")

    def latest_ask(self) -> Ask:
        return self.contact.asks.latest("asked_at", "id")


@dataclass(frozen=True)
class Moment:
    """`days` before today at `hour` in the calendar of `by` (empty: whose story it is), then `tell`."""

    days: int
    hour: int
    tell: Callable[[Scene], Any]
    by: str = ""


@dataclass(frozen=True)
class Story:
    """One person's history with `by`, and the shortlists they are on: campaign, or campaign and who would ask."""

    key: str
    moments: tuple[Moment, ...]
    by: str = "me"
    lists: tuple[str, ...] = ()


def when(world: World, staff: Staff, key: str, moment: Moment) -> datetime:
    """Never in the future; the minute is made up but the same each time."""
    minute = zlib.crc32(f"{key} {moment.days} {moment.hour}".encode()) % 60
    day = staff.today(world.as_of) - timedelta(days=moment.days)
    return min(datetime.combine(day, time(moment.hour, minute), tzinfo=staff.zone), world.as_of)


def tell(world: World, stories: tuple[Story, ...], people: dict[str, Person]) -> int:
    """Everything that happened, in the order in which it happened; how many moments that were."""
    told: list[tuple[datetime, Story, Moment, Staff]] = []
    for story in stories:
        for moment in story.moments:
            staff = world.staff[moment.by or story.by]
            told.append((when(world, staff, story.key, moment), story, moment, staff))
    told.sort(key=lambda entry: entry[0])
    for at, story, moment, staff in told:
        moment.tell(Scene(world, people[story.key], world.contacts[story.key], staff, at))
    return len(told)
