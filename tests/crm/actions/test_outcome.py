"""What came of an ask: a no makes a boundary, a date decides, silence comes by itself, one answer stands."""

from datetime import timedelta

import pytest

from crm.actions.follow_up import follow_up
from crm.actions.note_boundary import change_boundary, lift_boundary, note_boundary
from crm.actions.record_outcome import fall_silent, record_outcome
from crm.actions.void_ask import void_ask
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Ask, AskSlot, Boundary
from crm.readiness import readiness_of
from crm.readiness.facts import refresh
from tests.builders import NOW, TODAY, day, days_ago, earn, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def bob():
    return make_staff("Bob")


@pytest.fixture
def topics():
    return [make_topic("Bikes"), make_topic("Trains")]


@pytest.fixture
def ana(alice, topics):
    contact = make_contact(alice, "Ana")
    earn(alice, contact, topics[0])
    return contact


@pytest.fixture
def summer(alice, topics):
    return make_campaign(alice, name="Summer", client=" Velo ", topics=topics)


@pytest.fixture
def winter(alice, topics):
    return make_campaign(alice, name="Winter", client="velo", topics=topics[:1])


def asked(staff, contact, campaign, days=9, **fields):
    made = {"channel": "email", "asked_at": days_ago(days), "earned": True, "judged": {"stage": "ready"}, **fields}
    ask = Ask.objects.create(staff=staff, contact=contact, campaign=campaign, **made)
    refresh([(staff.pk, contact.pk)])
    return ask


def answer(staff, ask, outcome, **fields):
    return record_outcome(staff=staff, ask=ask, outcome=outcome, **{"as_of": NOW, **fields})


def line(name, contact, staff, campaign, as_of=NOW):
    readiness = readiness_of(contact=contact, staff=staff, campaign=campaign, as_of=as_of)
    return next(verdict for verdict in readiness.criteria if verdict.name == name)


def test_a_yes_keeps_its_links_frees_them_and_rests(alice, ana, summer, winter):
    ask = answer(alice, asked(alice, ana, summer), "yes", links=["https://radio.example/show"], note="On air!")
    assert (ask.links, ask.outcome_by, ask.outcome_at) == (["https://radio.example/show"], alice, NOW)
    assert not Boundary.objects.exists()
    assert line("free", ana, alice, winter).met
    rested = line("rested", ana, alice, winter)
    assert (rested.met, rested.by_time_on) == (False, day(91 - 9))
    assert "They said yes." in rested.sentence
    assert AskSlot.objects.filter(during__contains=NOW).count() == 0


@pytest.mark.parametrize(
    ("scope", "made", "closes_winter"),
    [
        ("campaign", 1, False),
        ("topic", 2, True),
        ("client", 1, True),
        ("everything", 1, True),
    ],
)
def test_a_no_is_a_boundary_of_its_scope_at_once(alice, ana, summer, winter, scope, made, closes_winter):
    ask = answer(alice, asked(alice, ana, summer), "no", scope=scope, until=day(400), note="Not this.")
    walls = Boundary.objects.filter(contact=ana, scope=scope, origin="answered_no", ask=ask, until=day(400))
    assert walls.count() == Boundary.objects.count() == made
    assert set(walls.values_list("note", flat=True)) == {"Not this."}
    assert readiness_of(contact=ana, staff=alice, campaign=summer, as_of=NOW).stage == "closed"
    assert line("boundaries", ana, alice, winter).met is not closes_winter
    assert line("rested", ana, alice, winter).by_time_on == day(181 - 9)
    if closes_winter:
        assert "Not this." in line("boundaries", ana, alice, winter).sentence


def test_not_now_leaves_it_to_their_date(alice, ana, summer, winter):
    answer(alice, asked(alice, ana, summer), "not_now", until=day(12))
    assert line("rested", ana, alice, winter).by_time_on == day(12)
    assert line("rested", ana, alice, winter, NOW + timedelta(days=12)).met
    assert not line("rested", ana, alice, winter, NOW + timedelta(days=11)).met


def test_not_now_without_a_date_rests_as_usual(alice, ana, summer, winter):
    answer(alice, asked(alice, ana, summer), "not_now")
    assert line("rested", ana, alice, winter).by_time_on == day(91 - 9)


@pytest.mark.slow
def test_the_first_answer_stands_whoever_records_the_second(alice, ana, summer):
    ask = answer(alice, asked(alice, ana, summer), "yes")
    colleagues = [alice, make_staff("Bob"), make_staff("Mona", role="manager")]
    for staff in colleagues:
        for outcome in ("yes", "no", "silent", "withdrawn"):
            with refused(Conflict):
                answer(staff, ask, outcome)


@pytest.mark.slow
def test_what_cannot_be_an_outcome_is_refused(alice, bob, ana, summer):
    ask = asked(alice, ana, summer)
    bare = asked(alice, make_contact(alice, "Ben"), make_campaign(alice, name="Bare"))
    with refused(Refusal, "Choose one of"):
        answer(alice, ask, "maybe")
    with refused(Refusal, "Choose one of"):
        answer(alice, ask, "no", scope="channel")
    with refused(Refusal, "names no client"):
        answer(alice, bare, "no", scope="client")
    with refused(Refusal, "has no topic"):
        answer(alice, bare, "no", scope="topic")
    for until in (TODAY, day(-1)):
        with refused(Refusal, "Give a day to come."):
            answer(alice, ask, "no", until=until)
        with refused(Refusal, "Give a day to come."):
            answer(alice, ask, "not_now", until=until)
    with refused(Refusal):
        answer(alice, ask, "yes", links=["javascript:alert(1)"])
    with refused(Refusal, "NUL"):
        answer(alice, ask, "yes", note="a\x00b")
    with refused(NotAllowed, "withdraw"):
        answer(bob, ask, "withdrawn")


def test_a_withdrawn_ask_still_counts(alice, ana, summer, winter):
    answer(alice, asked(alice, ana, summer), "withdrawn")
    assert not line("once", ana, alice, summer).met
    assert line("rested", ana, alice, winter).by_time_on == day(91 - 9)
    assert not line("given", ana, alice, winter).met


def test_silence_comes_after_21_days_with_and_without_the_job(alice, ana, summer, winter):
    ask = asked(alice, ana, summer, days=21)
    day_before = NOW - timedelta(days=1)
    assert fall_silent(as_of=day_before) == 0
    assert not line("free", ana, alice, winter, day_before).met
    before = (line("free", ana, alice, winter), line("rested", ana, alice, winter))
    assert before[0].met and before[1].by_time_on == day(181 - 21)
    assert "did not answer" in before[1].sentence
    assert fall_silent(as_of=NOW) == 1
    ask.refresh_from_db()
    assert (ask.outcome, ask.outcome_at, ask.outcome_by) == ("silent", NOW, None)
    assert (line("free", ana, alice, winter), line("rested", ana, alice, winter)) == before
    assert fall_silent(as_of=NOW) == 0


@pytest.mark.parametrize("has_run", [True, False])
def test_a_later_answer_replaces_silence(alice, ana, summer, winter, has_run):
    ask = asked(alice, ana, summer, days=100)
    if has_run:
        fall_silent(as_of=days_ago(50))
    assert line("rested", ana, alice, winter).by_time_on == day(81)
    with refused(Conflict, "counts as silent"):
        answer(alice, ask, "withdrawn")
    answer(alice, ask, "yes")
    assert line("rested", ana, alice, winter).met


@pytest.mark.parametrize(("days", "allowed"), [(6, False), (7, True), (14, True), (15, False)])
def test_a_follow_up_has_its_week(alice, ana, summer, winter, days, allowed):
    ask = asked(alice, ana, summer, days=days)
    if not allowed:
        with refused(Conflict, f"made {days} days after it"):
            follow_up(staff=alice, ask=ask, text="Shall I wait?", as_of=NOW)
        return
    follow_up(staff=alice, ask=ask, text="Shall I wait?", as_of=NOW)
    assert line("free", ana, alice, winter).by_time_on == day(21 - days)
    answer(alice, ask, "yes", as_of=NOW + timedelta(days=1))
    assert line("rested", ana, alice, winter, NOW + timedelta(days=1)).by_time_on == day(91)
    with refused(Conflict, "followed up once"):
        follow_up(staff=alice, ask=ask, text="And now?", as_of=NOW + timedelta(days=1))


def test_a_follow_up_counts_calendar_days_where_the_asker_is(ana, summer):
    aroha = make_staff("Aroha", time_zone="Pacific/Auckland")
    late = NOW.replace(hour=10, minute=59)  # 23:59 in Auckland
    ask = asked(aroha, ana, summer, asked_at=late)
    with refused(Conflict, "6 days after it"):
        follow_up(staff=aroha, ask=ask, text="Shall I wait?", as_of=late + timedelta(days=6))
    follow_up(staff=aroha, ask=ask, text="Shall I wait?", as_of=late + timedelta(days=6, minutes=1))


def test_nothing_is_followed_up_past_a_boundary_an_answer_or_by_others(alice, bob, ana, summer):
    ask = asked(alice, ana, summer)
    with refused(NotAllowed, "Whoever asked follows it up."):
        follow_up(staff=bob, ask=ask, text="Hello?", as_of=NOW)
    with refused(Refusal, "Say something"):
        follow_up(staff=alice, ask=ask, text=" ", as_of=NOW)
    wall = note_boundary(staff=bob, contact=ana, scope="channel", channel="email", as_of=NOW)
    with refused(Conflict, "on this channel"):
        follow_up(staff=alice, ask=ask, text="Hello?", as_of=NOW)
    mona = make_staff("Mona", role="manager")
    lift_boundary(staff=mona, boundary=wall, reason="She wrote: mail is fine again.", as_of=NOW)
    note_boundary(staff=bob, contact=ana, scope="client", client="VELO", note="No.", as_of=NOW)
    with refused(Conflict, "They set a boundary on 22 November 2026. In their words: “No.”"):
        follow_up(staff=alice, ask=ask, text="Hello?", as_of=NOW)
    answer(alice, ask, "yes")
    with refused(Conflict, "nothing to follow up"):
        follow_up(staff=alice, ask=ask, text="Hello?", as_of=NOW)


def test_a_boundary_is_lifted_or_shortened_by_a_manager_alone(alice, bob, ana):
    wall = note_boundary(staff=alice, contact=ana, scope="everything", as_of=NOW, until=day(30))
    with refused(NotAllowed, "lift a boundary"):
        lift_boundary(staff=alice, boundary=wall, reason="Please.", as_of=NOW)
    with refused(NotAllowed, "end sooner"):
        change_boundary(staff=bob, boundary=wall, as_of=NOW, until=day(3))
    change_boundary(staff=bob, boundary=wall, as_of=NOW, until=None)
    mona = make_staff("Mona", role="manager")
    with refused(Refusal, "Say why"):
        lift_boundary(staff=mona, boundary=wall, reason=" ", as_of=NOW)
    lift_boundary(staff=mona, boundary=wall, reason="She called.", as_of=NOW)
    with refused(Conflict, "lifted before"):
        lift_boundary(staff=mona, boundary=wall, reason="Again.", as_of=NOW)


def test_a_voided_ask_was_never_made(alice, ana, summer):
    ask = asked(alice, ana, summer)
    mona = make_staff("Mona", role="manager")
    with refused(NotAllowed, "Only a manager can void"):
        void_ask(staff=alice, ask=ask, reason="By mistake.", as_of=NOW)
    with refused(Refusal, "Say why it is void."):
        void_ask(staff=mona, ask=ask, reason="", as_of=NOW)
    void_ask(staff=mona, ask=ask, reason="Never sent.", as_of=NOW)
    assert readiness_of(contact=ana, staff=alice, campaign=summer, as_of=NOW).stage == "ready"
    assert not AskSlot.objects.exists()
    with refused(Conflict, "was voided"):
        answer(alice, ask, "yes")
    with refused(Conflict, "was voided"):
        follow_up(staff=alice, ask=ask, text="Hello?", as_of=NOW)
