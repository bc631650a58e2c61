"""Listening in a real browser: the inbox by keys, a topic tried while it is typed, a voice made a contact."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from crm.actions.save_campaign import shortlist
from crm.models import Contact, Staff, Topic
from listening.actions.bring_file import run_file, start_file
from listening.actions.our_handles import add_our_handle
from listening.models import Hearing, MentionFile
from listening.observed import Address, Named
from tests.browser.conftest import visit_as
from tests.browser.seeing import look_at_all
from tests.builders import NOW, make_campaign, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import a_post, hear, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(transactional_db: Any) -> Staff:
    alice = make_staff("Alice Berger", role="admin", time_zone="Europe/Berlin")
    topic = make_topic("Cargo bikes", query='"cargo bike*"')
    make_topic("Trams", query="tram*", sensitive=True)
    ana = make_contact(alice, "Ana Lima", organization="Stadtrad Magazin")
    make_handle(ana, "bluesky", "ana.example")
    shortlist(campaign=make_campaign(alice, topics=[topic]), contacts=[ana], staff=alice)
    add_our_handle(staff=alice, channel="bluesky", value="alice.example", of=alice)
    to = (Address("bluesky", "alice.example"),)
    source = make_source(owner=alice)
    make_source(
        owner=alice, name="Torn", settings={"base": "https://t.example"}, is_well=False, health="It answered 429."
    )
    hear(
        a_post("Which cargo bike carries a tram driver?", by="ana.example", days=0.1, to=to, in_reply_to="at://x"),
        a_post("A cargo bike for the bakery", by="zoe.example", author_name="Zoe", days=1),
        a_post("Cargo bikes again and again", by="zoe.example", author_name="Zoe", days=9),
        a_post("Somebody sold a cargo bike", title="Sold", days=12),
        source=source,
    )
    return alice


def test_alice_works_through_her_inbox_by_keys(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page = visit.page
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/listening/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(4)
    page.evaluate("window.same = true")  # it must not be loaded anew from here on
    page.keyboard.press("h")
    expect(rows).to_have_count(3)
    expect(page.locator("[data-row][data-at]")).to_contain_text("for the bakery")
    expect(page.locator("#live")).to_contain_text("Heard.")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(rows).to_have_count(2)
    expect(page.locator(".toast").last).to_contain_text("Put aside")
    page.keyboard.press("u")
    expect(rows).to_have_count(4 - Hearing.objects.filter(staff=alice).count())
    page.locator(".toast").get_by_role("button", name="Undo").last.click()
    expect(rows).to_have_count(4)
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator(".toast").last).to_contain_text("Noted with Ana Lima.")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("[data-row][data-at]")).to_contain_text("Replied")
    page.keyboard.press("r")
    expect(page.locator("#log [data-picked]")).to_contain_text("Zoe")
    expect(page.get_by_label("In a line, or a link")).to_have_value(re.compile("https://bsky.example/post/"))
    assert page.evaluate("window.same") is True
    visit.close()


def test_a_topic_is_tried_while_it_is_typed(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page = visit.page
    page.goto("/listening/topics/")
    page.keyboard.press("n")
    page.wait_for_url("**/new/")
    page.get_by_label("Name").fill("Bakeries")
    page.get_by_label("What to look for").press_sequentially("bakery (")
    expect(page.locator("#answer .mark-wrong")).to_have_text("(")
    page.get_by_label("What to look for").fill("bakery")
    expect(page.locator("#answer")).to_contain_text("Posts that mention “bakery”.")
    expect(page.locator("#answer mark")).to_have_text("bakery")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Bakeries")).to_be_visible()
    assert Topic.objects.filter(name="Bakeries").exists()
    visit.close()


def test_a_voice_becomes_a_contact_by_one_key_and_goes_back(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page = visit.page
    page.goto("/listening/voices/")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("p")
    expect(page.get_by_text("for the bakery")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator(".toast")).to_contain_text("Zoe is in your book now.")
    expect(page.locator("[data-row]")).to_have_count(0)
    assert Contact.objects.get(name="Zoe").handles.get().value == "zoe.example"
    page.keyboard.press("u")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert Contact.objects.get(name="Zoe").trashed_at is not None
    visit.close()


def _more_to_see(alice: Staff) -> None:
    """A file of mentions with a row that was refused, a post in new words, and two addresses of one person."""
    rows = "URL,Text,Author\nhttps://paper.example/1,A cargo bike,Ann\n,No address,Bea\n"
    run_file(start_file(staff=alice, data=rows.encode(), filename="report.csv", as_of=NOW).pk, as_of=NOW)
    hear(a_post("A cargo bike with a bell", by="yan.example", native_id="bell", days=3))
    hear(a_post("A cargo bike with two bells", by="yan.example", native_id="bell", days=3))
    hear(a_post("Cargo bike diary", author=Address("website", "https://zoe-writes-about-cargo-bikes.example"), days=2))
    profile = (Named("https://zoe-writes-about-cargo-bikes.example", verified=True),)
    hear(a_post("My cargo bike", author=Address("mastodon", "zoe@social.example"), calls_theirs=profile, days=2))


def _paths() -> dict[str, str]:
    topic = Topic.objects.get(name="Cargo bikes")
    return {
        "listening-today": "/",
        "listening-inbox": "/listening/",
        "listening-all": "/listening/?state=all&sort=fitting",
        "listening-nothing": "/listening/?search=zzz",
        "listening-voices": "/listening/voices/",
        "listening-one-person": "/listening/one-person/",
        "listening-our-addresses": "/settings/addresses/",
        "listening-file": f"/capture/file/{MentionFile.objects.get().pk}/",
        "listening-topics": "/listening/topics/",
        "listening-topic": f"/listening/topics/{topic.pk}/",
        "listening-topic-edit": f"/listening/topics/{topic.pk}/edit/",
        "listening-share": "/listening/topics/share/",
        "listening-sources": "/listening/sources/",
        "listening-source-new": "/listening/sources/new/",
        "listening-source-form": "/listening/sources/new/x/",
        "listening-contact": f"/contacts/{Contact.objects.get(name='Ana Lima').pk}/",
    }


def test_nobody_is_shut_out_and_nothing_sticks_out(alice: Staff, browser: Browser, live_server: Any) -> None:
    _more_to_see(alice)
    visit = visit_as(alice, browser, live_server.url)
    paths = _paths()
    troubles = look_at_all(visit, paths, narrow=frozenset(paths))
    visit.close()
    assert troubles == []
