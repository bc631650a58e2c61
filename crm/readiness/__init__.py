"""The rule: may this person be asked, for this, by this colleague, today? And if not, what would unlock it?"""

from datetime import datetime
from typing import Any

from crm.models.campaigns import Campaign
from crm.models.contacts import Contact
from crm.models.staff import Staff
from crm.readiness.assessment import Readiness, assess, judge
from crm.readiness.book import BookQuerySet
from crm.readiness.book import book as _book
from crm.readiness.case import Case
from crm.readiness.dossier import dossiers
from crm.readiness.facts import facts_at, refresh
from crm.readiness.question import Question, pose, pose_live
from crm.readiness.stage import Stage
from crm.readiness.verdict import Verdict

__all__ = [
    "BookQuerySet",
    "Readiness",
    "Stage",
    "Verdict",
    "assess",
    "book",
    "readiness_for_campaigns",
    "readiness_of",
    "refresh",
]


def book(*, staff: Staff, campaign: Campaign, as_of: datetime, contacts: Any = None) -> BookQuerySet:
    """Everybody `staff` may see, under the question whether they may ask them for `campaign`."""
    return _book(pose(staff=staff, campaign=campaign, as_of=as_of), contacts)


def readiness_of(*, contact: Contact, staff: Staff, campaign: Campaign, as_of: datetime) -> Readiness:
    """Judge one contact, which the caller has made sure `staff` may see."""
    return _judged(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0]


def readiness_for_campaigns(*, contact: Contact, staff: Staff, as_of: datetime) -> list[Readiness]:
    """Judge one contact for every live campaign, in the order of their names."""
    return _judged(contact, pose_live(staff=staff, as_of=as_of))


def _judged(contact: Contact, questions: list[Question]) -> list[Readiness]:
    if not questions:
        return []
    staff, as_of = questions[0].staff, questions[0].as_of
    dossier = dossiers(staff=staff, contact_ids=[contact.pk], as_of=as_of)[contact.pk]
    last = dossier.facts["last_event_at"]
    if last is not None and as_of < last:  # the stored facts know more than that day did: work them out anew
        dossier.facts = facts_at(staff.pk, contact.pk, as_of)
    return [judge(Case(dossier, question)) for question in questions]
