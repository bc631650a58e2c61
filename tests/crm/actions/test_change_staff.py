"""Changing staff: whose days, whose rights, and that somebody can always let others in."""

import pytest

from crm.actions.change_staff import change_staff
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Relationship, Staff
from crm.readiness.facts import drifted
from tests.builders import NOW, day, log, make_contact, make_staff

pytestmark = pytest.mark.django_db


def test_alices_days_are_counted_anew_when_she_moves():
    alice = make_staff("Alice", time_zone="UTC")
    ana = make_contact(alice)
    log(alice, ana, days=3, hour=1)
    log(alice, ana, days=3, hour=22)
    assert Relationship.objects.get().reached_days == 1
    change_staff(staff=alice, colleague=alice, as_of=NOW, time_zone="America/New_York")
    assert Relationship.objects.get().reached_days == 2
    assert drifted() == []


def test_bob_cannot_change_alice_nor_make_himself_admin():
    alice, bob = make_staff("Alice", role="admin"), make_staff("Bob")
    with pytest.raises(NotAllowed):
        change_staff(staff=bob, colleague=alice, as_of=NOW, name="Malice")
    with pytest.raises(NotAllowed):
        change_staff(staff=bob, colleague=bob, as_of=NOW, role="admin")
    assert list(Staff.objects.order_by("pk").values_list("name", "role")) == [("Alice", "admin"), ("Bob", "member")]


@pytest.mark.parametrize("change", [{"role": "member"}, {"left_on": day(0)}])
def test_the_last_admin_stays_one(change):
    alice = make_staff("Alice", role="admin")
    make_staff("Former", role="admin", left_on=day(-1))
    with pytest.raises(Conflict):
        change_staff(staff=alice, colleague=alice, as_of=NOW, **change)
    make_staff("Bob", role="admin")
    change_staff(staff=alice, colleague=alice, as_of=NOW, **change)


def test_alice_is_covered_by_a_colleague_who_is_here():
    alice = make_staff("Alice")
    for nobody in (alice, make_staff("Former", left_on=day(-1))):
        with pytest.raises(Refusal) as refused:
            change_staff(staff=alice, colleague=alice, as_of=NOW, covered_by=nobody, away_until=day(7))
        assert list(refused.value.errors) == ["covered_by"]
    bob = make_staff("Bob")
    assert change_staff(staff=alice, colleague=alice, as_of=NOW, covered_by=bob).covered_by == bob
