"""Facts never drift, whatever is logged, changed, moved, voided, asked, merged or taken back, in any order."""

from datetime import timedelta
from math import isclose

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm.actions.attest import attest, withdraw_attestation
from crm.actions.edit_interaction import delete_interaction, edit_interaction, void_interaction
from crm.actions.log_interaction import log_interaction
from crm.actions.merge_contacts import merge_contacts
from crm.actions.open_ask import open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.undo_merge import undo_merge
from crm.actions.void_ask import void_ask
from crm.errors import Refusal
from crm.genuine.kinds import WEIGHTS
from crm.models import Ask, Attestation, Interaction, Merge, Relationship
from crm.models.relationships import warmth
from crm.readiness import book
from crm.readiness.facts import drifted, facts_at, refresh, refresh_all
from tests.builders import NOW, days_ago, log, make_campaign, make_contact, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WAYS = (("outbound", "message"), ("outbound", "introduction"), ("outbound", "share"), ("inbound", "message"))
WAYS += (("inbound", "request"), ("mutual", "meeting"), ("observed", "read"))
TEXTS = ("Will you be there", "Our new bike carries more than any other one did, tell your readers about all of it")
STEPS = ("log", "log", "log", "edit", "move", "delete", "void", "ask", "void ask", "outcome", "attest", "merge", "undo")
quick = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Office:
    """Three colleagues and four contacts; each step does one thing to something there is, or is refused."""

    def __init__(self, choose):
        self.choose = choose
        zones = ("Pacific/Auckland", "America/New_York", "UTC")
        self.staff = [make_staff(f"Staff {n}", role="manager", time_zone=zone) for n, zone in enumerate(zones)]
        self.contacts = [make_contact(self.staff[0], f"Contact {n}") for n in range(4)]
        self.campaigns = [make_campaign(self.staff[0], name=f"K{n}") for n in range(3)]

    def one_of(self, rows):
        rows = list(rows)
        return rows[self.choose(len(rows))] if rows else None

    def happening(self):
        (direction, kind), staff = self.one_of(WAYS), self.one_of(self.staff)
        back, text = self.choose(40), self.one_of(TEXTS)
        colleague = self.one_of(s for s in self.staff if s != staff) if kind == "introduction" else None
        return (
            {"direction": direction, "kind": kind, "text": text, "introduces": colleague},
            staff,
            days_ago(back, hour=9),
        )

    def do(self, step: str) -> None:
        with transaction.atomic():
            getattr(self, step.replace(" ", "_"))()

    def log(self) -> None:
        fields, staff, at = self.happening()
        log_interaction(
            staff=staff, contact=self.one_of(self.contacts), channel="email", occurred_at=at, as_of=NOW, **fields
        )

    def edit(self) -> None:
        fields, _, at = self.happening()
        if row := self.one_of(Interaction.objects.filter(voided_at=None).order_by("pk")):
            edit_interaction(staff=self.staff[0], interaction=row, as_of=NOW, occurred_at=at, **fields)

    def move(self) -> None:
        if row := self.one_of(Interaction.objects.filter(voided_at=None).order_by("pk")):
            edit_interaction(staff=self.staff[0], interaction=row, as_of=NOW, contact=self.one_of(self.contacts))

    def delete(self) -> None:
        if row := self.one_of(Interaction.objects.order_by("pk")):
            delete_interaction(staff=self.staff[0], interaction=row, as_of=NOW)

    def void(self) -> None:
        if row := self.one_of(Interaction.objects.order_by("pk")):
            void_interaction(staff=self.staff[0], interaction=row, reason="By mistake.", as_of=NOW)

    def ask(self) -> None:
        who = {"staff": self.one_of(self.staff), "contact": self.one_of(self.contacts)}
        when = {"already_made": True, "asked_at": days_ago(self.choose(40)), "as_of": NOW}
        open_ask(**who, campaign=self.one_of(self.campaigns), channel="email", text="Would you?", **when)

    def void_ask(self) -> None:
        if ask := self.one_of(Ask.objects.order_by("pk")):
            void_ask(staff=self.staff[0], ask=ask, reason="By mistake.", as_of=NOW)

    def outcome(self) -> None:
        if ask := self.one_of(Ask.objects.order_by("pk")):
            record_outcome(staff=self.staff[0], ask=ask, outcome=self.one_of(("yes", "no")), as_of=NOW)

    def attest(self) -> None:
        if self.choose(2) and (row := Attestation.objects.first()):
            withdraw_attestation(staff=self.staff[0], attestation=row)
        else:
            attest(staff=self.one_of(self.staff), contact=self.one_of(self.contacts), reason="School.", as_of=NOW)

    def merge(self) -> None:
        one, other = self.one_of(self.contacts), self.one_of(self.contacts)
        one.refresh_from_db(), other.refresh_from_db()
        merge_contacts(staff=self.staff[0], survivor=one, other=other, as_of=NOW)

    def undo(self) -> None:
        if merge := self.one_of(Merge.objects.filter(undone_at=None).order_by("pk")):
            undo_merge(staff=self.staff[0], merge=merge, as_of=NOW)


@quick
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 10**6)), min_size=12, max_size=40))
def test_facts_do_not_drift_whatever_happens(steps):
    with transaction.atomic():
        numbers = {"seed": 0}

        def choose(among: int) -> int:
            numbers["seed"] = (numbers["seed"] * 6364136223846793005 + 1442695040888963407) % 2**64
            return (numbers["seed"] >> 33) % among

        office = Office(choose)
        for step, seed in steps:
            numbers["seed"] = seed
            try:
                office.do(step)
            except Refusal:
                continue
            assert drifted() == [], (step, seed)
        stored = {(tie.staff_id, tie.contact_id): tie for tie in Relationship.objects.all()}
        for (staff, contact), tie in stored.items():
            then = facts_at(staff, contact, NOW)
            assert {name: getattr(tie, name) for name in then} == then
        transaction.set_rollback(True)


def test_moving_an_interaction_changes_both_relationships():
    alice = make_staff()
    ana, ben = make_contact(alice, "Ana"), make_contact(alice, "Ben")
    first, second = log(alice, ana, days=5, text="One"), log(alice, ana, days=4, text="Two")
    edit_interaction(staff=alice, interaction=second, as_of=NOW, contact=ben)
    assert {tie.contact_id: tie.reached_days for tie in alice.relationships.all()} == {ana.pk: 1, ben.pk: 1}
    delete_interaction(staff=alice, interaction=first, as_of=NOW)
    void_interaction(staff=alice, interaction=second, reason="Somebody else.", as_of=NOW)
    assert {tie.reached_days for tie in alice.relationships.all()} == {0}
    assert drifted() == []


def test_a_copied_introduction_hands_nobody_over():
    alice, bob = make_staff("Alice"), make_staff("Bob")
    readers = [make_contact(alice, f"Reader {n}") for n in range(3)]
    text = "Please meet Bob, who knows everything there is to know about cargo bikes in small towns and villages"
    for who in readers:
        log(alice, who, kind="introduction", days=3, introduces=bob, text=text)
    assert set(bob.relationships.values_list("introduced_on", flat=True)) == {None}
    assert drifted() == []


def test_facts_that_were_tampered_with_are_found_and_put_right():
    alice = make_staff()
    ana = make_contact(alice)
    log(alice, ana, days=5)
    Relationship.objects.update(reached_days=9)
    assert drifted() == [(alice.pk, ana.pk)]
    refresh_all()
    assert drifted() == []
    Relationship.objects.all().delete()
    assert drifted() == [(alice.pk, ana.pk)]
    refresh([(alice.pk, ana.pk)])
    assert drifted() == []


# Warmth -----------------------------------------------------------------------------------------------------


def plain_warmth(touches, staff, as_of) -> float:
    """W(t) = Σ wᵢ · 2^(−(t−tᵢ)/60 d), at most the heaviest per direction and local day."""
    heaviest = {}
    for touch in touches:
        if touch.kind not in WEIGHTS or touch.direction == "observed" or not touch.genuine:
            continue
        weight = WEIGHTS[touch.kind] * (1.5 if touch.direction == "inbound" else 1)
        heat = weight * 2 ** (-(as_of - touch.occurred_at) / timedelta(days=60))
        day = (touch.direction, staff.today(touch.occurred_at))
        heaviest[day] = max(heaviest.get(day, 0), heat)
    return sum(heaviest.values())


@quick
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(WAYS), st.integers(0, 1500), st.sampled_from((0, 9, 11.5, 23.9))),
        max_size=25,
    )
)
def test_warmth_is_the_plain_formula_and_orders_alike_at_any_time(story):
    with transaction.atomic():
        alice = make_staff(time_zone="Pacific/Auckland")
        people = [make_contact(alice, f"Contact {n}") for n in range(3)]
        for n, (direction, kind), days, hour in story:
            log(alice, people[n], direction, kind, days=days + 1, hour=hour)
        ties = {tie.contact_id: tie for tie in Relationship.objects.filter(staff=alice)}
        for as_of in (NOW, NOW + timedelta(days=700)):
            plain = {who.pk: plain_warmth(who.interactions.all(), alice, as_of) for who in people}
            for pk, heat in plain.items():
                kept = warmth(ties[pk].warmth_log, as_of) if pk in ties else 0
                assert isclose(kept, heat, rel_tol=1e-9), (kept, heat)
            ordered = book(staff=alice, campaign=make_campaign(alice), as_of=as_of).order_by_warmth()
            heats = [plain[pk] for pk in ordered.values_list("pk", flat=True)]
            assert all(one >= next_one * (1 - 1e-9) for one, next_one in zip(heats, heats[1:], strict=False))
        transaction.set_rollback(True)
