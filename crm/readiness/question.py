"""What is being asked of the rule: may this staff member ask people for this campaign on this day?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from crm.models.campaigns import Campaign, Policy
from crm.models.staff import Staff
from crm.readiness.policy import default_policy, effective_policy

SILENT_AFTER_DAYS = 21  # an ask unanswered for so long is silent by itself
INVITED_FOR_DAYS = 60
YEAR_DAYS = 365
GIVEN_WITHIN_DAYS = 365
DIFFERENT_HEARD_DAYS = 2


@dataclass(frozen=True)
class Question:
    """One question for a whole book. `today` is the calendar date of `as_of` where `staff` is."""

    staff: Staff
    campaign: Campaign
    as_of: datetime
    policy: Policy
    topic_ids: tuple[int, ...]
    open_topic_ids: tuple[int, ...]  # those that are not sensitive: an observed interest will do

    @cached_property
    def today(self) -> date:
        return self.staff.today(self.as_of)

    @property
    def zone(self) -> ZoneInfo:
        return self.staff.zone

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def pose(*, staff: Staff, campaign: Campaign, as_of: datetime) -> Question:
    """Read once what every judgement needs: the policy in force and the campaign's topics."""
    return _question(staff, campaign, as_of, default_policy())


def pose_live(*, staff: Staff, as_of: datetime) -> list[Question]:
    """One question for each live campaign, in the order of their names; three queries for all."""
    campaigns = Campaign.objects.live(staff.today(as_of)).order_by("name", "pk")
    house = default_policy()
    return [
        _question(staff, campaign, as_of, house)
        for campaign in campaigns.select_related("policy").prefetch_related("topics")
    ]


def _question(staff: Staff, campaign: Campaign, as_of: datetime, house: Policy) -> Question:
    topics = [(topic.pk, topic.sensitive) for topic in campaign.topics.all()]
    return Question(
        staff=staff,
        campaign=campaign,
        as_of=as_of,
        policy=effective_policy(campaign, house),
        topic_ids=tuple(pk for pk, _ in topics),
        open_topic_ids=tuple(pk for pk, sensitive in topics if not sensitive),
    )
