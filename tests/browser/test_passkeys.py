"""A passkey is made, and signs in alone; the device is Chromium's own made-up one."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from crm.models import Staff
from tests.browser.conftest import Visit
from tests.builders import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a lantern for the cellar"  # noqa: S105


@pytest.fixture
def alice(transactional_db: Any) -> Staff:
    alice = make_staff("Alice Berger")
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def _with_a_device(visit: Visit) -> None:
    device = visit.context.new_cdp_session(visit.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _has_no_serious_finding(visit: Visit) -> None:
    found = [f for f in Axe().run(visit.page).response["violations"] if f["impact"] in ("serious", "critical")]
    assert found == []


def test_a_passkey_is_made_and_signs_in_alone_and_as_a_second_step(alice: Staff, visit: Visit) -> None:
    page = visit.page
    _with_a_device(visit)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account/security/")
    _has_no_serious_finding(visit)
    visit.shot("security")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("My laptop")).to_be_visible()

    visit.context.clear_cookies()
    page.goto("/sign-in/?next=/contacts/")
    _has_no_serious_finding(visit)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{visit.address}/contacts/")

    visit.context.clear_cookies()
    page.goto("/sign-in/?next=/contacts/")
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    _has_no_serious_finding(visit)
    visit.shot("second-step")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page).to_have_url(f"{visit.address}/contacts/")


def test_a_browser_that_has_none_says_so(alice: Staff, visit: Visit) -> None:
    page = visit.page
    page.goto("/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')); }")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
