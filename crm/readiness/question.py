"""What is being asked of the rule: may this staff member ask people for this campaign on this day?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef
from django.utils.functional import cached_property

from crm.models.campaigns import Campaign, Policy
from crm.models.staff import Staff
from crm.models.topics import Topic
from crm.prepared import run_prepared
from crm.readiness.policy import default_policy, effective_policy

SILENT_AFTER_DAYS = 21  # an ask unanswered for so long is silent by itself
INVITED_FOR_DAYS = 60
YEAR_DAYS = 365
GIVEN_WITHIN_DAYS = 365
DIFFERENT_HEARD_DAYS = 2
CAMPAIGN_COLUMNS = ("id", "name", "client", "policy_id")


@dataclass(frozen=True)
class Question:
    """One question for a whole book. `today` is the calendar date of `as_of` where `staff` is."""

    staff: Staff
    campaign: Campaign
    as_of: datetime
    policy: Policy
    topic_ids: tuple[int, ...]
    open_topic_ids: tuple[int, ...]  # those that are not sensitive: an observed interest will do
    others: tuple[int, ...] = ()  # colleagues in the same time zone, asked about at once, each on ties of their own
    by_the_tie: bool = False  # look at nothing but the tie's own facts: who fails by these is not ready

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
    topics = list(campaign.topics.values_list("pk", "sensitive"))
    pks = [pk for pk, _ in topics]
    open_pks = [pk for pk, sensitive in topics if not sensitive]
    return _question(staff, campaign, as_of, default_policy(), topics=pks, open_topics=open_pks)


def pose_live(*, staff: Staff, as_of: datetime) -> list[Question]:
    """One question for each live campaign, in the order of their names; two queries for all, and one for each
    campaign with a policy of its own."""
    house = default_policy()
    live = run_prepared(*_live_statement(staff.today(as_of)))
    return [
        _question(
            staff,
            Campaign.from_db(DEFAULT_DB_ALIAS, CAMPAIGN_COLUMNS, row[:-2]),  # its other columns load when read
            as_of,
            house,
            topics=row[-2],
            open_topics=row[-1],
        )
        for row in live
    ]


@lru_cache(maxsize=8)
def _live_statement(today: date) -> tuple[str, tuple[Any, ...]]:
    """Compiled once a day: it runs with every log, and building it costs more than running it."""
    topics = Topic.objects.filter(campaigns=OuterRef("pk")).order_by("pk")
    live = Campaign.objects.live(today).annotate(
        topic_pks=ArraySubquery(topics.values("pk")),
        open_topic_pks=ArraySubquery(topics.filter(sensitive=False).values("pk")),
    )
    ordered = live.order_by("name", "pk")
    return ordered.values_list(*CAMPAIGN_COLUMNS, "topic_pks", "open_topic_pks").query.sql_with_params()


def _question(
    staff: Staff, campaign: Campaign, as_of: datetime, house: Policy, *, topics: list[int], open_topics: list[int]
) -> Question:
    return Question(
        staff=staff,
        campaign=campaign,
        as_of=as_of,
        policy=effective_policy(campaign, house),
        topic_ids=tuple(topics),
        open_topic_ids=tuple(open_topics),
    )
