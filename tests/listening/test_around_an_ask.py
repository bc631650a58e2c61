"""What listening brings to an ask: reasons and context before it, an invitation in one go, what came of it after."""

from datetime import datetime
from typing import Any

import pytest

from crm.actions.open_ask import open_ask
from crm.errors import Refusal
from crm.models import Ask, Campaign, Contact, Invitation, Staff, Topic
from listening.actions.accept_invitation import accept_invitation
from listening.citing import with_words
from listening.context_pack import context_pack
from listening.coverage import coverage_suggestions
from listening.models import Mention
from listening.observed import Address, Observed
from listening.pipeline import take_in
from listening.reasons import reasons_for
from tests.builders import (
    LETTER,
    NOW,
    days_ago,
    earn,
    log,
    make_boundary,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bikes() -> Topic:
    return make_topic("Cargo bikes", query="cargo bikes")


@pytest.fixture
def campaign(alice: Staff, bikes: Topic) -> Campaign:
    return make_campaign(alice, topics=[bikes], links=["https://velo.example/study"], why="She counts riders.")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    ana = make_contact(alice, "Ana Lima", organization="Spokes")
    make_handle(ana, "bluesky", "ana.example")
    make_handle(ana, "website", "https://spokes.example")
    return ana


def post(number: int, text: str, *, author: str = "ana.example", at: datetime | None = None, **seen: Any) -> Mention:
    given = Observed(
        native_id=str(number),
        text=text,
        author=Address("bluesky", author) if author else None,
        published_at=at or days_ago(2),
        **{"url": f"https://bsky.example/{number}", **seen},
    )
    [taken] = take_in([given], kind="given", channel="bluesky", source=None, as_of=NOW)
    return Mention.objects.get(pk=taken.mention)


def test_a_post_of_theirs_is_a_reason_and_holds(alice: Staff, ana: Contact, campaign: Campaign, bikes: Topic) -> None:
    earn(alice, ana, bikes)
    heard = post(1, "Counting cargo bikes on my street")
    post(2, "My garden")
    reasons = {reason.value: reason for reason in reasons_for(ana, campaign)}
    mine = reasons[f"mention:{heard.pk}"]
    assert mine.fits and mine.because.text == "Counting cargo bikes on my street"
    cited = with_words(mine.because, contact=ana)
    asked = open_ask(
        staff=alice, contact=ana, campaign=campaign, channel="email", text=LETTER, because=cited, as_of=NOW
    )
    assert (asked.because_kind, asked.because_text) == ("mention", "Counting cargo bikes on my street")


def test_everything_around_the_ask_is_there_and_nothing_that_is_not_ones_to_see(
    alice: Staff, ana: Contact, campaign: Campaign, bikes: Topic
) -> None:
    bob, charlie = make_staff("Bob"), make_staff("Charlie")
    earn(alice, ana, bikes)
    log(bob, ana, days=30, text="About the station")
    make_boundary(ana, "channel", channel="phone", note="Do not call me.")
    heard = post(1, "Counting cargo bikes on my street")
    spokes = [make_contact(alice, f"Colleague {n}", organization="spokes") for n in range(3)]
    spokes.append(make_contact(charlie, "Secret", organization="Spokes", visibility="private"))
    for number, person in enumerate(spokes):
        fields = {"channel": "email", "earned": True, "asked_at": days_ago(10 - number)}
        Ask.objects.create(staff=charlie, contact=person, campaign=campaign, **fields)
    pack = context_pack(staff=alice, contact=ana, campaign=campaign, as_of=NOW)
    assert pack.posts == [heard]
    assert [it.staff for it in pack.exchanges[:2]] == [alice, bob]
    assert [it.kind for it in pack.given] == ["help"]
    assert [boundary.note for boundary in pack.boundaries] == ["Do not call me."]
    assert [tie.staff for tie in pack.ties] == [bob]
    assert [ask.contact.name for ask in pack.nearby] == ["Colleague 2", "Colleague 1"]


def test_what_they_asked_for_is_an_invitation_in_one_go(alice: Staff, ana: Contact, bikes: Topic) -> None:
    request = log(alice, ana, "inbound", "request", days=3, text="Please send me whatever you have on cargo bikes!")
    made = accept_invitation(staff=alice, interaction=request, as_of=NOW)
    assert (made.topic, made.quote, made.given_on) == (bikes, request.text, days_ago(3).date())
    assert accept_invitation(staff=alice, interaction=request, as_of=NOW) == made
    assert Invitation.objects.count() == 1


def test_it_asks_on_which_topic_where_that_cannot_be_told(alice: Staff, ana: Contact, bikes: Topic) -> None:
    vague = log(alice, ana, "inbound", "request", days=3, text="Please send me that.")
    with refused(Refusal, "Say on which topic they invited us."):
        accept_invitation(staff=alice, interaction=vague, as_of=NOW)
    rail = make_topic("Rail", query="trains")
    both = log(alice, ana, "inbound", "request", days=2, text="More on trains and cargo bikes, please.")
    with refused(Refusal, "Cargo bikes, Rail"):
        accept_invitation(staff=alice, interaction=both, as_of=NOW)
    make_campaign(alice, topics=[rail])
    assert accept_invitation(staff=alice, interaction=both, as_of=NOW).topic == rail


def test_what_may_have_come_of_a_yes_is_suggested(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    fields = {"channel": "email", "earned": True, "asked_at": days_ago(10), "outcome": "yes", "outcome_at": days_ago(9)}
    ask = Ask.objects.create(staff=alice, contact=ana, campaign=campaign, **fields)
    post(1, "Cargo bikes, long before", at=days_ago(20))
    post(2, "My garden")
    theirs = post(3, "Cargo bikes everywhere")
    linked = post(4, "Read this", links=("https://velo.example/study?utm_source=x",))
    outlet = post(5, "The cargo bikes figures", author="desk.example", url="https://www.spokes.example/figures")
    post(6, "Cargo bikes elsewhere", author="zoe.example", url="https://other.example/1")
    found = coverage_suggestions(campaign=campaign, staff=alice, as_of=NOW)
    assert {(one.mention, one.why.value) for one in found} == {
        (linked, "link"),
        (theirs, "theirs"),
        (outlet, "outlet"),
    }
    assert found[0].mention == linked
    ask.links = [theirs.url, linked.url]
    ask.save()
    [left] = coverage_suggestions(campaign=campaign, staff=alice, as_of=NOW)
    assert left.mention == outlet
    assert coverage_suggestions(campaign=campaign, staff=make_staff("Bob"), as_of=NOW) != []
    Contact.objects.filter(pk=ana.pk).update(visibility="private")
    assert coverage_suggestions(campaign=campaign, staff=make_staff("Cy"), as_of=NOW) == []
