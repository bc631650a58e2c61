"""The screens over HTTP, and what a browser says of them: paint, shift, long tasks, bytes."""

import os
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from benchmarks.timing import head, row, timed
from benchmarks.web import Caller, served
from crm.filters.people import people_like
from crm.models import Campaign, Contact, Staff

TYPED = ("p", "pe", "person", "person 3f", "3fa9", "outlet 4711", "pers0n 3fa9c", "p77@press", "xqzv wkjy")
FIRST_PAINT = """() => new Promise((done) => {
  const told = { shift: 0, long: 0 };
  new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (!e.hadRecentInput) told.shift += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((l) => l.getEntries().forEach((e) => { told.long = Math.max(told.long, e.duration); }))
    .observe({ type: "longtask", buffered: true });
  setTimeout(() => {
    const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    told.paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    told.bytes = files.reduce((sum, file) => sum + file.transferSize, 0);
    told.files = files.length;
    done(told);
  }, 300);
})"""


class _Reader(Caller):
    """Somebody signed in at a browser."""

    def __init__(self, port: int, staff: Staff) -> None:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=staff.pk))
        self.port, self.session = port, client.cookies["sessionid"].value
        self.headers = {"Cookie": f"sessionid={self.session}"}


def measure_screens() -> None:
    staff = Staff.objects.order_by("pk")[1]
    _measure_typing(staff)
    with served() as port:
        reader = _Reader(port, staff)
        _measure_server(reader, _pages())
        _measure_browser(reader, _pages())


def _pages() -> dict[str, str]:
    contact, campaign = Contact.objects.order_by("pk")[100], Campaign.objects.order_by("pk")[1]
    return {
        "Today": "/",
        "Contacts": "/contacts/",
        "Contacts by stage": f"/contacts/?stage=give&for={campaign.pk}",
        "Contacts, a search": "/contacts/?search=3fa",
        "one contact": f"/contacts/{contact.pk}/",
        "Campaigns": "/campaigns/",
        "a board": f"/campaigns/{campaign.pk}/",
        "Listening": "/listening/",
        "Event mode": "/event/",
    }


def _measure_typing(staff: Staff) -> None:
    head("names as they are typed")
    for typed in TYPED:
        row(f"“{typed}”", timed(lambda typed=typed: people_like(typed, staff=staff, at_most=8), times=30, warm=5))
    print()


def _measure_server(reader: _Reader, pages: dict[str, str]) -> None:
    connection = reader.connection()
    head("screens over HTTP")
    fragments = {"⌘K, three letters": "/find/?q=3fa", "who, three letters": "/log/people/?q=3fa"}
    for name, path in (pages | fragments).items():
        row(name, timed(lambda path=path: reader.get(connection, path), times=40, warm=8))
    connection.close()
    print()


def _measure_browser(reader: _Reader, pages: dict[str, str]) -> None:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    print(f"Chromium, cold cache, {timezone.now():%Y-%m-%d}\n")
    print("| screen | first contentful paint ms | layout shift | longest task ms | kB | files |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, path in pages.items():
            told = _opened(chromium, reader, path)
            print(
                f"| {name} | {told['paint']:.0f} | {told['shift']:.3f} | {told['long']:.0f} | "
                f"{told['bytes'] / 1000:.0f} | {told['files']} |",
                flush=True,
            )
        chromium.close()
    print()


def _opened(chromium: Any, reader: _Reader, path: str) -> dict[str, float]:
    """In a profile of its own, so that nothing is cached; the second of two, for the server is warm then."""
    told: dict[str, float] = {}
    for _ in range(2):
        address = f"http://127.0.0.1:{reader.port}"
        context = chromium.new_context(base_url=address, service_workers="block")
        context.add_cookies([{"name": "sessionid", "value": reader.session, "url": address}])
        page = context.new_page()
        page.goto(path, wait_until="load")
        told = page.evaluate(FIRST_PAINT)
        context.close()
    return told
