"""Feeds as servers give them, good and bad."""

import gzip
import socket
import zlib
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from listening.checking import check_source
from listening.feeds.document import read_document
from listening.feeds.entries import observed_in
from listening.feeds.reader import Reader
from listening.models import Mention, Source
from listening.sources import SourceTrouble
from tests.builders import NOW, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import make_source
from tests.listening.servers import Site, site

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Bikes today</title><link>https://bikes.example/</link>
<language>en</language><ttl>45</ttl>
<item><guid isPermaLink="false">a-1</guid><title>Cargo bikes for all</title><link>/2026/1</link>
<description>&lt;p&gt;They &lt;b&gt;carry&lt;/b&gt; children.&lt;/p&gt;</description>
<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate></item>
<item><guid isPermaLink="false">a-2</guid><title>Cargo bikes again</title><link>/2026/2</link>
<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ana</title>
<link href="https://ana.example/"/><entry><id>tag:ana.example,2026:1</id><title>On cargo bikes</title>
<link href="https://ana.example/1"/><updated>2026-11-20T08:00:00Z</updated><author><name>Ana Lima</name></author>
<content type="html">Long &lt;i&gt;thoughts&lt;/i&gt;</content></entry></feed>"""
RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/">
<title>Old</title><link>https://old.example/</link></channel><item rdf:about="https://old.example/9">
<title>Cargo bikes of 1999</title><link>https://old.example/9</link><dc:date>2026-11-19T08:00:00Z</dc:date></item>
</rdf:RDF>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://j.example/",
"items": [{"id": "1", "content_text": "A cargo bike without a title", "date_published": "2026-11-20T08:00:00Z"}]}"""


@pytest.fixture
def web(settings: Any) -> Iterator[Site]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    make_topic("Cargo bikes", query='"cargo bike*"')
    with site() as served:
        yield served


def listen(served: Site, said: Any, path: str = "/feed") -> Source:
    served.pages[path] = said
    source = make_source(settings={"base": served.url(path)})
    check_source(source, as_of=NOW)
    source.refresh_from_db()
    return source


@pytest.mark.parametrize(("body", "title"), [
    (RSS, "Cargo bikes for all"), (ATOM, "On cargo bikes"), (RDF, "Cargo bikes of 1999"), (JSON, ""),
])  # fmt: skip
def test_it_reads_every_kind_of_feed(web: Site, body: bytes, title: str) -> None:
    source = listen(web, (200, {}, body))
    assert (source.health, source.is_well, source.failures) == ("", True, 0)
    assert Mention.objects.latest("published_at").title == title


def test_a_feed_is_its_sites_and_a_contact_is_known_by_either_address(web: Site) -> None:
    ana = make_contact(make_staff())
    make_handle(ana, "website", "https://www.ana.example")
    listen(web, (200, {}, ATOM))
    mention = Mention.objects.get()
    assert (mention.author.channel, mention.author.key, mention.author_name) == ("website", "ana.example", "Ana Lima")
    assert mention.keep
    assert mention.text == "Long thoughts"


def test_relative_links_lead_to_the_site(web: Site) -> None:
    listen(web, (200, {}, RSS))
    assert Mention.objects.latest("published_at").url == "https://bikes.example/2026/1"


def test_it_asks_only_for_what_is_new_with_the_servers_own_words(web: Site) -> None:
    source = listen(web, (200, {"ETag": 'W/"odd,  one"', "Last-Modified": "yesterday-ish"}, RSS))
    web.pages["/feed"] = (304, {}, b"")
    check_source(source, as_of=NOW + timedelta(hours=1))
    assert (web.header("If-None-Match"), web.header("If-Modified-Since")) == ('W/"odd,  one"', "yesterday-ish")
    source.refresh_from_db()
    assert (source.is_well, source.state["unchanged"]) == (True, 1)
    assert Mention.objects.count() == 2


def test_it_comes_back_no_sooner_than_the_feed_asks(web: Site) -> None:
    source = listen(web, (200, {"Cache-Control": "public, max-age=36000"}, RSS))
    assert source.next_check_at >= NOW + timedelta(hours=10)
    daily = listen(web, (200, {}, RSS), "/daily")
    assert NOW + timedelta(minutes=45) <= daily.next_check_at <= NOW + timedelta(hours=24)


def test_it_waits_as_long_as_it_is_told(web: Site) -> None:
    source = listen(web, (429, {"Retry-After": "7200"}, b""))
    assert "less often" in source.health
    assert source.next_check_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_until_the_day_it_is_told(web: Site, status: int) -> None:
    """Retry-After's other form; one in the past, or one that is none, is not believed."""
    said = format_datetime(NOW + timedelta(hours=3), usegmt=True)
    assert listen(web, (status, {"Retry-After": said}, b"")).next_check_at == NOW + timedelta(hours=3)
    for odd in ("Fri, 01 Jan 2021 00:00:00 GMT", "-5", "soon"):
        assert listen(web, (status, {"Retry-After": odd}, b"")).next_check_at > NOW
    next_year = listen(web, (status, {"Retry-After": "99999999"}, b""))
    assert next_year.next_check_at <= NOW + timedelta(days=7)


def test_a_chain_of_moves_for_good_is_remembered_as_far_as_it_is_for_good(web: Site) -> None:
    web.pages |= {"/b": (308, {"Location": "/c"}, b""), "/c": (307, {"Location": "/d"}, b""), "/d": (200, {}, RSS)}
    source = listen(web, (301, {"Location": "/b"}, b""), "/a")
    assert source.settings["base"] == web.url("/c")
    check_source(source, as_of=NOW)
    assert [request.split()[1] for request in web.asked] == [b"/a", b"/b", b"/c", b"/d", b"/c", b"/d"]


def packed(body: bytes, how: str) -> bytes:
    raw = zlib.compressobj(wbits=-15)
    return {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "raw": raw.compress(body) + raw.flush(),
        "identity": body,
    }[how]


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw", "identity"])
def test_a_feed_comes_packed_and_in_pieces(web: Site, how: str) -> None:
    def in_pieces(connection: socket.socket, _request: bytes) -> None:
        encoding = "deflate" if how == "raw" else how
        head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {encoding}\r\n\r\n"
        connection.sendall(head.encode())
        body = packed(RSS, how)
        for start in range(0, len(body), 50):
            part = body[start : start + 50]
            connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        connection.sendall(b"0\r\n\r\n")

    assert listen(web, in_pieces).is_well
    assert Mention.objects.count() == 2


@pytest.mark.parametrize("told", ["text/html", "application/octet-stream", "text/plain; charset=utf-8", "", "nonsense"])
def test_what_a_server_calls_a_feed_does_not_matter(web: Site, told: str) -> None:
    assert listen(web, (200, {"Content-Type": told}, RSS)).is_well
    assert Mention.objects.count() == 2


def test_in_which_letters_it_is_the_server_may_say_alone(web: Site) -> None:
    body = RSS.decode().replace('<?xml version="1.0"?>', "").replace("They", "トラムと cargo bikes")
    listen(web, (200, {"Content-Type": 'application/rss+xml; charset="Shift_JIS"'}, body.encode("shift_jis")))
    assert Mention.objects.filter(text__startswith="トラムと").count() == 1


def test_a_404_is_tried_again_later_each_time_and_a_410_is_the_end(web: Site) -> None:
    source = listen(web, (404, {}, b""))
    first = source.next_check_at - NOW
    check_source(source, as_of=NOW)
    source.refresh_from_db()
    assert source.next_check_at - NOW > first
    assert source.gone_at is None
    web.pages["/feed"] = (410, {}, b"")
    check_source(source, as_of=NOW)
    source.refresh_from_db()
    assert (source.gone_at, source.next_check_at) == (NOW, None)


def test_it_moves_for_good_only_where_the_server_says_so(web: Site) -> None:
    web.pages["/new"] = (200, {}, RSS)
    moved = listen(web, (301, {"Location": "/new"}, b""))
    assert moved.settings["base"] == web.url("/new")
    for_now = listen(web, (302, {"Location": "/new"}, b""), "/other")
    assert for_now.settings["base"] == web.url("/other")
    assert Mention.objects.count() == 2


def test_a_redirect_into_our_own_network_is_not_followed(web: Site) -> None:
    source = listen(web, (301, {"Location": "http://169.254.169.254/latest/meta-data"}, b""))
    assert not source.is_well
    assert not Mention.objects.exists()


def test_a_guid_that_entries_share_does_not_make_them_one(web: Site) -> None:
    listen(web, (200, {}, RSS.replace(b"a-2", b"a-1")))
    assert Mention.objects.count() == 2


def test_an_entry_without_a_guid_is_told_by_its_address(web: Site) -> None:
    bare = RSS.replace(b'<guid isPermaLink="false">a-1</guid>', b"").replace(
        b'<guid isPermaLink="false">a-2</guid>', b""
    )
    source = listen(web, (200, {}, bare))
    web.pages["/feed"] = (200, {}, bare.replace(b"/2026/1", b"/2026/1?utm_source=rss"))
    check_source(source, as_of=NOW)
    assert Mention.objects.count() == 2


def test_a_wrong_encoding_is_read_all_the_same(web: Site) -> None:
    body = RSS.decode().replace("They", "Größer: they").replace('version="1.0"?', 'version="1.0" encoding="utf-8"?', 1)
    assert listen(web, (200, {}, body.encode("cp1252"))).is_well
    assert Mention.objects.count() == 2


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{entities}]><rss><channel><title>&l11;</title></channel></rss>'.encode()  # noqa: E501


def deep() -> bytes:
    return b"<rss><channel><item><description>" + b"<d>" * 100_000 + b"</description></item></channel></rss>"


@pytest.mark.parametrize(
    "body", [laughs(), b"", b"<html><body>Hello", b"\x00\xff" * 500, b'{"items": 3}', b"[" * 100_000]
)
def test_what_is_no_feed_or_means_harm_is_told_in_words(web: Site, body: bytes) -> None:
    source = listen(web, (200, {}, body))
    assert source.health.endswith(".")
    assert not Mention.objects.exists()


def test_a_deep_tree_holds_nobody_up(web: Site) -> None:
    assert listen(web, (200, {}, deep())).checked_at == NOW
    assert not Mention.objects.exists()


@pytest.mark.slow
def test_a_bomb_of_zeros_does_not_go_off(web: Site) -> None:
    packed = gzip.compress(b"<rss>" + b"\x00" * (200 << 20), 9)
    source = listen(web, (200, {"Content-Encoding": "gzip"}, packed))
    assert not source.is_well


def test_an_endless_answer_is_cut_off(web: Site) -> None:
    def pour(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
        while True:
            connection.sendall(b"<item></item>" * 10_000)

    assert not listen(web, pour).is_well


def test_an_answer_that_is_cut_leaves_everything_as_it_was(web: Site) -> None:
    def cut(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + RSS[:300])

    source = listen(web, cut)
    assert not source.is_well
    assert source.state == {}


def test_a_reader_that_hangs_is_ended_and_the_next_feed_is_read() -> None:
    reader = Reader(seconds=0.0)
    with pytest.raises(SourceTrouble, match="too long"):
        reader.read(RSS)
    reader.seconds = 20
    assert len(reader.read(RSS)["entries"]) == 2
    reader.close()


def test_a_feed_of_nothing_new_is_looked_at_less_and_less(web: Site) -> None:
    source = listen(web, (200, {}, RSS.replace(b"<ttl>45</ttl>", b"")))
    gaps = []
    for _look in range(3):
        check_source(source, as_of=NOW)
        source.refresh_from_db()
        gaps.append(source.next_check_at - NOW)
    assert gaps == sorted(gaps)
    assert gaps[0] < gaps[-1]


def rotating(*entries: tuple[str, str, str, str]) -> tuple[int, dict[str, str], bytes]:
    """A feed of `guid, title, link, day`."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>https://bikes.example{link}</link>"
        f"<pubDate>{day} Nov 2026 10:00:00 GMT</pubDate></item>"
        for guid, title, link, day in entries
    )
    return 200, {}, f"<rss version='2.0'><channel><title>B</title>{items}</channel></rss>".encode()


def test_guids_that_change_at_every_fetch_make_nothing_new(web: Site) -> None:
    source = listen(web, rotating(("a", "Cargo bikes one", "/1", "20"), ("b", "Cargo bikes two", "/2", "19")))
    for guids in ("cd", "ef"):
        web.pages["/feed"] = rotating(
            (guids[0], "Cargo bikes one", "/1", "20"), (guids[1], "Cargo bikes two, mended", "/2", "19")
        )
        source.refresh_from_db()
        check_source(source, as_of=NOW)
    assert sorted(Mention.objects.values_list("title", flat=True)) == ["Cargo bikes one", "Cargo bikes two, mended"]


def test_another_entry_at_the_same_link_is_another_post(web: Site) -> None:
    source = listen(web, rotating(("a", "Cargo bikes on Monday", "/live", "16")))
    web.pages["/feed"] = rotating(("b", "Cargo bikes on Friday", "/live", "20"))
    check_source(source, as_of=NOW)
    web.pages["/feed"] = rotating(("c", "Cargo bikes", "/show", "20"), ("d", "Cargo bikes", "/show", "21"))
    source.refresh_from_db()
    check_source(source, as_of=NOW)
    assert Mention.objects.count() == 4


@pytest.mark.parametrize("guid", ["<guid>https://bikes.example/?p=7#comment-{0}</guid>", ""])
def test_comments_on_one_page_are_told_apart(web: Site, guid: str) -> None:
    items = "".join(
        f"<item>{guid.format(n)}<title>By: Cargo bikes {n}</title><link>https://bikes.example/7/#comment-{n}</link></item>"
        for n in (1, 2, 3)
    )
    body = f"<rss version='2.0'><channel><title>Comments</title>{items}</channel></rss>".encode()
    source = listen(web, (200, {}, body))
    check_source(source, as_of=NOW)
    assert Mention.objects.count() == 3
    marked = body.replace(b"#comment-1", b"#utm_source=rss").replace(b"<guid>", b"<x>").replace(b"</guid>", b"</x>")
    assert len(observed_in(read_document(marked), url="https://bikes.example/feed")) == 3
    assert "#utm" not in str([post.native_id for post in observed_in(read_document(marked), url="https://b.example")])
