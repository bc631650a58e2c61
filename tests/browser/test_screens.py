"""Every screen in both themes and three widths: nobody is shut out, nothing sticks out. Pictures are kept."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from crm.actions.open_ask import open_ask
from crm.actions.promise import make_promise
from crm.actions.save_campaign import shortlist
from crm.models import Ask, Calendar, Campaign, Contact, ImportJob, ImportRow, Staff
from crm.opting_out import opt_out_link
from tests.browser.conftest import Visit, visit_as
from tests.browser.seeing import THEMES, findings, look_at_all, wear
from tests.builders import NOW, TODAY, earn, log, make_boundary, make_campaign, make_contact, make_staff, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Clara Schmidt-Hohenbrunn-Waldorf von der Großen Verkehrswende"
NARROW = frozenset({"today", "contacts", "contact-ready", "board", "event", "kit"})


@pytest.fixture
def alice(transactional_db: Any) -> Staff:
    """With a book that shows every stage."""
    alice = make_staff("Alice Berger", role="admin", time_zone="Europe/Berlin")
    topic = make_topic("Cargo bikes")
    campaign = make_campaign(
        alice,
        topics=[topic],
        name="Cargo bike week",
        client="Velo Verband",
        facts="Forty shops in six districts.",
        what="Forty shops deliver by bike.",
    )
    names = ("Ana Lima", LONG, "Jonas Weiß", "Mei Tanaka", "Newsdesk", "Olu Adeyemi")
    people = [
        make_contact(alice, name, email=f"p{number}@example.net", organization="Stadtrad Magazin")
        for number, name in enumerate(names)
    ]
    earn(alice, people[0], topic)
    log(alice, people[1], "inbound", days=9, text="Could you send me the counts?")
    log(alice, people[2], "observed", "read", days=3, url="https://example.org/piece", text="On depots")
    make_boundary(people[4], note="Please take us off all lists.")
    make_promise(staff=alice, contact=people[1], text="Send the district map", due_on=TODAY, as_of=NOW)
    open_ask(
        staff=alice,
        contact=people[5],
        campaign=campaign,
        channel="email",
        text="Would you ride along?",
        as_of=NOW,
        already_made=True,
        asked_at=NOW - timedelta(days=9),
    )
    shortlist(campaign=campaign, contacts=people, staff=alice)
    _connected(alice, people)
    return alice


def _connected(alice: Staff, people: list[Contact]) -> None:
    """A calendar with something ahead, something unsure and trouble; and an import whose people nobody spoke of."""
    calendar = Calendar.objects.create(
        staff=alice, kind="caldav", name="Work", place="https://dav.house.example/alice/work/", since=TODAY,
        checked_at=NOW, is_well=False, health="The server asks us to wait; we try again later.",
        left_out={"nobody": 214, "strangers": 31},
    )  # fmt: skip
    for person, state, hours in ((people[0], "ahead", 26), (people[1], "unsure", -30), (people[2], "taken", -60)):
        calendar.meetings.create(
            staff=alice, contact=person, uid=state, title="Coffee before the fair", place="Café Bilen", state=state,
            starts_at=NOW + timedelta(hours=hours), ends_at=NOW + timedelta(hours=hours + 1), kind="meeting",
            channel="in_person", why_not="unanswered" if state == "unsure" else "", seen_at=NOW,
        )  # fmt: skip
    job = ImportJob.objects.create(staff=alice, file="imports/none", filename="people.csv", status="done")
    for number, person in enumerate(people, 1):
        ImportRow.objects.create(job=job, number=number, data={"name": person.name}, result="created", contact=person)


def _work() -> dict[str, str]:
    """Where people work."""
    campaign = Campaign.objects.get()
    ana, clara, newsdesk = (Contact.objects.get(name=name) for name in ("Ana Lima", LONG, "Newsdesk"))
    return {
        "today": "/",
        "contacts": "/contacts/",
        "contact-ready": f"/contacts/{ana.pk}/",
        "contact-locked": f"/contacts/{clara.pk}/",
        "contact-closed": f"/contacts/{newsdesk.pk}/",
        "contact-new": "/contacts/new/",
        "contact-edit": f"/contacts/{ana.pk}/edit/",
        "nobody-fits": "/contacts/?search=zzz",
        "campaigns": "/campaigns/",
        "board": f"/campaigns/{campaign.pk}/",
        "brief": f"/campaigns/{campaign.pk}/brief/",
        "ask": f"/campaigns/{campaign.pk}/ask/{ana.pk}/",
        "ask-locked": f"/campaigns/{campaign.pk}/ask/{clara.pk}/",
        "outcome": f"/asks/{Ask.objects.get().pk}/outcome/",
        "who": f"/campaigns/{campaign.pk}/who/{ana.pk}/",
        "yeses": f"/campaigns/{campaign.pk}/yeses/",
        "client-report": f"/campaigns/{campaign.pk}/report/",
        "boundary": f"/contacts/{ana.pk}/boundary/",
        "hand-over": f"/contacts/{ana.pk}/hand-over/",
        "history": f"/contacts/{ana.pk}/history/",
        "opt-out": urlsplit(opt_out_link(ana)).path,
        "import": "/import/",
        "duplicates": "/duplicates/",
        "tags": "/contacts/tags/",
        "changes": "/contacts/changes/",
        "trash": "/contacts/trash/",
        "merge-with": f"/contacts/{ana.pk}/merge/",
        "event": "/event/",
        "share": "/share/?url=https%3A%2F%2Fstadtrad.example%2Fharbour&text=On%20depots",
        "capture": "/capture/",
        "offline": "/offline/",
        "kit": "/kit/",
    }


def _house() -> dict[str, str]:
    """Where one learns, and where the house is kept."""
    ana = Contact.objects.get(name="Ana Lima")
    return {
        "reports": "/reports/",
        "reports-balance": "/reports/balance/",
        "reports-exceptions": "/reports/exceptions/",
        "reports-what-if": "/reports/what-if/",
        "rules": "/rules/",
        "person-file": f"/contacts/{ana.pk}/everything/",
        "erase": f"/contacts/{ana.pk}/erase/",
        "webhooks": "/settings/webhooks/",
        "connections": "/settings/connections/",
        "calendar": f"/settings/calendars/{Calendar.objects.get().pk}/",
        "calendar-new": "/settings/calendars/new/",
        "deck": f"/import/{ImportJob.objects.get().pk}/deck/",
        "data": "/settings/data/",
        "audit": "/settings/audit/",
        "sessions": "/account/sessions/",
        "settings": "/settings/",
        "team": "/settings/team/",
        "tokens": "/settings/tokens/",
        "security": "/account/security/",
        "security-codes": "/account/security/codes/",
        "not-found": "/nowhere/",
        "password": "/password/",
    }


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("paths", [_work, _house], ids=["work", "house"])
def test_nobody_is_shut_out_and_nothing_sticks_out(
    paths: Any, part: int, alice: Staff, browser: Browser, live_server: Any, settings: Any
) -> None:
    visit = visit_as(alice, browser, live_server.url)
    troubles: list[str] = []
    for name, path in list(paths().items())[part::2]:
        settings.DEBUG = name == "kit"
        troubles += look_at_all(visit, {name: path}, narrow=NARROW)
    visit.faults = [fault for fault in visit.faults if "404" not in fault]
    visit.close()
    assert troubles == []


def test_dialogs_shut_nobody_out(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url, reduced_motion="reduce")
    page, troubles = visit.page, []
    page.goto(f"/contacts/{Contact.objects.get(name='Ana Lima').pk}/")
    for name, key, typed in (("log", "l", "li"), ("palette", "Control+k", "li"), ("keys", "?", "")):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.type(typed)
        if typed:
            expect(page.get_by_role("option", name="Ana Lima")).to_be_visible()
        troubles += _in_both_themes(visit, name)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("#contact").get_by_label("More").click()
    troubles += _in_both_themes(visit, "menu")
    page.get_by_role("button", name="Note a boundary").click()  # a form that comes when it is asked for
    expect(page.get_by_label("What should we not do?")).to_be_focused()
    troubles += _in_both_themes(visit, "boundary-dialog")
    page.set_viewport_size({"width": 390, "height": 844})
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    troubles += _in_both_themes(visit, "places")
    visit.close()
    assert troubles == []


def _in_both_themes(visit: Visit, name: str) -> list[str]:
    troubles = []
    for theme in THEMES:
        wear(visit.page, theme)
        visit.shot(f"dialog-{name}-{theme}", whole=False)
        rules = ("color-contrast",) if theme == "dark" else ()
        troubles += [f"{name}, {theme}: {finding}" for finding in findings(visit.page, *rules)]
    return troubles


def test_the_way_in_shuts_nobody_out(visit: Visit, transactional_db: Any) -> None:
    visit.page.goto("/sign-in/")
    visit.shot("sign-in-light-1440")
    assert findings(visit.page) == []
    visit.page.get_by_label("E-mail").fill("nobody@example.org")
    visit.page.get_by_label("Password").fill("wrong")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("do not go together")
    assert findings(visit.page) == []


def test_alice_gets_about_by_keys_alone(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page = visit.page
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/contacts/")
    page.keyboard.press("/")
    page.keyboard.type("jonas g c l")  # typing is typing, not commands
    expect(page.get_by_role("heading", name="Nobody fits")).to_be_visible()
    page.get_by_label("Search names").fill("jonas")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_label("Search names").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Jonas Weiß")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("cargo")
    expect(page.get_by_role("option", name="Cargo bike week")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/*/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    visit.close()


def test_going_back_after_sending_sends_nothing_twice(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page, ana = visit.page, Contact.objects.get(name="Ana Lima")
    page.goto("/campaigns/new/")
    page.get_by_label("Name").fill("Tram week")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Tram week")).to_be_visible()
    page.go_back()  # the form, asked for anew: neither what was sent nor a question whether to send it again
    expect(page.get_by_label("Name")).to_have_value("")
    page.go_forward()
    expect(page.get_by_role("heading", name="Tram week")).to_be_visible()
    page.goto(f"/contacts/{ana.pk}/boundary/")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("heading", name="Boundaries")).to_be_visible()
    page.go_back()
    page.go_forward()
    expect(page.get_by_role("heading", name="Boundaries")).to_be_visible()
    page.reload()
    assert Campaign.objects.filter(name="Tram week").count() == 1
    assert ana.boundaries.count() == 1
    ask = Ask.objects.get()
    page.goto(f"/asks/{ask.pk}/outcome/")
    page.get_by_role("button", name="Silent").click()
    expect(page.get_by_role("button", name="Silent")).to_have_count(0)
    page.go_back()  # the page says what was said, where the buttons were
    expect(page.get_by_role("button", name="Silent")).to_have_count(0)
    ask.refresh_from_db()
    assert ask.outcome == "silent"
    visit.close()


def test_nothing_typed_is_lost_when_the_session_ends(alice: Staff, browser: Browser, live_server: Any) -> None:
    alice.set_password("correct horse battery")
    alice.save()
    visit = visit_as(alice, browser, live_server.url)
    page = visit.page
    page.goto("/campaigns/new/")
    page.get_by_label("Name").fill("Half a thought")
    page.get_by_label("What is it?").fill("It was going to be long.")
    visit.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Name")).to_have_value("Half a thought")
    expect(page.locator("#page").get_by_text("What you typed here before is back.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Half a thought")).to_be_visible()
    page.goto("/campaigns/new/")
    expect(page.get_by_label("Name")).to_have_value("")
    assert Campaign.objects.filter(name="Half a thought").count() == 1
    visit.close()


def test_a_quick_log_outlives_its_session_and_its_page(alice: Staff, browser: Browser, live_server: Any) -> None:
    alice.set_password("correct horse battery")
    alice.save()
    visit = visit_as(alice, browser, live_server.url)
    page, jonas = visit.page, Contact.objects.get(name="Jonas Weiß")
    page.goto("/contacts/")
    page.keyboard.press("l")
    page.keyboard.type("jonas weis")  # with a slip
    expect(page.get_by_role("option", name="Jonas Weiß")).to_be_visible()
    page.keyboard.type(",")
    expect(page.locator("#log [data-chip]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    page.keyboard.type("A long talk about depots")
    visit.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/contacts/")
    page.keyboard.press("l")
    expect(page.get_by_label("In a line")).to_have_value("A long talk about depots")
    expect(page.locator("#log [data-chip]")).to_contain_text("Jonas Weiß")
    page.get_by_label("In a line").press("Enter")
    expect(page.locator(".toast")).to_contain_text("Jonas Weiß:")
    assert jonas.interactions.filter(kind="call", text="A long talk about depots").count() == 1
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("It is taken back.")
    assert not jonas.interactions.filter(kind="call").exists()
    visit.close()


def test_a_field_is_changed_by_keys_where_it_stands(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url)
    page, ana = visit.page, Contact.objects.get(name="Ana Lima")
    page.goto(f"/contacts/{ana.pk}/")
    notes = page.locator("form[data-inline] textarea")
    page.get_by_role("link", name="Change: Notes").press("Enter")
    expect(notes).to_be_focused()
    page.keyboard.type("Rides to work")
    page.keyboard.press("Escape")
    expect(page.locator("form[data-inline]")).to_have_count(0)
    page.get_by_role("link", name="Change: Notes").press("Enter")
    expect(notes).to_be_focused()
    expect(notes).to_have_value("")
    page.keyboard.type("Rides to work, in all weathers")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-inline=notes]")).to_contain_text("in all weathers")
    ana.refresh_from_db()
    assert ana.notes == "Rides to work, in all weathers"
    visit.close()


def test_what_is_too_long_is_said_and_nothing_of_it_is_cut(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = visit_as(alice, browser, live_server.url, permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    page.goto("/contacts/")
    page.keyboard.press("l")
    page.evaluate("navigator.clipboard.writeText('word '.repeat(60_000))")
    line = page.get_by_label("In a line")
    line.press("Control+v")
    said = page.get_by_text("300,000 characters, and 100,000 fit.")
    expect(said).to_be_visible()
    assert len(line.input_value()) == 300_000
    line.fill("A line.")
    expect(said).to_have_count(0)
    expect(line).to_have_attribute("maxlength", "100000")
    visit.close()
