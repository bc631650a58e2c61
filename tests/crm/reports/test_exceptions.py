"""Where somebody's word stood above the rule."""

import pytest

from crm.actions.attest import attest
from crm.actions.overrule import overrule
from crm.reports.exceptions import exceptions
from tests.builders import NOW, log, make_campaign, make_contact, make_staff
from tests.crm.reports.made import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def mona():
    return make_staff("Mona", role="manager")


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


@pytest.fixture
def campaign(alice):
    return make_campaign(alice)


def stand_out(staff, contact, mona, campaign):
    """One of each, about this contact."""
    made(staff, contact, campaign, "yes", stood_in={"known": "attestation"})
    made(staff, contact, campaign, "no", stage="give", missing=("given",), override_reason="Now.", overridden_by=mona)
    attest(staff=staff, contact=contact, reason="We studied together.", as_of=NOW)
    message = log(staff, contact, days=3, automated=True, text="My own words, sent at eight.")
    if contact.is_visible_to(mona):
        overrule(staff=mona, interaction=message, reason="He set a timer, no more.", as_of=NOW)


def test_each_with_who_when_and_why(alice, mona, ana, campaign):
    stand_out(alice, ana, mona, campaign)
    found = exceptions(staff=alice, as_of=NOW)
    [override], [vouched], [overruled] = found.overrides, found.attestations, found.overruled
    assert (override.ask.overridden_by, override.ask.override_reason, override.missing) == (mona, "Now.", ("given",))
    assert (vouched.attestation.staff, vouched.attestation.reason, vouched.asks) == (alice, "We studied together.", 1)
    assert (overruled.overruled_by, overruled.overrule_reason) == (mona, "He set a timer, no more.")
    assert {row.key: row.tally.asks for row in found.by_way.rows} == {"earned": 1, "overridden": 1}
    assert {row.key: row.tally.asks for row in found.by_stand_in.rows} == {"none": 1, "attestation": 1}


def test_what_concerns_bobs_private_contact_is_bobs_to_see(alice, mona, campaign):
    bob = make_staff("Bob")
    hidden = make_contact(bob, "Zelda", visibility="private")
    hidden.shared_with.add(mona)
    stand_out(bob, hidden, mona, campaign)
    found = exceptions(staff=alice, as_of=NOW)
    assert (found.overrides, found.attestations, found.overruled, found.by_way.rows) == ((), (), (), ())
    theirs = exceptions(staff=bob, as_of=NOW)
    assert (len(theirs.overrides), len(theirs.attestations), len(theirs.overruled)) == (1, 1, 1)
