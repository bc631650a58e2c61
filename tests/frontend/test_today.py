"""Today: cards that agree with their counts, put off, taken back, and none left."""

import re

from crm.actions.promise import make_promise
from crm.actions.save_campaign import shortlist
from crm.models import Campaign, Contact, Promise, Snooze, Staff, Topic
from tests.builders import NOW, TODAY, days_ago, earn, log, make_contact
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


def test_the_week_chart_counts_ours_and_theirs(alice: Staff, ana: Contact) -> None:
    log(alice, ana, days=3, text="Hello there")
    log(alice, ana, "inbound", days=2, text="Hello back")
    weeks = signed_in(alice).get("/").context["weeks"]
    assert (weeks[-1].ours, weeks[-1].theirs) == (1, 1)
    assert sum(week.ours + week.theirs for week in weeks[:-1]) == 0
