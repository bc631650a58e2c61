"""Who should ask? For one person and campaign: each colleague who has a tie, the nearest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crm.models.campaigns import Campaign
from crm.models.contacts import Contact
from crm.models.relationships import Relationship
from crm.models.staff import Staff
from crm.readiness.assessment import Readiness, judge
from crm.readiness.case import Case
from crm.readiness.dossier import dossiers
from crm.readiness.question import pose
from crm.readiness.stage import Stage

# The fewer rungs are left, the nearer; who may not be asked at all comes last.
_NEAREST = (Stage.READY, Stage.GIVE, Stage.CONNECT, Stage.LISTEN, Stage.RESTING, Stage.CLOSED)


@dataclass(frozen=True)
class Asker:
    """One colleague under the question whether they may ask; `is_away` for whoever could not do so today."""

    staff: Staff
    readiness: Readiness
    is_away: bool

    @property
    def nearness(self) -> tuple[int, int, float]:
        """Smaller is nearer: the rung, how much is missing, how cold the tie is."""
        return _NEAREST.index(self.readiness.stage), len(self.readiness.missing), -self.readiness.warmth

    def is_nearer_than(self, readiness: Readiness) -> bool:
        """On a higher rung: what is worth handing somebody on for."""
        mine, theirs = _NEAREST.index(self.readiness.stage), _NEAREST.index(readiness.stage)
        return self.staff.pk != readiness.staff_id and mine < theirs


def who_should_ask(*, contact: Contact, campaign: Campaign, viewer: Staff, as_of: datetime) -> list[Asker]:
    """The nearest first; the viewer among them, with or without a tie. The caller has made sure that the viewer may
    see the contact; colleagues who may not are left out."""
    return askers_of([contact], campaign=campaign, viewer=viewer, as_of=as_of)[contact.pk]


def askers_of(
    contacts: Iterable[Contact], *, campaign: Campaign, viewer: Staff, as_of: datetime
) -> dict[int, list[Asker]]:
    """The same for many, by contact id: two statements a colleague, however many contacts."""
    people = {contact.pk: contact for contact in contacts}
    found: dict[int, list[Asker]] = {pk: [] for pk in people}
    tied: dict[int, set[int]] = defaultdict(set, {viewer.pk: set(people)})
    for staff_id, contact_id in Relationship.objects.filter(contact__in=people).values_list("staff_id", "contact_id"):
        tied[staff_id].add(contact_id)
    for colleague in Staff.objects.at_work().filter(pk__in=tied).order_by("pk"):
        theirs = Contact.objects.visible_to(colleague).in_use().filter(pk__in=tied[colleague.pk])
        for asker in _judged(colleague, list(theirs.values_list("pk", flat=True)), campaign, as_of):
            found[asker.readiness.contact_id].append(asker)
    return {pk: sorted(askers, key=lambda asker: asker.nearness) for pk, askers in found.items()}


def _judged(colleague: Staff, contacts: list[int], campaign: Campaign, as_of: datetime) -> list[Asker]:
    question = pose(staff=colleague, campaign=campaign, as_of=as_of)
    read = dossiers(staff=colleague, contact_ids=contacts, as_of=as_of, policy=question.policy)
    is_away = colleague.away_until is not None and colleague.away_until >= question.today
    return [Asker(colleague, judge(Case(dossier, question)), is_away) for dossier in read.values()]
