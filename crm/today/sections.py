"""The sections of a day, in the order of the method, and their cards."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext_lazy

from crm.models import Contact, Snooze, Staff
from crm.readiness import Stage
from crm.today.day import MOST, Card, Day
from crm.today.duties import answer, promised_and_wanted, record
from crm.today.mail import handed, offered
from crm.today.method import cooling, on_stage

TITLES = {
    "promised": gettext_lazy("Promised"),
    "answer": gettext_lazy("Answer"),
    "record": gettext_lazy("Record"),
    "listen": gettext_lazy("Listen"),
    "connect": gettext_lazy("Connect"),
    "give": gettext_lazy("Give"),
    "ask": gettext_lazy("Ask"),
    "cooling": gettext_lazy("Cooling"),
}
SECTIONS: dict[str, Callable[[Day], Iterator[Card]]] = {
    "promised": promised_and_wanted,
    "answer": answer,
    "record": lambda day: chain(offered(day), handed(day), record(day)),
    "listen": on_stage(Stage.LISTEN, "listen"),
    "connect": on_stage(Stage.CONNECT, "connect"),
    "give": on_stage(Stage.GIVE, "give"),
    "ask": on_stage(Stage.READY, "ask"),
    "cooling": cooling,
}


@dataclass(frozen=True)
class Section:
    name: str
    cards: list[Card] = field(default_factory=list)
    has_more: bool = False

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def count(self) -> int:
        return len(self.cards)


def today_cards(*, staff: Staff, as_of: datetime) -> list[Section]:
    """All sections, empty ones included."""
    today = staff.today(as_of)
    covered = Staff.objects.at_work().filter(covered_by=staff, away_until__gte=today)
    day = Day(
        staff=staff,
        as_of=as_of,
        today=today,
        people=[staff.pk, *covered.values_list("pk", flat=True)],
        snoozed=frozenset(Snooze.objects.filter(staff=staff, until__gt=today).values_list("card", flat=True)),
        contacts=Contact.objects.visible_to(staff).listed(),
    )
    return [_section(name, find(day), day.snoozed) for name, find in SECTIONS.items()]


def _section(name: str, cards: Iterable[Card], snoozed: frozenset[str]) -> Section:
    kept: list[Card] = []
    for card in cards:
        if card.key in snoozed:
            continue
        if len(kept) == MOST:
            return Section(name, kept, has_more=True)
        kept.append(card)
    return Section(name, kept)
