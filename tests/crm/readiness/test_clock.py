"""Days are counted by the calendar of whoever asks: across midnight, when clocks change, and in whatever order
things are written down."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.models import Direction, Interaction, Kind
from crm.readiness import book, readiness_of
from crm.readiness.facts import drifted, refresh
from tests.builders import (
    NOW,
    earn,
    log,
    make_boundary,
    make_campaign,
    make_contact,
    make_staff,
    make_topic,
)
from tests.crm.readiness.worlds import write
from tests.oracle.book import ANA, COLLEAGUE, ME, Book, K

pytestmark = pytest.mark.django_db

SWITCHES = [  # the day on which clocks change, or the day after
    *[("Pacific/Auckland", day) for day in ("2026-04-05", "2026-04-06", "2026-09-27", "2026-09-28")],
    *[("America/New_York", day) for day in ("2026-03-08", "2026-03-09", "2026-11-01", "2026-11-02")],
    *[("Europe/Berlin", day) for day in ("2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26")],
]


def everything_at_its_edge(today: date, zone: str) -> Book:
    """What counts until tonight, or from this midnight on."""
    book = Book(today=today, tz=zone)
    book.out(21, hour=23.99), book.out(20, hour=0), book.out(19, hour=12)
    book.read(90, hour=0), book.read(1, hour=23.99), book.read(0, hour=0)
    book.into(45, hour=0, text="Noted.", needs_answer=False), book.into(44, hour=12, needs_answer=False)
    book.into(7, hour=0, text="Why?", staff=COLLEAGUE)
    book.out(2, "help", hour=23.99)
    book.cares(180, basis="observed"), book.cares(1, basis="observed")
    book.ask(91, hour=23.99, outcome="yes", answered=90)
    book.ask(181, 3, hour=23.99, outcome="no", answered=180)
    book.ask(366, 3, hour=23.99, outcome="yes", answered=366)
    return book


@pytest.mark.slow
@pytest.mark.parametrize(("zone", "day"), SWITCHES)
def test_days_turn_at_local_midnight_when_clocks_change(zone, day):
    world = everything_at_its_edge(date.fromisoformat(day), zone)
    written = write(world.world, {ME: zone, COLLEAGUE: "Asia/Kathmandu"})
    told = []
    for days, hour in ((0, 1), (0, 23.98), (-1, 0), (-1, 23.98), (-2, 0)):
        as_of = world.at(days, hour)
        readiness = written.readiness(ME, ANA, K, as_of)
        told.append({verdict.name for verdict in readiness.missing})
        assert told[-1] == world.judge(as_of=as_of).unmet, (days, hour)
        if as_of >= max(t.at for t in world.world.touches):
            face = written.faces(ME, K, as_of, ["heard", "known", "rested", "alive"])[ANA]
            assert {name for name, is_met in face.items() if is_met is False} <= told[-1]
            assert face["stage"] == readiness.stage
    assert told[0] == told[1], "nothing changes within a day"
    assert told[2] == told[3]
    assert told[1] != told[2], "midnight counts"


def test_one_evening_is_two_days_for_colleagues_in_two_time_zones():
    auckland, new_york = (
        make_staff("Aroha", time_zone="Pacific/Auckland"),
        make_staff("Ned", time_zone="America/New_York"),
    )
    ana = make_contact(auckland)
    for hours in (0, 1):  # 11:30 and 12:30 UTC: midnight in Auckland lies between
        moment = datetime(2026, 7, 1, 11, 30) + timedelta(hours=hours)
        for staff in (auckland, new_york):
            happened = moment.replace(tzinfo=NOW.tzinfo)
            Interaction.objects.create(
                staff=staff, contact=ana, channel="email", direction="outbound", kind="message",
                occurred_at=happened, entered_at=happened,
            )  # fmt: skip
    refresh([(auckland.pk, ana.pk), (new_york.pk, ana.pk)])
    days = {tie.staff_id: tie.reached_days for tie in ana.relationships.all()}
    assert days == {auckland.pk: 2, new_york.pk: 1}


def test_the_order_of_writing_things_down_changes_nothing():
    alice, topic = make_staff(time_zone="Europe/Berlin"), make_topic()
    campaign = make_campaign(alice, topics=[topic])
    ana, ben = make_contact(alice, "Ana"), make_contact(alice, "Ben")
    story = [
        (Direction.OUTBOUND, Kind.MESSAGE, 60, "Do you know how many ride?"),
        (Direction.INBOUND, Kind.REPLY, 59, "No, do you?"),
        (Direction.OUTBOUND, Kind.REPLY, 58, "Thanks, will do"),
        (Direction.OUTBOUND, Kind.HELP, 30, "Here are the figures, 4,000 riders asked in nine towns last spring."),
        (Direction.INBOUND, Kind.MESSAGE, 9, "And in winter?"),
    ]
    for direction, kind, days, text in story:
        log(alice, ana, direction, kind, days=days, text=text)
    for direction, kind, days, text in reversed(story):
        log(alice, ben, direction, kind, days=days, entered=NOW, text=f"{text} Ben")
    told = [readiness_of(contact=who, staff=alice, campaign=campaign, as_of=NOW) for who in (ana, ben)]
    have = [[(v.name, v.met, v.have, v.by_time_on) for v in readiness.criteria] for readiness in told]
    # Ben's were written down today: those of more than 30 days ago count fully only with an identity.
    assert ("known", True) in [line[:2] for line in have[1]]
    Interaction.objects.filter(contact=ben).update(entered_at=NOW - timedelta(days=31))
    refresh([(alice.pk, ben.pk)])
    again = readiness_of(contact=ben, staff=alice, campaign=campaign, as_of=NOW)
    assert [(v.name, v.met, v.have, v.by_time_on) for v in again.criteria] == have[0]
    assert drifted() == []


def test_a_short_answer_is_no_copy_even_when_what_it_answers_is_logged_after_it():
    alice = make_staff()
    three = [make_contact(alice, f"Reader {n}") for n in range(3)]
    answers = [log(alice, who, kind=Kind.REPLY, days=3, text="Gladly, see you there") for who in three]
    assert Interaction.objects.filter(canned=True).count() == 3
    log(alice, three[0], Direction.INBOUND, days=4, entered=NOW, text="Will you come?")
    assert not Interaction.objects.get(pk=answers[0].pk).canned
    log(alice, three[1], Direction.INBOUND, days=4, entered=NOW, text="I am away.", automated=True)
    assert Interaction.objects.get(pk=answers[1].pk).canned, "an auto-reply is nothing to answer"
    assert drifted() == []


def test_a_clock_earlier_than_the_last_event_sees_the_world_of_then():
    alice, topic = make_staff(), make_topic()
    campaign = make_campaign(alice, topics=[topic])
    ana = make_contact(alice)
    earn(alice, ana, topic)
    assert readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW).stage == "ready"
    for days, stage in ((9, "give"), (11, "give"), (23, "listen"), (300, "listen")):
        then = NOW - timedelta(days=days)
        assert readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=then).stage == stage, days
    stored = ana.relationships.get()
    assert stored.reached_days == 4, "looking back stores nothing"


def test_a_boundary_that_was_lifted_stood_before_that():
    alice, topic = make_staff("Mona", role="manager"), make_topic()
    campaign = make_campaign(alice, topics=[topic])
    ana = make_contact(alice)
    wall = make_boundary(ana, lifted_at=NOW, lifted_by=alice, lift_reason="She wrote that it is over.")
    type(wall).objects.update(created_at=NOW - timedelta(days=9))
    for back, stage in ((0, "listen"), (1, "closed"), (8, "closed"), (10, "listen")):
        as_of = NOW - timedelta(days=back)
        assert readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=as_of).stage == stage
        on_stage = book(staff=alice, campaign=campaign, as_of=as_of).stage(stage)
        assert list(on_stage.values_list("pk", flat=True)) == [ana.pk]


def test_a_tie_that_is_vouched_for_later_did_not_stand_in_before():
    world = Book(tz="Asia/Kathmandu")
    world.attest(days=0), world.out(0, "introduction", hour=11, staff=COLLEAGUE, introduces=ME)
    written = write(world.world, {ME: world.tz, COLLEAGUE: "UTC"})
    stood_in = {}
    for days, hour in ((1, 12), (0, 10), (0, 12)):
        readiness = written.readiness(ME, ANA, K, world.at(days, hour))
        stood_in[days, hour] = {
            verdict.name: verdict.stood_in_by for verdict in readiness.criteria if verdict.stood_in_by
        }
    both = {"known": "attestation", "reached": "attestation"}
    assert stood_in == {(1, 12): {}, (0, 10): both, (0, 12): both}


def test_an_introduction_stands_in_from_its_moment_on():
    world = Book(tz="Asia/Kathmandu")
    world.out(0, "introduction", hour=11, staff=COLLEAGUE, introduces=ME)
    written = write(world.world, {ME: world.tz, COLLEAGUE: "UTC"})
    known = [
        next(v for v in written.readiness(ME, ANA, K, world.at(0, hour)).criteria if v.name == "known").met
        for hour in (10, 12)
    ]
    assert known == [False, True]


def test_an_hour_that_comes_twice_keeps_question_and_answer_in_order():
    zone = ZoneInfo("America/New_York")
    world = Book(today=date(2026, 11, 20), tz="America/New_York")
    world.into(0, at=datetime(2026, 11, 1, 1, 45, tzinfo=zone), text="Why?")
    world.out(0, at=datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=zone))
    written = write(world.world, {ME: world.tz, COLLEAGUE: "UTC"})
    owed = next(v for v in written.readiness(ME, ANA, K, world.at(0, 12)).criteria if v.name == "owed")
    assert owed.met
