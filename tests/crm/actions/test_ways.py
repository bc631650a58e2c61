"""What stands in for earning an ask, and what goes past it: invitation, attestation, introduction, override, and
asks that were made elsewhere."""

from datetime import timedelta

import pytest

from crm.actions.attest import attest, withdraw_attestation
from crm.actions.note_boundary import note_boundary
from crm.actions.note_invitation import note_invitation
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.void_ask import void_ask
from crm.errors import AskLocked, Conflict, NotAllowed, Refusal
from crm.models import Ask, AskSlot, Interest
from crm.readiness import readiness_of
from tests.builders import (
    LETTER,
    NOW,
    day,
    days_ago,
    earn,
    log,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def mona():
    return make_staff("Mona", role="manager")


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana")


@pytest.fixture
def summer(alice, topic):
    return make_campaign(alice, name="Summer", topics=[topic])


@pytest.fixture
def winter(alice, topic):
    return make_campaign(alice, name="Winter", topics=[topic])


def ask(staff, contact, campaign, **fields):
    interest = Interest.objects.filter(contact=contact).first()
    fields = {"text": LETTER, "channel": "email", "as_of": NOW, **fields}
    if not fields.get("already_made"):
        fields.setdefault("because", interest and Because("interest", interest.pk))
    return open_ask(staff=staff, contact=contact, campaign=campaign, **fields)


def missing(staff, contact, campaign, as_of=NOW):
    readiness = readiness_of(contact=contact, staff=staff, campaign=campaign, as_of=as_of)
    return {verdict.name for verdict in readiness.missing}


def met_yesterday(alice, ana, topic):
    """Case J: met yesterday, “do send me your news”, three things of hers read on two days."""
    meeting = log(alice, ana, "mutual", "meeting", days=1, channel="in_person", text="Do send me your news on bikes.")
    for n in range(3):
        read = {"channel": "website", "url": f"https://ana.example/{n}"}
        log(alice, ana, "observed", "read", days=n % 2, hour=11, **read)
    quote = {"quote": "Do send me your news on bikes.", "given_on": day(-1)}
    return note_invitation(staff=alice, contact=ana, topic=topic, interaction=meeting, as_of=NOW, **quote)


# Invitation -------------------------------------------------------------------------------------------------


def test_an_invitation_opens_one_ask_on_its_topic(alice, ana, topic, summer, winter):
    invitation = met_yesterday(alice, ana, topic)
    trains = make_campaign(alice, name="Trains", topics=[make_topic("Trains")])
    assert missing(alice, ana, summer) == set()
    assert missing(alice, ana, trains) >= {"fit", "known", "reached", "answered", "given"}
    read = ana.interactions.filter(kind="read").first()
    made = ask(alice, ana, summer, because=Because("interaction", read.pk))
    assert made.earned
    invitation.refresh_from_db()
    assert invitation.used_by == made
    assert {"known", "given", "rested", "free"} <= missing(alice, ana, winter)


def test_an_invitation_whose_ask_was_voided_is_good_again(alice, mona, ana, topic, summer):
    invitation = met_yesterday(alice, ana, topic)
    read = ana.interactions.filter(kind="read").first()
    made = ask(alice, ana, summer, because=Because("interaction", read.pk))
    void_ask(staff=mona, ask=made, reason="Never sent.", as_of=NOW)
    invitation.refresh_from_db()
    assert invitation.used_by is None
    assert missing(alice, ana, summer) == set()


@pytest.mark.parametrize(("days", "good"), [(0, True), (60, True), (61, False)])
def test_an_invitation_is_good_for_sixty_days(alice, ana, topic, summer, days, good):
    note_invitation(
        staff=alice, contact=ana, topic=topic, quote="Yes.", given_on=day(-days), url="https://a.example", as_of=NOW
    )
    lacking = missing(alice, ana, summer)
    assert lacking == ({"heard"} if good else {"heard", "fit", "known", "reached", "answered", "alive", "given"})


def test_an_invitation_needs_their_words_and_what_shows_them(alice, ana, topic):
    inbound, ours = log(alice, ana, "inbound", days=1, text="Send it."), log(alice, ana, days=1)
    others = log(alice, make_contact(alice, "Ben"), "inbound", days=1)
    words = {"staff": alice, "contact": ana, "topic": topic, "as_of": NOW}
    with refused(Refusal, "Give their own words."):
        note_invitation(**words, quote=" ", given_on=day(-1), interaction=inbound)
    with refused(Refusal, "in the future"):
        note_invitation(**words, quote="Send it.", given_on=day(1), interaction=inbound)
    with refused(Refusal, "Link the message or meeting"):
        note_invitation(**words, quote="Send it.", given_on=day(-1))
    with refused(Refusal, "something they said"):
        note_invitation(**words, quote="Send it.", given_on=day(-1), interaction=ours)
    with refused(Refusal, "with somebody else"):
        note_invitation(**words, quote="Send it.", given_on=day(-1), interaction=others)


# Attestation and introduction -------------------------------------------------------------------------------


def test_vouching_stands_in_for_known_and_reached_of_oneself_alone(alice, mona, ana, summer):
    before = missing(alice, ana, summer)
    attestation = attest(staff=alice, contact=ana, reason="We studied together.", as_of=NOW)
    assert before - missing(alice, ana, summer) == {"known", "reached"}
    assert missing(mona, ana, summer) == before
    with refused(Conflict, "vouched for this tie before"):
        attest(staff=alice, contact=ana, reason="Again.", as_of=NOW)
    with refused(Refusal, "Say from where"):
        attest(staff=mona, contact=ana, reason=" ", as_of=NOW)
    bob = make_staff("Bob")
    with refused(NotAllowed, "Whoever vouched"):
        withdraw_attestation(staff=bob, attestation=attestation)
    withdraw_attestation(staff=mona, attestation=attestation)
    assert missing(alice, ana, summer) == before


def test_a_colleague_who_introduces_stands_in_for_known(alice, mona, ana, summer):
    before = missing(alice, ana, summer)
    log(mona, ana, kind="introduction", days=1, introduces=alice, text="Ana, please meet Alice, who knows bikes.")
    assert before - missing(alice, ana, summer) == {"known"}
    with refused(Refusal, "not yourself"):
        log(alice, ana, kind="introduction", days=1, introduces=alice)
    with refused(Refusal, "Only an introduction"):
        log(alice, ana, days=1, introduces=mona)


# Override ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("but", ["heard", "fit", "given"])
def test_a_manager_goes_past_listen_connect_and_give_with_a_reason(mona, ana, topic, summer, but):
    earn(mona, ana, topic, but=but)
    reply = ana.interactions.filter(direction="inbound").first()
    because = Because("interaction", reply.pk)
    with refused(AskLocked):
        ask(mona, ana, summer, because=because)
    made = ask(mona, ana, summer, because=because, override_reason=" She asked for it on the phone. ")
    assert (made.earned, made.overridden_by, made.override_reason) == (False, mona, "She asked for it on the phone.")
    assert but in {criterion["name"] for criterion in made.judged["criteria"] if not criterion["met"]}


def test_a_manager_goes_past_a_message_that_waits(mona, ana, topic, summer):
    earn(mona, ana, topic)
    log(mona, ana, "inbound", days=9, text="Will you come?")
    with refused(AskLocked):
        ask(mona, ana, summer)
    assert not ask(mona, ana, summer, override_reason="Answered on the phone.").earned


def test_a_member_overrides_nothing(alice, ana, topic, summer):
    earn(alice, ana, topic, but="given")
    with refused(NotAllowed, "Only a manager"):
        ask(alice, ana, summer, override_reason="Trust me.")


def test_nobody_goes_past_respect(mona, ana, topic, summer, winter):
    earn(mona, ana, topic)
    other = make_campaign(mona, name="Other", topics=[topic])
    made = ask(mona, ana, summer)
    for campaign, stage in ((summer, "closed"), (winter, "resting")):
        with refused(AskLocked) as locked:
            ask(mona, ana, campaign, override_reason="It is urgent.")
        assert locked.value.stage == stage
    record_outcome(staff=mona, ask=made, outcome="yes", as_of=NOW)
    with refused(AskLocked):
        ask(mona, ana, winter, override_reason="She said yes before.")
    later = NOW + timedelta(days=100)
    note_boundary(staff=mona, contact=ana, scope="everything", as_of=later)
    with refused(AskLocked):
        ask(mona, ana, other, as_of=later, override_reason="Please.")


def test_nobody_goes_past_personal_because_or_channel(mona, ana, topic, summer):
    earn(mona, ana, topic, but="given")
    make_handle(ana, "bluesky", "ana.example")
    reason = {"override_reason": "It is urgent."}
    for wrong, name in (
        ({"text": "Will you share this?"}, "personal"),
        ({"because": None}, "because"),
        ({"channel": "bluesky"}, "channel"),
        ({"channel": "website"}, "channel"),
    ):
        with refused(AskLocked) as locked:
            ask(mona, ana, summer, **wrong, **reason)
        assert name in {verdict.name for verdict in locked.value.missing}


def test_the_same_text_goes_to_one_person_alone(mona, ana, topic, summer):
    ben = make_contact(mona, "Ben")
    earn(mona, ana, topic)
    ask(mona, ana, summer)
    earn(mona, ben, topic, but="given")
    with refused(AskLocked, "Nearly the same text went to Ana.") as locked:
        ask(mona, ben, summer, text=LETTER.replace("Your", "Hello Ben, your"), override_reason="Urgent.")
    assert "personal" in {verdict.name for verdict in locked.value.missing}


def test_only_a_live_campaign_asks(alice, ana, topic, summer):
    earn(alice, ana, topic)
    for fields, sentence in (
        ({"status": "draft"}, "only a live one"),
        ({"ends_on": day(-1)}, "ended on"),
        ({"starts_on": day(1)}, "starts on"),
    ):
        campaign = make_campaign(alice, name="Not now", topics=[topic], **fields)
        with refused(Refusal, sentence):
            ask(alice, ana, campaign)
    with refused(Refusal, "leave it out"):
        ask(alice, ana, summer, asked_at=days_ago(1))


# Made elsewhere ---------------------------------------------------------------------------------------------


def test_an_ask_made_elsewhere_is_always_taken_and_counts(alice, ana, topic, summer, winter):
    earn(alice, ana, topic)
    note_boundary(staff=alice, contact=ana, scope="campaign", campaign=summer, as_of=days_ago(5))
    made = ask(alice, ana, summer, already_made=True, asked_at=days_ago(3), text="")
    assert (made.earned, made.already_made, made.judged["stage"]) == (False, True, "closed")
    assert not AskSlot.objects.exists()
    assert missing(alice, ana, winter) == {"given", "rested", "free"}
    again = ask(alice, ana, summer, already_made=True, asked_at=days_ago(2))
    assert ana.asks.count() == 2 and not again.earned
    record_outcome(staff=alice, ask=made, outcome="yes", as_of=NOW)


def test_an_ask_made_elsewhere_shows_as_earned_if_it_was_then(alice, ana, topic, summer):
    earn(alice, ana, topic)
    then = ask(alice, ana, summer, already_made=True, asked_at=days_ago(3))
    assert then.earned and then.judged["stage"] == "ready"
    other = make_campaign(alice, name="Other", topics=[topic])
    before_the_help = ask(alice, ana, other, already_made=True, asked_at=days_ago(11))
    assert not before_the_help.earned


def test_three_asks_made_elsewhere_spare_them_for_a_year(alice, ana, topic, summer):
    earn(alice, ana, topic)
    for n, days in enumerate((364, 300, 200)):
        campaign = make_campaign(alice, name=f"Old {n}", topics=[topic])
        made = ask(alice, ana, campaign, already_made=True, asked_at=days_ago(days))
        record_outcome(staff=alice, ask=made, outcome="yes", as_of=NOW)
    assert missing(alice, ana, summer) == {"spared"}
    assert missing(alice, ana, summer, NOW + timedelta(days=2)) == set()


def test_an_ask_made_elsewhere_has_its_date_behind_it(alice, ana, summer):
    with refused(Refusal, "Say when"):
        ask(alice, ana, summer, already_made=True)
    with refused(Refusal, "in the future"):
        ask(alice, ana, summer, already_made=True, asked_at=NOW + timedelta(minutes=1))
    assert not Ask.objects.exists()
