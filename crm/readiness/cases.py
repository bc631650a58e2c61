"""Cases of one contact: under one question, or under those of all live campaigns."""

from datetime import datetime

from crm.models.contacts import Contact
from crm.readiness.case import Case
from crm.readiness.dossier import dossiers
from crm.readiness.facts import facts_at
from crm.readiness.question import Question


def cases_of(contact: Contact, questions: list[Question]) -> list[Case]:
    """One dossier, read once, under each question (all of one staff member and one moment)."""
    if not questions:
        return []
    staff, as_of = questions[0].staff, questions[0].as_of
    dossier = dossiers(staff=staff, contact_ids=[contact.pk], as_of=as_of, policy=questions[0].policy)[contact.pk]
    if _knows_more_than(as_of, dossier.facts["last_event_at"]):
        dossier.facts = facts_at(staff.pk, contact.pk, as_of)
    return [Case(dossier, question) for question in questions]


def _knows_more_than(as_of: datetime, last_event_at: datetime | None) -> bool:
    """The stored facts hold for every moment from the last event on; for an earlier one, work them out anew."""
    return last_event_at is not None and as_of < last_event_at
