"""A campaign's shortlist, each person judged for whoever would ask, laid out in lanes."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy

from crm.models import Campaign, Candidate, Contact, Staff
from crm.readiness import Readiness, assess, book
from crm.readiness.askers import Asker, askers_of
from crm.readiness.stage import EARNING

LANES: tuple[tuple[str, LazyText], ...] = (
    ("listen", gettext_lazy("Listen")),
    ("connect", gettext_lazy("Connect")),
    ("give", gettext_lazy("Give")),
    ("ready", gettext_lazy("Ready")),
    ("asked", gettext_lazy("Asked")),
    ("answered", gettext_lazy("Answered")),
)
FOLDED: tuple[tuple[str, LazyText], ...] = (
    ("resting", gettext_lazy("Resting")),
    ("closed", gettext_lazy("Off limits")),
)
AT_MOST = 500  # cards on one board


@dataclass(frozen=True, slots=True)
class Card:
    candidate: Candidate
    contact: Contact
    readiness: Readiness
    nearer: Asker | None = None  # a colleague who stands on a higher rung than whoever would ask

    @property
    def lane(self) -> str:
        """Who was asked stands under the ask, everybody else under the stage."""
        ask = self.readiness.ask
        if ask is None:
            return str(self.readiness.stage)
        return "asked" if ask["outcome"] == "open" else "answered"


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    label: LazyText
    cards: list[Card] = field(default_factory=list)


def lay_out(
    *, campaign: Campaign, viewer: Staff, as_of: datetime, owner: int | None = None
) -> tuple[list[Lane], list[Lane]]:
    """The open lanes and the folded ones. `owner`: only cards of the staff member who would ask."""
    lanes = {name: Lane(name, label) for name, label in (*LANES, *FOLDED)}
    for card in _cards(campaign, viewer, as_of, owner):
        lanes[card.lane].cards.append(card)
    return [lanes[name] for name, _ in LANES], [lanes[name] for name, _ in FOLDED]


def on_the_list(campaign: Campaign, viewer: Staff, owner: int | None) -> QuerySet[Candidate]:
    """Whom the viewer may see of the shortlist; of one `owner`, who would ask, or of all."""
    rows = campaign.candidates.filter(contact__in=Contact.objects.visible_to(viewer).in_use())
    return rows.filter(staff_id=owner) if owner else rows


def _cards(campaign: Campaign, viewer: Staff, as_of: datetime, owner: int | None) -> list[Card]:
    shown = on_the_list(campaign, viewer, owner).select_related("staff", "handed_on_by")
    candidates = shown.order_by("staff_id", "pk")
    cards: list[Card] = []
    for _staff_id, group in groupby(candidates[:AT_MOST], key=lambda candidate: candidate.staff_id):
        of_one = list(group)
        people = Contact.objects.filter(pk__in=[candidate.contact_id for candidate in of_one])
        rows = {row.pk: row for row in book(staff=of_one[0].staff, campaign=campaign, as_of=as_of, contacts=people)}
        cards += [Card(c, rows[c.contact_id], assess(rows[c.contact_id])) for c in of_one if c.contact_id in rows]
    return sorted(_with_nearer(cards, campaign, viewer, as_of), key=lambda card: -card.readiness.warmth)


def _with_nearer(cards: list[Card], campaign: Campaign, viewer: Staff, as_of: datetime) -> list[Card]:
    """Each with the colleague who should rather ask, where there is one."""
    locked = [card.contact for card in cards if card.lane in EARNING]
    nearest = {
        pk: next((asker for asker in askers if not asker.is_away), None)
        for pk, askers in askers_of(locked, campaign=campaign, viewer=viewer, as_of=as_of).items()
    }
    return [
        replace(card, nearer=found) if found and found.is_nearer_than(card.readiness) else card
        for card in cards
        for found in [nearest.get(card.contact.pk)]
    ]
