"""A real Chromium on a running server. Its profile is new, and it may talk to nobody but this server."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from crm.models import Staff
from tests.clock import Clock
from tests.proof import sign_in

# Playwright's synchronous API runs a loop in this thread; the tests look into the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PATIENCE = 60_000  # milliseconds: a machine with much else to do is not a fault
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def _plain_static(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Visit:
    """One person at one browser: a page, what it asked the network for, and what went wrong in it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        options.setdefault("service_workers", "block")  # the shell is fetched only where the phone is tested
        self.context: BrowserContext = browser.new_context(base_url=address, **options)
        self.context.set_default_timeout(PATIENCE)
        self.hosts: set[str] = set()
        self.faults: list[str] = []
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        # Refusals (409, 422) are answers, and a search overtaken by the next is given up on purpose.
        if said.type == "error" and not any(known in said.text for known in ("409", "422", "htmx:")):
            self.faults.append(said.text)

    def shot(self, name: str, *, whole: bool = True) -> None:
        """A picture, where somebody wants to look (`make screenshots`): hundreds of them cost minutes."""
        if not os.environ.get("SCREENSHOTS"):
            return
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)

    def close(self) -> None:
        self.context.close()
        assert self.hosts <= {urlsplit(self.address).hostname}, self.hosts
        assert self.faults == []


def visit_as(staff: Staff, browser: Browser, address: str, **options: Any) -> Visit:
    """Signed in already."""
    client = Client()
    sign_in(client, staff)
    someone = Visit(browser, address, **options)
    cookie = client.cookies["sessionid"].value
    someone.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    return someone


@pytest.fixture
def visit(browser: Browser, live_server: Any, settings: Any) -> Iterator[Visit]:
    settings.BASE_URL = live_server.url
    someone = Visit(browser, live_server.url, viewport={"width": 1440, "height": 900})
    yield someone
    someone.close()
