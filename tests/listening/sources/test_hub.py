"""A feed's hub tells us what is new, if it is the hub, and if it can reach us."""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from listening.checking import check_source
from listening.models import Source
from tests.listening.posts import make_source
from tests.listening.servers import Site, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(settings: Any) -> Iterator[Site]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    settings.BASE_URL = "https://ll.example"
    with site() as served:
        served.pages["/hub"] = (202, {}, b"")
        yield served


def feed(served: Site, *, hub: str = "/hub") -> bytes:
    links = (
        f'<atom:link rel="self" href="{served.url("/feed")}?a=1&amp;b=2"/><link href="{served.url(hub)}" rel="hub"/>'
    )
    atom = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    item = "<item><guid>1</guid><title>Tide tables</title></item>"
    return f"<rss version='2.0' {atom}><channel><title>T</title>{links}{item}</channel></rss>".encode()


def look(source: Source) -> Source:
    source.refresh_from_db()
    check_source(source, as_of=timezone.now())
    source.refresh_from_db()
    return source


def asked_hub(served: Site) -> dict[str, str]:
    """The form that the hub was sent last."""
    [*_others, last] = [asked for asked in served.asked if asked.startswith(b"POST /hub")]
    return {name: values[0] for name, values in parse_qs(last.partition(b"\r\n\r\n")[2].decode()).items()}


def calls(form: dict[str, str], **asked: str) -> Any:
    """The hub, at the address it was given."""
    query = {f"hub.{name}": value for name, value in asked.items()}
    return Client().get(urlsplit(form["hub.callback"]).path, query, secure=True)


def confirmed(served: Site) -> tuple[Source, dict[str, str]]:
    served.pages["/feed"] = (200, {}, feed(served))
    source = look(make_source(settings={"base": served.url("/feed")}))
    form = asked_hub(served)
    calls(form, mode="subscribe", topic=form["hub.topic"], challenge="c", lease_seconds="864000")
    return source, form


def test_a_hub_is_asked_once_and_confirmed(web: Site) -> None:
    web.pages["/feed"] = (200, {}, feed(web))
    source = look(make_source(settings={"base": web.url("/feed")}))
    form = asked_hub(web)
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", web.url("/feed") + "?a=1&b=2")
    assert form["hub.callback"].startswith("https://ll.example/hub/")
    answer = calls(form, mode="subscribe", topic=form["hub.topic"], challenge="<b>7", lease_seconds="864000")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"<b>7", "text/plain; charset=utf-8")
    source.refresh_from_db()
    assert source.pushed_until - timezone.now() > timedelta(days=9)
    before = len(web.asked)
    assert look(source).next_check_at - timezone.now() > timedelta(hours=5)
    assert len(web.asked) == before + 1  # the feed, and the hub not again


def test_it_confirms_nothing_that_it_did_not_ask_for(web: Site) -> None:
    source, form = confirmed(web)
    assert calls(form, mode="subscribe", topic="https://other.example/", challenge="c").status_code == 404
    assert calls(form, mode="unsubscribe", topic=form["hub.topic"], challenge="c").status_code == 404
    forged = {"hub.callback": form["hub.callback"].replace("/hub/", "/hub/9")}
    assert calls(forged, mode="subscribe", topic=form["hub.topic"], challenge="c").status_code == 404
    calls(form, mode="denied", topic=form["hub.topic"])
    source.refresh_from_db()
    assert source.pushed_until is None


@pytest.mark.parametrize("signed", [True, False])
def test_a_call_makes_it_look_if_it_is_the_hub_that_calls(web: Site, signed: bool) -> None:
    source, form = confirmed(web)
    later = timezone.now() + timedelta(hours=6)
    Source.objects.update(next_check_at=later, checked_at=timezone.now() - timedelta(hours=1))
    secret = form["hub.secret"] if signed else "guessed"
    signature = f"sha256={hmac.new(secret.encode(), b'<rss/>', 'sha256').hexdigest()}"
    path = urlsplit(form["hub.callback"]).path
    sent = {"content_type": "application/rss+xml", "headers": {"X-Hub-Signature": signature}, "secure": True}
    answer = Client(enforce_csrf_checks=True).post(path, b"<rss/>", **sent)
    source.refresh_from_db()
    assert answer.status_code == 202
    assert (source.next_check_at < later) is signed
    Source.objects.update(paused_at=timezone.now())
    assert Client().post(path, b"<rss/>", **sent).status_code == 410


def test_a_hub_that_could_not_reach_us_is_not_asked(web: Site, settings: Any) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    web.pages["/feed"] = (200, {}, feed(web))
    assert look(make_source(settings={"base": web.url("/feed")})).state["hub"] == web.url("/hub")
    assert not [asked for asked in web.asked if b"/hub" in asked]


def test_a_hub_in_the_servers_header_or_one_that_is_down_costs_nothing(web: Site) -> None:
    link = f'<{web.url("/hub")}>; rel="hub", <https://t.example/feed>; rel=self'
    web.pages["/feed"] = (200, {"Link": link}, feed(web, hub="/nowhere"))
    web.pages["/hub"] = (500, {}, b"")
    source = look(make_source(settings={"base": web.url("/feed")}))
    assert asked_hub(web)["hub.topic"] == "https://t.example/feed"
    assert (source.is_well, source.pushed_until) == (True, None)
    assert source.next_check_at - timezone.now() < timedelta(hours=2)
