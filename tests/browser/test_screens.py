"""Every screen in both themes and three widths: nobody is shut out, nothing sticks out. Pictures are kept."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from crm.actions.open_ask import open_ask
from crm.actions.promise import make_promise
from crm.actions.save_campaign import shortlist
from crm.models import Ask, Campaign, Contact, Staff
from tests.browser.conftest import Visit
from tests.builders import NOW, TODAY, earn, log, make_boundary, make_campaign, make_contact, make_staff, make_topic
from tests.proof import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Clara Schmidt-Hohenbrunn-Waldorf von der Großen Verkehrswende"
WIDTHS = (390, 820, 1440)


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
    return alice


def _paths() -> dict[str, str]:
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
        "import": "/import/",
        "rules": "/rules/",
        "settings": "/settings/",
        "team": "/settings/team/",
        "tokens": "/settings/tokens/",
        "security": "/account/security/",
        "security-codes": "/account/security/codes/",
        "not-found": "/nowhere/",
        "password": "/password/",
    }


def _visit_as(staff: Staff, browser: Browser, address: str, **options: Any) -> Visit:
    client = Client()
    sign_in(client, staff)
    someone = Visit(browser, address, **options)
    cookie = client.cookies["sessionid"].value
    someone.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    return someone


def _findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{finding['id']}: {node['html'][:120]}"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out_and_nothing_sticks_out(
    theme: Any, alice: Staff, browser: Browser, live_server: Any
) -> None:
    visit = _visit_as(alice, browser, live_server.url, color_scheme=theme, reduced_motion="reduce")
    troubles: list[str] = []
    for name, path in _paths().items():
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 844 if width < 500 else 900})
            visit.page.goto(path)
            visit.shot(f"{name}-{theme}-{width}")
            wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            troubles += [f"{name} at {width}: {wide} px too wide"] if wide > 0 else []
            if width == 1440 or (width == 390 and theme == "light"):
                troubles += [f"{name} at {width}: {finding}" for finding in _findings(visit.page)]
    visit.faults = [fault for fault in visit.faults if "404" not in fault]
    visit.close()
    assert troubles == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dialogs_shut_nobody_out(theme: Any, alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = _visit_as(alice, browser, live_server.url, color_scheme=theme, reduced_motion="reduce")
    page, troubles = visit.page, []
    page.goto(f"/contacts/{Contact.objects.get(name='Ana Lima').pk}/")
    for name, key, typed in (("log", "l", "li"), ("palette", "Control+k", "li"), ("keys", "?", "")):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.type(typed)
        if typed:
            expect(page.get_by_role("option", name="Ana Lima")).to_be_visible()
        visit.shot(f"dialog-{name}-{theme}", whole=False)
        troubles += [f"{name}: {finding}" for finding in _findings(page)]
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_label("More").click()
    troubles += [f"menu: {finding}" for finding in _findings(page)]
    visit.close()
    assert troubles == []


def test_the_way_in_shuts_nobody_out(visit: Visit, transactional_db: Any) -> None:
    visit.page.goto("/sign-in/")
    visit.shot("sign-in-light-1440")
    assert _findings(visit.page) == []
    visit.page.get_by_label("E-mail").fill("nobody@example.org")
    visit.page.get_by_label("Password").fill("wrong")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("do not go together")
    assert _findings(visit.page) == []


def test_alice_gets_about_by_keys_alone(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = _visit_as(alice, browser, live_server.url)
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


def test_nothing_typed_is_lost_when_the_session_ends(alice: Staff, browser: Browser, live_server: Any) -> None:
    alice.set_password("correct horse battery")
    alice.save()
    visit = _visit_as(alice, browser, live_server.url)
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
    expect(page.get_by_text("What you typed here before is back.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Half a thought")).to_be_visible()
    page.goto("/campaigns/new/")
    expect(page.get_by_label("Name")).to_have_value("")
    assert Campaign.objects.filter(name="Half a thought").count() == 1
    visit.close()


def test_a_cut_network_is_said_and_the_text_stays(alice: Staff, browser: Browser, live_server: Any) -> None:
    visit = _visit_as(alice, browser, live_server.url)
    page = visit.page
    ana = Contact.objects.get(name="Ana Lima")
    before = ana.interactions.count()
    page.goto(f"/contacts/{ana.pk}/")
    visit.context.set_offline(True)
    page.get_by_label("What happened, in a line").fill("A long story")
    page.get_by_label("What happened, in a line").press("Enter")
    expect(page.locator(".toast")).to_contain_text("The network is gone.")
    expect(page.get_by_label("What happened, in a line")).to_have_value("A long story")
    visit.context.set_offline(False)
    page.get_by_label("What happened, in a line").press("Enter")
    expect(page.locator(".toast").last).to_contain_text("Ana Lima:")
    assert ana.interactions.count() == before + 1
    visit.faults = [fault for fault in visit.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    visit.close()
