"""How many people may be asked today, under today's thresholds or under others.

Two steps: one look at all ties leaves those that could be ready for anything, by what the tie alone tells; the rule
itself then judges these few for each live campaign."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from crm.models import Campaign, Contact, Invitation, Policy, Relationship, Staff, Visibility
from crm.readiness.book import JUDGED_BY, BookQuerySet, walking
from crm.readiness.criteria import of_group
from crm.readiness.policy import STRICTER_DOWN, STRICTER_UP, THRESHOLDS, effective_policy
from crm.readiness.question import INVITED_FOR_DAYS, Question, pose_live
from crm.readiness.stand_ins import INVITATION
from crm.readiness.verdict import Criterion, Group

Thresholds = tuple[int, ...]


@dataclass(frozen=True)
class Ready:
    """Different people whom somebody here may ask today: for anything, and for each live campaign."""

    people: int
    by_campaign: tuple[tuple[Campaign, int], ...]


def ready_today(*, staff: Staff, as_of: datetime, policies: Sequence[Policy]) -> list[Ready]:
    """Under each of some house rules. Only people whom `staff` may see, and the colleague who would ask, too."""
    campaigns = list(Campaign.objects.live(staff.today(as_of)).select_related("policy").order_by("name", "pk"))
    zones: dict[str, list[Staff]] = defaultdict(list)
    for colleague in Staff.objects.at_work().order_by("pk"):
        zones[colleague.time_zone].append(colleague)
    posed = {zone: pose_live(staff=colleagues[0], as_of=as_of) for zone, colleagues in zones.items()}
    near = _near(staff, zones, posed, _loosest(policies)) if campaigns else {}
    found: dict[tuple[int, Thresholds], set[int]] = {}  # by campaign and rules, for most rules are the same twice
    with walking():
        return [_ready(near, posed, campaigns, policy, found) for policy in policies]


def _ready(
    near: dict[str, list[int]],
    posed: dict[str, list[Question]],
    campaigns: Sequence[Campaign],
    house: Policy,
    found: dict[tuple[int, Thresholds], set[int]],
) -> Ready:
    ready: dict[Campaign, set[int]] = {}
    for campaign in campaigns:
        policy = effective_policy(campaign, house)
        key = campaign.pk, tuple(getattr(policy, name) for name in THRESHOLDS)
        if key not in found:
            asked = [(zone, q) for zone in near for q in posed[zone] if q.campaign.pk == campaign.pk]
            found[key] = {pk for zone, q in asked for pk in _people(near[zone], replace(q, policy=policy))}
        ready[campaign] = found[key]
    people: set[int] = set().union(*ready.values())
    return Ready(len(people), tuple((campaign, len(pks)) for campaign, pks in ready.items()))


def _people(ties: list[int], question: Question) -> Iterable[int]:
    """Whom the rule finds ready, of those at the other end of these ties."""
    tie = FilteredRelation("relationships", condition=Q(relationships__in=ties))
    rows = BookQuerySet(Contact).annotate(tie=tie).alias(**{f"tie_{name}": F(f"tie__{name}") for name in JUDGED_BY})
    rows.question = question
    ready = rows.filter(tie__isnull=False).ready()
    ready.tie_by_tie = False  # all of it is walked
    return ready.values_list("pk", flat=True)


def _near(
    staff: Staff, zones: dict[str, list[Staff]], posed: dict[str, list[Question]], policy: Policy
) -> dict[str, list[int]]:
    """By time zone, the ties whose own facts would do under `policy`, or whose contact invited us to something."""
    condition = Q(pk__in=())
    for zone, questions in posed.items():
        for question in questions[:1]:  # what the tie alone tells is the same for all campaigns
            condition |= Q(staff__in=zones[zone]) & _by_the_tie_alone(replace(question, policy=policy, by_the_tie=True))
    shared = Contact.shared_with.through.objects.filter(contact=OuterRef("contact"), staff=OuterRef("staff"))
    theirs_to_see = Q(contact__visibility=Visibility.TEAM) | Q(contact__owner=F("staff")) | Exists(shared)
    ties = Relationship.objects.alias(**{f"tie_{name}": F(name) for name in JUDGED_BY}).filter(
        condition, theirs_to_see, contact__in=Contact.objects.visible_to(staff).in_use()
    )
    near: dict[str, list[int]] = defaultdict(list)
    for zone, pk in ties.values_list("staff__time_zone", "pk"):
        near[zone].append(pk)
    return near


def _by_the_tie_alone(question: Question) -> Q:
    """Heard, and either all of connect and give, or invited: whether to this very campaign is for the rule to say."""
    heard, *_others = of_group(Group.LISTEN)
    earned = Q()
    for criterion in (*of_group(Group.CONNECT), *of_group(Group.GIVE)):
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
