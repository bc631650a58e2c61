"""The rule: may this person be asked, for this, by this colleague, today? And if not, what would unlock it?"""

from datetime import datetime
from typing import Any

from crm.models.campaigns import Campaign
from crm.models.contacts import Contact
from crm.models.staff import Staff
from crm.readiness.assessment import Readiness, assess, judge
from crm.readiness.book import BookQuerySet
from crm.readiness.book import book as _book
from crm.readiness.cases import cases_of
from crm.readiness.facts import refresh
from crm.readiness.question import pose, pose_live
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
    return judge(cases_of(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0])


def readiness_for_campaigns(*, contact: Contact, staff: Staff, as_of: datetime) -> list[Readiness]:
    """Judge one contact for every live campaign, in the order of their names."""
    return [judge(case) for case in cases_of(contact, pose_live(staff=staff, as_of=as_of))]
