"""How many people may be asked today, under today's thresholds or under others.

Step by step, each on what the one before left: one look at all ties finds those that could be ready for anything, by
what the tie alone tells; one at their contacts, which campaigns' topics they could care about; the rule itself then
judges these few for each live campaign."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from crm.models import Campaign, Contact, Invitation, Policy, Relationship, Staff, Visibility
from crm.readiness.book import JUDGED_BY, BookQuerySet, walking
from crm.readiness.criteria import of_group
from crm.readiness.policy import STRICTER_DOWN, STRICTER_UP, THRESHOLDS, effective_policy
from crm.readiness.question import INVITED_FOR_DAYS, Question, pose_live
from crm.readiness.stand_ins import INVITATION
from crm.readiness.suspects import perhaps_fit
from crm.readiness.verdict import Criterion, Group

Thresholds = tuple[int, ...]


@dataclass(frozen=True)
class Ready:
    """Different people whom somebody here may ask today: for anything, and for each live campaign."""

    people: int
    by_campaign: tuple[tuple[Campaign, int], ...]


@dataclass
class _Zone:
    """The colleagues of one time zone: their questions, and by campaign and contact their ties that could be ready."""

    colleagues: list[Staff]
    questions: dict[int, Question]
    ties: dict[int, dict[int, list[int]]]

    def people(self, campaign: Campaign, policy: Policy) -> set[int]:
        """Whom the rule finds ready. Whether they care is looked at once for each, and nearly all the rest is alike
        for all who know them: so one tie of each first, and the others of those whom it did not ready."""
        question, ties = replace(self.questions[campaign.pk], policy=policy), self.ties[campaign.pk]
        them = BookQuerySet(Contact).these(list(ties), question).meeting("fit")
        fit = set(them.values_list("pk", flat=True))
        ready = _ready_by([ties[pk][0] for pk in fit], question)
        return ready | _ready_by([tie for pk in fit - ready for tie in ties[pk][1:]], question)


def _ready_by(ties: list[int], question: Question) -> set[int]:
    """Whom the rule finds ready, of those at the other end of these ties."""
    if not ties:
        return set()
    ready = BookQuerySet(Contact).at_the_end_of(ties, question).ready()
    ready.tie_by_tie = False  # all of it is walked
    return set(ready.values_list("pk", flat=True))


def ready_today(*, staff: Staff, as_of: datetime, policies: Sequence[Policy]) -> list[Ready]:
    """Under each of some house rules. Only people whom `staff` may see, and the colleague who would ask, too."""
    campaigns = list(Campaign.objects.live(staff.today(as_of)).select_related("policy").order_by("name", "pk"))
    zones = _zones(as_of)
    if campaigns:
        _find_ties(staff, zones, _loosest(policies))
    found: dict[tuple[int, Thresholds], set[int]] = {}  # by campaign and rules, for most rules are the same twice
    with walking():
        return [_ready(zones, campaigns, policy, found) for policy in policies]


def _ready(
    zones: Sequence[_Zone], campaigns: Sequence[Campaign], house: Policy, found: dict[tuple[int, Thresholds], set[int]]
) -> Ready:
    ready: dict[Campaign, set[int]] = {}
    for campaign in campaigns:
        policy = effective_policy(campaign, house)
        key = campaign.pk, tuple(getattr(policy, name) for name in THRESHOLDS)
        if key not in found:
            asked = [zone for zone in zones if zone.ties.get(campaign.pk)]
            found[key] = set().union(*(zone.people(campaign, policy) for zone in asked))
        ready[campaign] = found[key]
    people: set[int] = set().union(*ready.values())
    return Ready(len(people), tuple((campaign, len(pks)) for campaign, pks in ready.items()))


def _zones(as_of: datetime) -> list[_Zone]:
    colleagues: dict[str, list[Staff]] = defaultdict(list)
    for colleague in Staff.objects.at_work().order_by("pk"):
        colleagues[colleague.time_zone].append(colleague)
    return [_zone(some, as_of) for some in colleagues.values()]


def _zone(colleagues: list[Staff], as_of: datetime) -> _Zone:
    first, *others = colleagues
    pks = tuple(one.pk for one in others)
    posed = [replace(question, others=pks) for question in pose_live(staff=first, as_of=as_of)]
    return _Zone(colleagues, {question.campaign.pk: question for question in posed}, {})


def _find_ties(staff: Staff, zones: Sequence[_Zone], policy: Policy) -> None:
    """Fill in each zone's ties: those near enough under `policy`, of contacts whom a campaign's topic could be for."""
    zone_of = {one.pk: number for number, zone in enumerate(zones) for one in zone.colleagues}
    near = list(_near(staff, zones, policy).values_list("staff", "pk", "contact"))
    topics = {topic for zone in zones for question in zone.questions.values() for topic in question.topic_ids}
    fit = perhaps_fit({contact for *_, contact in near}, topics)
    for number, zone in enumerate(zones):
        ours = [(tie, contact) for who, tie, contact in near if zone_of[who] == number]
        for pk, question in zone.questions.items():
            them: set[int] = set().union(*(fit[topic] for topic in question.topic_ids))
            zone.ties[pk] = defaultdict(list)
            for tie, contact in ours:
                if contact in them:
                    zone.ties[pk][contact].append(tie)


def _near(staff: Staff, zones: Sequence[_Zone], policy: Policy) -> QuerySet[Relationship]:
    """The ties whose own facts would do under `policy`, or whose contact invited us to something."""
    condition = Q(pk__in=())
    for zone in zones:
        for question in list(zone.questions.values())[:1]:  # what the tie alone tells is the same for all campaigns
            told = _by_the_tie_alone(replace(question, policy=policy, by_the_tie=True))
            condition |= Q(staff__in=[one.pk for one in zone.colleagues]) & told
    shared = Contact.shared_with.through.objects.filter(contact=OuterRef("contact"), staff=OuterRef("staff"))
    theirs_to_see = Q(contact__visibility=Visibility.TEAM) | Q(contact__owner=F("staff")) | Exists(shared)
    return Relationship.objects.alias(**{f"tie_{name}": F(name) for name in JUDGED_BY}).filter(
        condition, theirs_to_see, contact__in=Contact.objects.visible_to(staff).in_use()
    )


def _by_the_tie_alone(question: Question) -> Q:
    """Heard, and either all of connect and give, or invited: whether to this very campaign is for the rule to say."""
    heard, *_others = of_group(Group.LISTEN)
    earned = Q()
    for criterion in (*of_group(Group.GIVE), *of_group(Group.CONNECT)):
        earned &= _without_invitation(criterion, question)
    since = question.today - timedelta(days=INVITED_FOR_DAYS)
    invited = Invitation.objects.filter(given_on__range=(since, question.today)).values("contact")
    return heard.condition(question) & (earned | Q(contact__in=invited))


def _without_invitation(criterion: Criterion, question: Question) -> Q:
    met = criterion.condition(question)
    for stand in criterion.stand_ins:
        if stand is not INVITATION:
            met |= stand.condition(question)
    return met


def _loosest(policies: Sequence[Policy]) -> Policy:
    """Field by field the most lenient: who is not ready under it is ready under none."""
    values = {name: min(getattr(policy, name) for policy in policies) for name in STRICTER_UP}
    values |= {name: max(getattr(policy, name) for policy in policies) for name in STRICTER_DOWN}
    return Policy(**values)
