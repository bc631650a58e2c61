"""What counts: not blasts, not copies, not auto-replies, not a campaign's link pushed on people."""

from datetime import timedelta

import pytest

from crm.actions.edit_interaction import edit_interaction, void_interaction
from crm.actions.note_invitation import note_invitation
from crm.models import Ask, Interaction
from crm.readiness import readiness_of
from crm.readiness.facts import drifted
from tests.builders import NOW, day, days_ago, earn, log, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.people import letters

pytestmark = pytest.mark.django_db

PITCH = "Our new cargo bike carries more than any other bike before it; we would love you to tell your readers"


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def campaign(alice, topic):
    return make_campaign(alice, topics=[topic], links=["https://velo.example/bike"])


@pytest.fixture
def three(alice):
    return [make_contact(alice, name) for name in ("Ana Lima", "Ben Okoro", "Cem Yildiz")]


def missing(staff, contact, campaign, as_of=NOW):
    readiness = readiness_of(contact=contact, staff=staff, campaign=campaign, as_of=as_of)
    return {verdict.name for verdict in readiness.missing}


def canned(*rows):
    kept = {row.pk: row.canned for row in Interaction.objects.all()}
    return [kept[row.pk] for row in rows]


# The cases F and G ------------------------------------------------------------------------------------------

STRANGER = {"heard", "fit", "known", "reached", "answered", "alive", "given"}


@pytest.mark.slow
def test_sixty_blasts_and_an_auto_reply_count_for_nothing(alice, three, campaign):
    for n in range(60):
        for who in three:
            log(alice, who, days=62 - n, text=f"Dear {who.name}, part {n}: {PITCH} about {letters(n)}.")
    log(alice, three[0], "inbound", days=30, text="I am away. Is it urgent?", automated=True)
    assert Interaction.objects.filter(direction="outbound", canned=False).count() == 0
    tie = alice.relationships.get(contact=three[0])
    assert (tie.reached_days, tie.answered_days, tie.first_exchange_on, tie.warmth_log) == (0, 0, None, None)
    assert missing(alice, three[0], campaign) == STRANGER


@pytest.mark.slow
def test_sixty_short_blasts_do_not_become_answers_by_an_auto_reply(alice, three, campaign):
    log(alice, three[0], "inbound", days=30, text="I am away.", automated=True)
    for n in range(60):
        for who in three:
            log(alice, who, days=62 - n, text=f"Have you seen {letters(n)} yet")
    assert missing(alice, three[0], campaign) == STRANGER


# Copies -----------------------------------------------------------------------------------------------------


def test_of_two_copies_the_later_counts_for_nothing(alice, three):
    bob = make_staff("Bob")
    first = log(alice, three[0], days=5, text=f"Hello Ana, {PITCH}")
    second = log(bob, three[1], days=4, text=f"Dear Ben! {PITCH}")
    assert canned(first, second) == [False, True]


def test_of_two_copies_logged_out_of_order_the_later_one_counts_for_nothing(alice, three):
    later = log(alice, three[1], days=4, text=PITCH)
    assert canned(later) == [False]
    earlier = log(alice, three[0], days=5, entered=NOW, text=PITCH)
    assert canned(earlier, later) == [False, True]
    assert alice.relationships.get(contact=three[1]).reached_days == 0
    assert drifted() == []


def test_of_three_copies_none_counts(alice, three):
    rows = [log(alice, who, days=5 - n, text=PITCH) for n, who in enumerate(three)]
    assert canned(*rows) == [True, True, True]
    void_interaction(staff=alice, interaction=rows[2], reason="Never sent.", as_of=NOW)
    assert canned(*rows[:2]) == [False, True]
    assert drifted() == []


@pytest.mark.parametrize(("days", "copy"), [(90, True), (91, False)])
def test_copies_lie_within_ninety_days(alice, three, days, copy):
    first, second = log(alice, three[0], days=days, text=PITCH), log(alice, three[1], days=0, text=PITCH)
    assert canned(first, second) == [False, copy]


def test_the_same_text_twice_to_one_person_is_no_copy(alice, three):
    rows = [log(alice, three[0], days=days, text=PITCH) for days in (9, 8, 7)]
    assert canned(*rows) == [False, False, False]


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Ben,\n{PITCH}\n\nBest regards\n",
        f"Lieber Ben Okoro, {PITCH}!",
        f"{PITCH} https://velo.example/other?u=77",
        f"{PITCH.upper()} 4711",
        f"Dear {{{{first_name}}}}, {PITCH}\n-- \nAlice, Velo Ltd, phone 1234",
        f"{PITCH}\n> On 3 May you wrote:\n> something else entirely",
        f"@ben.example {PITCH} ben@example.net",
    ],
)
def test_another_name_greeting_link_or_signature_fools_nobody(alice, three, text):
    rows = [log(alice, three[0], days=5, text=f"Dear Ana, {PITCH}"), log(alice, three[1], days=4, text=text)]
    assert canned(*rows) == [False, True]


def test_another_text_on_the_same_subject_passes(alice, three):
    text = "You asked last spring how heavy a load a bike like that takes; we finally measured it, and it is a piano"
    rows = [log(alice, three[0], days=5, text=PITCH), log(alice, three[1], days=4, text=text)]
    assert canned(*rows) == [False, False]


def test_short_texts_are_copies_only_to_two_others(alice, three):
    rows = [log(alice, who, days=5 - n, text="Have a look at that") for n, who in enumerate(three[:2])]
    assert canned(*rows) == [False, False]
    rows.append(log(alice, three[2], days=1, text="Have a look at that"))
    assert canned(*rows) == [True, True, True]


@pytest.mark.parametrize(("ago", "is_answer"), [(0, True), (7, True), (8, False)])
def test_short_answers_within_a_week_are_no_copies(alice, three, ago, is_answer):
    log(alice, three[0], "inbound", days=1 + ago, hour=10, text="Will you come?")
    rows = [log(alice, who, days=1, hour=10, text="Gladly, see you there") for who in three]
    assert canned(*rows) == [not is_answer, True, True]


def test_a_copy_stays_judged_on_the_text_first_saved(alice, three):
    first, second = (log(alice, who, days=5 - n, text=PITCH) for n, who in enumerate(three[:2]))
    edit_interaction(staff=alice, interaction=second, as_of=NOW, text="Something quite personal for Ben alone.")
    assert canned(first, second) == [False, True]


@pytest.mark.parametrize("first", [{"text": ""}, {"text": PITCH, "direction": "inbound"}])
def test_a_copy_that_comes_in_by_a_change_is_found(alice, three, first):
    original, changed = log(alice, three[0], days=5, text=PITCH), log(alice, three[1], days=4, **first)
    edit_interaction(staff=alice, interaction=changed, as_of=NOW, text=PITCH, direction="outbound")
    assert canned(original, changed) == [False, True]
    assert drifted() == []


def test_what_turns_out_to_be_theirs_is_no_copy_and_no_promotion(alice, three, campaign):
    text = f"{PITCH} https://velo.example/bike"
    first, second = (log(alice, who, days=5 - n, text=text) for n, who in enumerate(three[:2]))
    assert canned(first, second) == [False, True] and second.promotional
    edit_interaction(staff=alice, interaction=first, as_of=NOW, direction="inbound")
    assert canned(first, second) == [False, False]
    edit_interaction(staff=alice, interaction=second, as_of=NOW, direction="inbound")
    assert Interaction.objects.get(pk=second.pk).genuine
    assert alice.relationships.get(contact=three[1]).answered_days == 1
    assert drifted() == []


def test_what_they_write_is_never_a_copy(alice, three):
    rows = [log(alice, who, "inbound", days=5, text=PITCH) for who in three]
    assert canned(*rows) == [False, False, False]


# Promotion --------------------------------------------------------------------------------------------------


def test_a_live_campaigns_link_sent_unasked_rests_and_counts_like_an_ask(alice, three, topic, campaign):
    ana = three[0]
    earn(alice, ana, topic)
    pushed = log(alice, ana, days=1, text="Have you seen this? https://www.velo.example/bike/?utm_source=x")
    assert pushed.promotional
    assert missing(alice, ana, campaign) == {"rested"}
    assert missing(alice, ana, campaign, NOW + timedelta(days=90)) >= {"heard"}
    rested = next(
        verdict
        for verdict in readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW).criteria
        if verdict.name == "rested"
    )
    assert rested.by_time_on == day(90) and "link unasked" in rested.sentence
    assert alice.relationships.get(contact=ana).reached_days == 4, "it is no writing either"
    for n in (2, 3):
        log(alice, ana, days=n, url="https://velo.example/bike", text="Look.")
    assert missing(alice, ana, campaign) == {"rested", "spared"}


def test_a_link_they_asked_for_or_said_yes_to_is_no_promotion(alice, three, topic, campaign):
    ana, ben, cem = three
    said = {"quote": "Send it.", "given_on": day(-9), "url": "https://ana.example/said"}
    note_invitation(staff=alice, contact=ana, topic=topic, as_of=NOW, **said)
    yes = {"outcome": "yes", "outcome_at": days_ago(20), "earned": True, "judged": {"stage": "ready"}}
    Ask.objects.create(staff=alice, contact=ben, campaign=campaign, channel="email", asked_at=days_ago(30), **yes)
    link = {"text": "As promised: https://velo.example/bike", "days": 1}
    assert [log(alice, who, **link).promotional for who in (ana, ben, cem)] == [False, False, True]


def test_a_link_of_no_live_campaign_is_no_promotion(alice, three, campaign):
    campaign.ends_on = day(-3)
    campaign.save()
    text = "For your archive: https://velo.example/bike"
    assert not log(alice, three[0], days=1, text=text).promotional
    assert log(alice, three[1], days=4, text=text).promotional
    assert not log(alice, three[2], days=4, text="See https://velo.example/other").promotional
    assert not log(alice, three[2], "inbound", days=4, text=text).promotional


def test_asking_leave_without_a_link_is_an_ordinary_message(alice, three, campaign):
    log(alice, three[0], days=1, text="May I send you something about cargo bikes?")
    tie = alice.relationships.get(contact=three[0])
    assert tie.reached_days == 1
    assert "rested" not in missing(alice, three[0], campaign)
