"""Today: cards that agree with their counts, put off, taken back, and none left."""

import re

from crm.actions.promise import make_promise
from crm.actions.save_campaign import shortlist
from crm.models import Ask, Campaign, Contact, Promise, Snooze, Staff, Topic
from crm.readiness import refresh
from listening.observed import Address, Observed
from listening.pipeline import take_in
from tests.builders import NOW, TODAY, days_ago, earn, log, make_contact, make_handle
from tests.frontend.conftest import signed_in


def test_a_new_book_says_how_to_begin(alice: Staff) -> None:
    assert b"Who do you know?" in signed_in(alice).get("/").content


def test_counts_agree_with_the_cards(alice: Staff, ana: Contact, topic: Topic, campaign: Campaign) -> None:
    jonas = make_contact(alice, "Jonas", email="jonas@example.net")
    earn(alice, ana, topic)
    log(alice, jonas, "inbound", days=9, text="Could you send me that?")
    make_promise(staff=alice, contact=jonas, text="Send it", due_on=TODAY, as_of=NOW)
    shortlist(campaign=campaign, contacts=[ana, jonas], staff=alice)
    answer = signed_in(alice).get("/")
    text = answer.content.decode()
    sections = answer.context["sections"]
    assert {section.name for section in sections} >= {"promised", "answer", "ask"}
    assert sum(section.count for section in sections) == text.count('class="item item-wraps"')
    for section in sections:
        assert re.search(rf'href="#{section.name}">{section.title} <span class="count">{section.count}<', text)


def test_a_card_put_off_is_gone_and_comes_back(alice: Staff, ana: Contact) -> None:
    log(alice, ana, "inbound", days=9, text="Could you send me that?")
    client = signed_in(alice)
    assert "waiting for your answer" in client.get("/").content.decode()
    answer = client.post("/today/snooze/", {"card": f"answer:{ana.pk}", "for": "week"}, follow=True)
    assert "waiting for your answer" not in answer.content.decode()
    assert Snooze.objects.get().until == TODAY.replace(day=29)
    undo = re.search(r'action="(/today/wake/[^"]+)"', answer.content.decode())
    assert undo
    assert "waiting for your answer" in client.post(undo[1], follow=True).content.decode()


def test_the_last_card_done_leaves_all_caught_up(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    make_promise(staff=alice, contact=ana, text="Send the map", due_on=TODAY, as_of=days_ago(1))
    client = signed_in(alice)
    promise = Promise.objects.get()
    answer = client.post(f"/promises/{promise.pk}/keep/", headers={"referer": "http://testserver/"}, follow=True)
    assert b"All caught up" in answer.content
    promise.refresh_from_db()
    assert promise.kept_at == NOW
    assert (
        b"Send the map"
        in client.post(
            f"/promises/{promise.pk}/reopen/", headers={"referer": "http://testserver/"}, follow=True
        ).content
    )


def test_the_week_chart_counts_ours_and_theirs(alice: Staff, ana: Contact) -> None:
    log(alice, ana, days=3, text="Hello there")
    log(alice, ana, "inbound", days=2, text="Hello back")
    weeks = signed_in(alice).get("/today/weeks/").context["weeks"]
    assert (weeks[-1].ours, weeks[-1].theirs) == (1, 1)
    assert sum(week.ours + week.theirs for week in weeks[:-1]) == 0


def test_an_empty_shortlist_is_not_all_there_is(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    client = signed_in(alice)
    assert "Put people on a campaign" in client.get("/").content.decode()
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    assert "Put people on a campaign" not in client.get("/").content.decode()


def test_somebody_who_waits_for_an_answer_has_no_second_card(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    log(alice, ana, "inbound", days=9, text="Could you send me that?")
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    sections = signed_in(alice).get("/").context["sections"]
    assert [(section.name, section.count) for section in sections] == [("answer", 1)]


def test_where_only_an_interest_is_missing_the_card_notes_one(
    alice: Staff, ana: Contact, topic: Topic, campaign: Campaign
) -> None:
    earn(alice, ana, topic)
    ana.interests.all().delete()
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    client = signed_in(alice)
    [section] = [section for section in client.get("/").context["sections"] if section.name == "listen"]
    assert [card.verb for card in section.cards] == ["interest"]
    to = re.search(r'href="(/contacts/\d+/interest/\?topic=[^"]+)"', client.get("/").content.decode())
    assert to
    assert f'value="{topic.name}"' in client.get(to[1]).content.decode()


def test_what_only_time_mends_is_no_card(alice: Staff, ana: Contact, topic: Topic, campaign: Campaign) -> None:
    earn(alice, ana, topic)
    ana.interactions.filter(kind="help").update(occurred_at=days_ago(1))
    refresh([(alice.pk, ana.pk)])
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    answer = signed_in(alice).get("/")
    assert "give" not in [section.name for section in answer.context["sections"]]
    ladder = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    assert "Wait until" in ladder


def test_what_may_have_come_of_a_yes_is_there_to_be_noted(
    alice: Staff, ana: Contact, topic: Topic, campaign: Campaign
) -> None:
    topic.query = "cargo bikes"
    topic.save()
    make_handle(ana, "bluesky", "ana.example")
    asked = {"channel": "email", "earned": True, "asked_at": days_ago(10), "outcome": "yes", "outcome_at": days_ago(9)}
    ask = Ask.objects.create(staff=alice, contact=ana, campaign=campaign, **asked)
    url, author = "https://bsky.example/1", Address("bluesky", "ana.example")
    post = Observed(native_id="1", text="Cargo bikes", url=url, author=author, published_at=days_ago(1))
    take_in([post], kind="given", channel="bluesky", source=None, as_of=NOW)
    client = signed_in(alice)
    assert "They wrote it, on the campaign’s topic." in client.get("/").content.decode()
    client.post(f"/asks/{ask.pk}/coverage/", {"url": url})
    ask.refresh_from_db()
    assert ask.links == [url]
    assert "They wrote it" not in client.get("/").content.decode()
