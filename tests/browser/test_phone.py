"""On a phone, and where the network comes and goes: nothing typed is lost, nothing is logged twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from crm.models import Contact, Interaction, Staff
from tests.browser.conftest import Visit, visit_as
from tests.builders import make_contact, make_staff

# What the browser says when the page, or a newer service worker, cannot be fetched.
WITHOUT_A_NETWORK = ("ERR_INTERNET_DISCONNECTED", "error occurred when fetching the script")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(transactional_db: Any) -> Staff:
    alice = make_staff("Alice Berger", time_zone="Europe/Berlin")
    make_contact(alice, "Ana Lima", organization="Stadtrad")
    return alice


@pytest.fixture
def phone(alice: Staff, browser: Browser, live_server: Any) -> Iterator[Visit]:
    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    visit = visit_as(alice, browser, live_server.url, service_workers="allow", **options)
    yield visit
    visit.faults = [fault for fault in visit.faults if not any(known in fault for known in WITHOUT_A_NETWORK)]
    visit.close()


def test_at_an_event_without_a_network(phone: Visit) -> None:
    page = phone.page
    page.goto("/event/")
    expect(page.locator("html[data-offline-ready]")).to_be_attached()
    phone.context.set_offline(True)
    page.reload()
    page.locator("#page").get_by_label("Event").fill("Radforum")
    page.locator("#page").get_by_label("Tag").fill("radforum")
    _meet(page, "Mei Tanaka", "Hamburger Bote", "Counts bikes → Thu send map")
    _meet(page, "Ana Lima", "Stadtrad", "Rode here")
    expect(page.get_by_text("Waits to be sent.")).to_have_count(2)
    expect(page.locator("[data-outbox-count]")).to_have_text("2")
    phone.shot("event-without-network")
    assert not Interaction.objects.exists()
    page.goto("/contacts/")
    expect(page.get_by_role("heading", name="Listen Large does not answer")).to_be_visible()
    phone.context.set_offline(False)
    page.goto("/event/")
    expect(page.locator("#page").get_by_label("Tag")).to_have_value("radforum")
    met = page.get_by_role("list", name="Whom you met")
    expect(met.get_by_text("Mei Tanaka is a new contact.")).to_be_visible()
    expect(met.get_by_text("Ana Lima, Stadtrad: logged.")).to_be_visible()
    expect(page.locator("[data-outbox]")).to_be_hidden()
    phone.shot("event-sent")
    assert {it.contact.name: it.text for it in Interaction.objects.select_related("contact")} == {
        "Mei Tanaka": "Radforum: Counts bikes",
        "Ana Lima": "Radforum: Rode here",
    }
    page.locator("li", has_text="Mei Tanaka").get_by_role("button", name="Undo").click()
    expect(met.get_by_text("Mei Tanaka is a new contact.")).to_have_count(0)
    assert Contact.objects.in_use().count() == 1


def _meet(page: Page, name: str, outlet: str, line: str) -> None:
    form = page.locator("[data-event-each]")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Outlet").fill(outlet)
    form.get_by_label("In a line").fill(line)
    form.get_by_label("In a line").press("Enter")
    expect(form.get_by_label("Name")).to_be_focused()


def test_a_log_waits_for_the_network_and_is_sent_once(phone: Visit) -> None:
    page, ana = phone.page, Contact.objects.get()
    page.goto(f"/contacts/{ana.pk}/")
    phone.context.set_offline(True)
    box = page.get_by_label("What happened, in a line")
    box.fill("A long story")
    box.press("Enter")
    expect(page.locator(".toast")).to_contain_text("sent by itself")
    expect(box).to_have_value("")
    expect(page.locator("[data-outbox]")).to_be_visible()
    phone.context.set_offline(False)
    expect(page.locator("#timeline")).to_contain_text("A long story")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert [it.text for it in ana.interactions.all()] == ["A long story"]


def test_an_answer_that_never_came_makes_no_second_log(phone: Visit) -> None:
    page, ana = phone.page, Contact.objects.get()
    page.goto(f"/contacts/{ana.pk}/")
    phone.context.route("**/log/", _lose_the_answer, times=1)
    box = page.get_by_label("What happened, in a line")
    box.fill("Said twice")
    box.press("Enter")
    expect(page.locator(".toast").last).to_contain_text("This was logged already.")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert [it.text for it in ana.interactions.all()] == ["Said twice"]
    phone.faults = [fault for fault in phone.faults if "ERR_FAILED" not in fault]


def _lose_the_answer(route: Any) -> None:
    route.fetch()
    route.abort()
