"""Feeds that know no better or mean harm: what is kept of them, and what the source's page then says."""

import gzip
import socket
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from listening.checking import check_source
from listening.models import Mention, Source
from tests.builders import NOW, make_staff, make_topic
from tests.frontend.conftest import signed_in
from tests.listening.posts import make_source
from tests.listening.servers import Site, site

pytestmark = pytest.mark.django_db
GUIDS = "<guid isPermaLink='false'>{0}</guid>"


@pytest.fixture
def web(settings: Any) -> Iterator[Site]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    make_topic("Velomobiles", query="velomobile*")
    with site() as served:
        yield served


def rss(*items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f"<rss version='2.0'><channel><title>V</title><link>https://v.example/</link>{inside}</channel></rss>".encode()
    )


def listen(served: Site, said: Any) -> Source:
    served.pages["/feed"] = said
    source = make_source(settings={"base": served.url("/feed")})
    check_source(source, as_of=NOW)
    source.refresh_from_db()
    return source


def test_a_day_that_cannot_be_is_the_day_it_was_heard(web: Site) -> None:
    days = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday", "0001-01-01", "9999-99-99")
    items = (f"{GUIDS.format(day)}<title>A velomobile</title><pubDate>{day}</pubDate>" for day in days)
    assert listen(web, (200, {}, rss(*items))).is_well
    assert list(Mention.objects.values_list("published_at", flat=True)) == [NOW] * 5


def test_nothing_that_runs_is_kept_of_a_title_or_a_link(web: Site) -> None:
    title = "&lt;script&gt;alert(1)&lt;/script&gt;Velomobiles &amp;lt;img onerror=alert(2)&amp;gt; by &lt;b&gt;bike"
    listen(web, (200, {}, rss(f"<guid>1</guid><title>{title}</title><link>javascript:alert(3)</link>")))
    mention = Mention.objects.get()
    assert (mention.url, mention.title.split()[0], mention.title.split()[-1]) == ("", "Velomobiles", "bike")
    assert "alert(1)" not in mention.title
    page = signed_in(make_staff("Vera")).get("/listening/?state=all").content.decode()
    assert "Velomobiles" in page
    assert not any(sign in page for sign in ("<img", "javascript:alert", "<script>alert"))


def test_entries_that_share_guid_and_link_are_told_by_their_titles(web: Site) -> None:
    same = GUIDS.format("same") + "<link>https://v.example/</link><title>{0}</title>"
    feed = (200, {}, rss(same.format("A velomobile"), same.format("Two velomobiles"), same.format("A velomobile")))
    source = listen(web, feed)
    check_source(source, as_of=NOW)
    assert sorted(Mention.objects.values_list("title", flat=True)) == ["A velomobile", "Two velomobiles"]


BOMB = gzip.compress(b"<rss>" + b"\x00" * (60 << 20), 9)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HEAD = b"HTTP/1.1 200 OK\r\n"


def endless(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(HEAD + b"\r\n<rss>")
    while True:
        connection.sendall(b"<item></item>" * 10_000)


def cut(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(HEAD + b"Content-Length: 9999\r\n\r\n<rss><channel>")


def no_web(connection: socket.socket, _request: bytes) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


TROUBLES: dict[str, tuple[Any, str]] = {
    "inwards": ((302, {"Location": "http://169.254.169.254/latest/"}, b""), "our own network"),
    "in a circle": ((302, {"Location": "/feed"}, b""), "on and on"),
    "bomb": ((200, {"Content-Encoding": "gzip"}, BOMB), "MB"),
    "too big": ((200, {"Content-Length": str(100 << 20)}, b"<rss>"), "MB"),
    "endless": (endless, "MB"),
    "cut": (cut, "hung up"),
    "another protocol": (no_web, "."),
    "packed as nobody asked": ((200, {"Content-Encoding": "br"}, b"x"), "packs its answer"),
    "laughs": ((200, {}, f"<!DOCTYPE r [<!ENTITY l0 'ha'>{LAUGHS}]><rss>&l11;</rss>".encode()), "no entries"),
    "malformed": ((200, {}, b"<rss><<channel>&<"), "no "),
    "a page": ((200, {}, b"<html><body>Welcome"), "no feed"),
    "nothing": ((200, {}, b""), "no feed"),
    "letters of no kind": ((200, {}, bytes(range(256)) * 50), "no feed"),
    "no entries": ((200, {}, rss()), "no entries"),
    "down": ((503, {"Retry-After": "120"}, b""), "503"),
    "too often": ((429, {}, b""), "429"),
    "not for us": ((403, {}, b""), "403"),
    "not there": ((404, {}, b""), "404"),
    "gone": ((410, {}, b""), "410"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_page_of_the_source_says_what_happened(web: Site, trouble: str) -> None:
    said, told = TROUBLES[trouble]
    source = listen(web, said)
    assert not source.is_well
    assert told in source.health
    client = signed_in(make_staff("Vera"))
    for address in (f"/listening/sources/{source.pk}/", "/listening/sources/"):
        assert source.health in unescape(client.get(address).content.decode())
