"""What came of asks, counted by hand."""

import pytest

from crm.reports.asks_made import asks_seen_by
from crm.reports.outcomes import all_outcomes, outcomes
from tests.builders import NOW, make_campaign, make_contact, make_staff, make_topic
from tests.crm.reports.made import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def mona():
    return make_staff("Mona", role="manager")


@pytest.fixture
def bikes():
    return make_topic("Bikes")


@pytest.fixture
def campaign(alice, bikes):
    return make_campaign(alice, topics=[bikes])


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


def rows(alice, by):
    table = outcomes(asks_seen_by(alice), by=by, as_of=NOW)
    return {row.key: row.tally for row in table.rows}


def test_by_where_they_stood(alice, ana, campaign):
    for outcome in ("yes", "yes", "no", "silent"):
        made(alice, ana, campaign, outcome)
    made(alice, ana, campaign, "not_now", stage="give")
    made(alice, ana, campaign, "yes", judged=False)
    found = rows(alice, "readiness")
    assert list(found) == ["ready", "give", "none"]  # earned first, those nobody judged last
    assert (found["ready"].yes, found["ready"].no, found["ready"].silent) == (2, 1, 1)
    assert found["give"].not_now == found["none"].yes == 1


def test_silence_comes_by_itself_after_three_weeks(alice, ana, campaign):
    made(alice, ana, campaign, days=21)
    made(alice, ana, campaign, days=20)
    made(alice, ana, campaign, "withdrawn", days=30)
    found = rows(alice, "channel")["email"]
    assert (found.silent, found.open, found.withdrawn, found.settled) == (1, 1, 1, 1)


def test_by_what_was_met_and_what_was_missing(alice, mona, ana, campaign):
    made(alice, ana, campaign, "yes")
    overridden = {"override_reason": "She is on air tomorrow.", "overridden_by": mona}
    made(alice, ana, campaign, "no", stage="give", missing=("given", "heard"), **overridden)
    made(alice, ana, campaign, "no", judged=False)
    found = rows(alice, "criterion")
    assert (found["given:met"].yes, found["given:met"].no) == (1, 0)
    assert (found["given:missing"].yes, found["given:missing"].no) == (0, 1)
    assert found["heard:missing"].asks == 1 and "known:missing" not in found
    assert found["known:met"].asks == 2  # the one that keeps no judgement is in no row


def test_overrides_beside_what_was_earned(alice, mona, ana, campaign):
    made(alice, ana, campaign, "yes")
    made(alice, ana, campaign, "silent", stage="give", override_reason="On air.", overridden_by=mona)
    made(alice, ana, campaign, "no", stage="connect")
    found = rows(alice, "way")
    assert {key: tally.asks for key, tally in found.items()} == {"earned": 1, "overridden": 1, "unearned": 1}
    assert found["earned"].yes == found["overridden"].silent == found["unearned"].no == 1


def test_by_what_stood_in(alice, ana, campaign):
    made(alice, ana, campaign, "yes", stood_in={"known": "attestation", "reached": "attestation"})
    made(alice, ana, campaign, "no", stood_in={"known": "introduction"})
    made(alice, ana, campaign, "yes")
    found = rows(alice, "stand_in")
    assert {key: tally.asks for key, tally in found.items()} == {"none": 1, "attestation": 1, "introduction": 1}


def test_by_how_long_we_had_known_them(alice, ana, campaign):
    for known in (None, 0, 20, 21, 89, 90, 364, 365, 4000):
        made(alice, ana, campaign, "yes", facts={"known": known})
    found = {key: tally.asks for key, tally in rows(alice, "known").items()}
    assert found == {"none": 1, "0-20": 2, "21-89": 2, "90-364": 2, "365-": 2}


def test_an_ask_on_two_topics_is_in_both_rows_and_once_in_the_whole(alice, ana, campaign, bikes):
    rail = make_topic("Rail")
    both = make_campaign(alice, topics=[bikes, rail], name="Bikes on trains")
    made(alice, ana, campaign, "yes")
    made(alice, ana, both, "no")
    table = outcomes(asks_seen_by(alice), by="topic", as_of=NOW)
    assert [(row.label, row.tally.asks) for row in table.rows] == [("Bikes", 2), ("Rail", 1)]
    assert table.all.asks == 2


def test_it_draws_every_table_of_nothing(alice):
    tables = all_outcomes(asks_seen_by(alice), as_of=NOW)
    assert len(tables) == 8
    assert all(table.rows == () and table.all.asks == 0 for table in tables)


def test_bobs_private_contact_is_in_no_figure_of_alices(alice, campaign):
    bob = make_staff("Bob")
    hidden = make_contact(bob, "Zelda", visibility="private")
    made(bob, hidden, campaign, "yes", channel="phone")
    assert all(table.rows == () and table.all.asks == 0 for table in all_outcomes(asks_seen_by(alice), as_of=NOW))
    assert rows(bob, "channel")["phone"].yes == 1
    hidden.shared_with.add(alice)
    assert rows(alice, "channel")["phone"].yes == 1


def test_a_voided_ask_never_was_and_one_to_the_trash_was(alice, ana, campaign):
    made(alice, ana, campaign, "yes", voided_at=NOW, void_reason="A slip.")
    made(alice, make_contact(alice, "Ben", trashed_at=NOW), campaign, "no")
    assert {key: (t.yes, t.no) for key, t in rows(alice, "channel").items()} == {"email": (0, 1)}
