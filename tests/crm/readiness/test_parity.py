"""On invented worlds the filter, the judgement and the slow oracle say the same about everybody."""

import json
import os
from dataclasses import asdict, replace
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from crm.models import Policy
from crm.readiness import assess
from crm.readiness.assessment import judge as judged_by_the_rule
from crm.readiness.book import book
from crm.readiness.cases import cases_of
from crm.readiness.criteria import CRITERIA
from crm.readiness.policy import default_policy, effective_policy
from crm.readiness.question import pose
from crm.readiness.remembered import MEETS, missing_under, remember
from crm.reports.ready_today import ready_today
from tests.crm.readiness.invented import POLICIES, Invented, worlds
from tests.crm.readiness.words import check_words, is_past
from tests.crm.readiness.worlds import write
from tests.oracle.rule import judge

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# To hunt by hand: PARITY_EXAMPLES=2000, which are then other ones each time.
HUNTING = "PARITY_EXAMPLES" in os.environ
invented = settings(
    max_examples=int(os.environ.get("PARITY_EXAMPLES", "40")),
    derandomize=not HUNTING,
    phases=[Phase.generate] if HUNTING else [Phase.generate, Phase.shrink],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def told_by(invented: Invented, staff: int, contact: int, campaign: int, as_of):
    """What the oracle says."""
    zone, rules = invented.zones[staff], invented.rules(campaign)
    judged = judge(invented.world, staff, contact, campaign, as_of, zone, rules)
    return {**judged.criteria, "stage": judged.stage}


def said_by(readiness):
    """What the judgement says."""
    criteria = {verdict.name: verdict.met for verdict in readiness.criteria}
    return {**criteria, "stage": readiness.stage}


@invented
@given(worlds())
def test_the_filter_and_the_judgement_of_everybody_are_the_oracles_now_and_earlier(invented):
    with transaction.atomic():
        written = write(invented.world, invented.zones, invented.house, invented.own)
        for staff, campaign in product(written.staff, written.campaigns):
            for row in written.book(staff, campaign, invented.as_of):
                who = (staff, written.number(row), campaign)
                assert said_by(assess(row)) == told_by(invented, *who, invented.as_of), who
        for who in product([1], written.contacts, [2]):
            assert said_by(written.readiness(*who, invented.earlier)) == told_by(invented, *who, invented.earlier), who
        faces = written.faces(1, 2, invented.as_of)
        assert faces == {n: told_by(invented, 1, n, 2, invented.as_of) for n in written.contacts}
        transaction.set_rollback(True)


@invented
@given(worlds(contacts=3))
def test_the_words_come_true_as_time_passes(invented):
    with transaction.atomic():
        written = write(invented.world, invented.zones, invented.house, invented.own)
        staff, campaign, as_of = 1, 2, invented.as_of
        for n in (1, 2, 3):
            check_words(
                written.readiness(staff, n, campaign, as_of),
                invented.zones[staff],
                lambda name, moment, n=n: told_by(invented, staff, n, campaign, moment)[name],
                is_past(invented.world, as_of),
            )
        transaction.set_rollback(True)


@invented
@given(worlds(), POLICIES)
def test_what_an_ask_keeps_tells_what_the_rule_says_under_any_thresholds(invented, other):
    with transaction.atomic():
        written = write(invented.world, invented.zones, invented.house, invented.own)
        for staff, campaign, contact in product([1], written.campaigns, written.contacts.values()):
            asked = {"staff": written.staff[staff], "campaign": written.campaigns[campaign]}
            question = pose(**asked, as_of=invented.as_of)
            kept = json.loads(json.dumps(remember(cases_of(contact, [question])[0])))
            for policy in (question.policy, Policy(**asdict(other))):
                judged = judged_by_the_rule(cases_of(contact, [replace(question, policy=policy)])[0])
                missing = [v.name for v in judged.missing if v.name in MEETS]
                assert missing_under(kept, policy) == missing, (campaign, contact.pk)
        transaction.set_rollback(True)


@invented
@given(worlds(), POLICIES)
def test_who_is_counted_as_ready_today_is_who_is_ready(invented, other):
    with transaction.atomic():
        written = write(invented.world, invented.zones, invented.house, invented.own)
        policies = [default_policy(), Policy(**asdict(other))]
        found = ready_today(staff=written.staff[1], as_of=invented.as_of, policies=policies)
        for policy, counted in zip(policies, found, strict=True):
            for campaign, people in counted.by_campaign:
                assert people == len(_ready_for(written, campaign, policy, invented.as_of)), campaign
        transaction.set_rollback(True)


def _ready_for(written, campaign, policy, as_of):
    """Whom the rule finds ready, judged one after the other; read at once, for each colleague."""
    found = set()
    for staff in written.staff.values():
        question = pose(staff=staff, campaign=campaign, as_of=as_of)
        rows = book(replace(question, policy=effective_policy(campaign, policy)))
        theirs = [row for row in rows if row.is_visible_to(written.staff[1])]
        found |= {row.pk for row in theirs if judged_by_the_rule(row.case).unlocked}
    return found


def test_the_oracle_and_the_rule_have_the_same_criteria():
    from tests.oracle.rule import CRITERIA as TOLD

    assert tuple(criterion.name for criterion in CRITERIA) == TOLD
