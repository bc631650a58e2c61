"""The guarded client against servers that mean harm, over real sockets."""

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from crm.outgoing import Deadline, Guard, Limits, NotReached, Reason, fetch, opened
from crm.outgoing.requests import first_request, redirected
from tests.crm.outgoing.servers import Names, Server, guard, saying, sending_on, serving

pytestmark = pytest.mark.deep

OURS = guard("127.0.0.0/8")
QUICK = Limits(total=0.3, read=0.2)


@pytest.fixture
def inside() -> Iterator[Server]:
    """A server in our own network that nobody opened."""
    with serving(saying(b"secret"), "127.0.0.9") as server:
        yield server


def why_not(url: str, **how: object) -> Reason:
    with pytest.raises(NotReached) as refused:
        fetch(url, **{"guard": OURS, **how})  # type: ignore[arg-type]
    assert str(refused.value).endswith(".")
    return refused.value.reason


def test_it_brings_back_what_is_there() -> None:
    with serving(saying(b"hello", "ETag: x", "Set-Cookie: a=b")) as server:
        answer = fetch(server.url("/feed?q=1#part"), headers={"If-None-Match": "y"}, guard=OURS)
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", "x")
    assert answer.url == server.url("/feed?q=1") and answer.moved_to == ""
    head = server.requests[0].lower()
    assert head.startswith(b"get /feed?q=1 http/1.1\r\n") and b"if-none-match: y\r\n" in head


def test_it_says_who_asks(settings: Any) -> None:
    settings.OUTGOING_CONTACT = "mailto:pr@example.org"
    with serving(saying()) as server:
        fetch(server.url(), guard=OURS)
    assert b"User-Agent: ListenLarge/1 (+mailto:pr@example.org)\r\n" in server.requests[0]


def test_what_is_listed_in_the_settings_is_open(settings: Any) -> None:
    with serving(saying()) as server:
        assert why_not(server.url(), guard=None) == Reason.PRIVATE
        settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.1"]
        assert fetch(server.url()).body == b"hello"
    assert len(server.requests) == 1


def test_an_error_is_an_answer_too() -> None:
    with serving(saying(b"gone", status="410 Gone")) as server:
        assert fetch(server.url(), guard=OURS).status == 410


def test_it_posts() -> None:
    with serving(saying()) as server:
        fetch(server.url(), method="POST", body=b'{"a": 1}', headers={"webhook-id": "m1"}, guard=OURS)
    assert server.requests[0].endswith(b'\r\n\r\n{"a": 1}') and b"webhook-id: m1" in server.requests[0]


DISGUISES = [
    *("127.0.0.9", "127.0.0.9.", "2130706441", "0x7f.9", "0x7f000009", "0177.0.0.011", "127.9", "0.0.0.0", "0"),
    *(
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.9]",
        "[::ffff:7f00:9]",
        "[64:ff9b::7f00:9]",
        "[2002:7f00:9::]",
        "[::127.0.0.9]",
    ),
    *("localhost", "localhost.", "LOCALHOST", "inside.example", "metadata.google.internal", "metadata"),
    *(
        "127。0。0。9",
        "127．0．0．9",
        "１２７.０.０.９",
        "①②⑦.⓪.⓪.⑨",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ",
        "xn--127-0-0-9",
    ),
    *("good.example@127.0.0.9", "good.example:80@127.0.0.9", "good.example%40@127.0.0.9", "127.0.0.9%00.good.example"),
    *("good.example\\@127.0.0.9", "127.0.0.9\t", " 127.0.0.9", "[fe80::1%25lo]", "[::ffff:127.0.0.9%1]"),
]


def everybody_inside() -> Names:
    names = dict.fromkeys(("localhost", "inside_example", "xn__127_0_0_9"), ["127.0.0.9"])
    return Names(**names, metadata_google_internal=["169.254.169.254"], metadata=["169.254.169.254"])


@pytest.mark.parametrize("host", DISGUISES, ids=ascii)
def test_it_calls_nobody_inside_however_it_is_written(inside: Server, host: str) -> None:
    """Neither when asked to, nor when sent there."""
    nowhere = {Reason.PRIVATE, Reason.ADDRESS}
    assert why_not(inside.url(host=host), guard=guard(names=everybody_inside())) in nowhere
    with serving(sending_on(inside.url(host=host).encode().decode("latin-1"))) as outside:
        assert why_not(outside.url(), guard=guard("127.0.0.1", names=everybody_inside())) in {*nowhere, Reason.NAME}
    assert inside.connections == 0


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_it_follows_no_redirect_inside(inside: Server, status: str) -> None:
    only = guard("127.0.0.1", names=Names(inside_example=["127.0.0.9"]))
    for location in (inside.url(), inside.url(host="inside.example"), f"//127.0.0.9:{inside.port}/"):
        with serving(sending_on(location, status)) as outside:
            assert why_not(outside.url(), guard=only) == Reason.PRIVATE
    assert inside.connections == 0


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://127.0.0.1/_x", "ftp://127.0.0.1/", "javascript:1", "data:,x"],
)
def test_it_follows_no_redirect_to_another_protocol(location: str) -> None:
    with serving(sending_on(location)) as server:
        assert why_not(server.url()) == Reason.ADDRESS
    assert why_not(location) == Reason.ADDRESS


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "//example.org/", "http:///path", "http://a b/", "http://x\r\nHost: y/", "http://127.0.0.1:22/",
     "http://[::1", "http://①②⑦.0.0.1/", "http://x:99999/", "http://a" + "b" * 70_000],
)  # fmt: skip
def test_it_refuses_what_is_no_address(url: str) -> None:
    assert why_not(url) in (Reason.ADDRESS, Reason.NAME)


def test_a_name_that_changes_its_mind_is_asked_once() -> None:
    """DNS rebinding: the second answer would lead elsewhere, and is never asked for."""
    names = Names(rebind_example=[["127.0.0.1"], ["127.0.0.9"]])
    with serving(saying(b"as checked")) as server:
        answer = fetch(server.url(host="rebind.example"), guard=guard("127.0.0.1", names=names))
    assert answer.body == b"as checked" and names.asked == ["rebind.example"]


def test_a_name_that_changes_its_mind_between_two_hops_is_checked_again(inside: Server) -> None:
    names = Names(rebind_example=[["127.0.0.1"], ["127.0.0.9"]])
    with serving(sending_on("/again")) as server:
        refused = why_not(server.url(host="rebind.example"), guard=guard("127.0.0.1", names=names))
    assert refused == Reason.PRIVATE and len(server.requests) == 1 and inside.connections == 0


def test_it_goes_on_to_the_next_of_several_addresses() -> None:
    names = Names(two_example=["127.0.0.8", "127.0.0.1"])
    with serving(saying()) as server:
        assert fetch(server.url(host="two.example"), guard=guard("127.0.0.0/8", names=names)).body == b"hello"


def test_it_gives_up_on_a_chain_of_redirects() -> None:
    with serving(sending_on("/on")) as server:
        assert why_not(server.url()) == Reason.REDIRECT
        assert len(server.requests) == 6
        assert fetch(server.url(), limits=Limits(redirects=0), guard=OURS).status == 302


def test_it_goes_from_https_to_http_for_nobody() -> None:
    request = first_request("GET", "https://example.org/", {}, None)
    with pytest.raises(NotReached) as refused:
        redirected(request, 302, "http://example.org/")
    assert refused.value.reason == Reason.REDIRECT


def test_secrets_stay_with_the_host_they_were_meant_for() -> None:
    secrets = {"Authorization": "Bearer t", "Cookie": "c=1", "X-Api-Key": "k", "Accept": "text/plain"}
    with ExitStack() as servers:
        other = servers.enter_context(serving(saying(b"there"), "127.0.0.2"))
        first = servers.enter_context(serving(sending_on(f"http://name:word@127.0.0.2:{other.port}/")))
        fetch(first.url(), headers=secrets, guard=OURS)
    assert b"Bearer t" in first.requests[0]
    went_along = other.requests[0].lower()
    assert b"authorization" not in went_along and b"cookie" not in went_along and b"api-key" not in went_along
    assert b"accept: text/plain" in went_along


def test_a_name_and_password_in_the_address_become_a_header() -> None:
    with serving(saying()) as server:
        answer = fetch(f"http://me:secret@127.0.0.1:{server.port}/", guard=OURS)
    assert b"Authorization: Basic bWU6c2VjcmV0" in server.requests[0]
    assert "secret" not in answer.url


def test_no_cookie_is_kept_over_a_redirect() -> None:
    def behave(connection: socket.socket, request: bytes) -> None:
        step = saying(b"", "Set-Cookie: a=b; Path=/", "Location: /b", status="302 Found")
        (saying() if request.startswith(b"GET /b") else step)(connection, request)

    with serving(behave) as server:
        fetch(server.url("/a"), guard=OURS)
    assert b"cookie" not in server.requests[1].lower()


def test_where_it_moved_for_good_is_told() -> None:
    def behave(connection: socket.socket, request: bytes) -> None:
        steps = {b"/a": "301 Moved", b"/b": "308 Moved", b"/c": "302 Found"}
        path = request.split()[1]
        goes = path in steps
        (sending_on("/" + chr(path[1] + 1), steps[path]) if goes else saying())(connection, request)

    with serving(behave) as server:
        answer = fetch(server.url("/a"), guard=OURS)
    assert answer.url == server.url("/d") and answer.moved_to == server.url("/c")


def test_a_redirected_post_is_repeated_only_where_it_is_meant() -> None:
    for status, repeated in (("307 Temporary", True), ("302 Found", False)):

        def behave(connection: socket.socket, request: bytes, status: str = status) -> None:
            (saying() if b" /b " in request else sending_on("/b", status))(connection, request)

        with serving(behave) as server:
            fetch(server.url("/a"), method="POST", body=b"words", guard=OURS)
        assert server.requests[1].startswith(b"POST" if repeated else b"GET")
        assert server.requests[1].endswith(b"words") == repeated


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_not_used(name: str, monkeypatch: pytest.MonkeyPatch, inside: Server) -> None:
    monkeypatch.setenv(name, inside.url())
    with serving(saying()) as server:
        assert fetch(server.url(), guard=OURS).body == b"hello"
    assert inside.connections == 0


def dripping(connection: socket.socket, head: bytes, drop: bytes = b"x") -> None:
    connection.sendall(head)
    stop = threading.Event()
    while not stop.wait(0.05):
        connection.sendall(drop)


@pytest.mark.parametrize(
    ("head", "drop"),
    [(b"", b""), (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
     (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
     (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")],
    ids=["nothing", "headers", "body", "continue", "chunks"],
)  # fmt: skip
def test_it_hangs_up_on_who_drips(head: bytes, drop: bytes) -> None:
    with serving(lambda connection, _request: dripping(connection, head, drop)) as server:
        assert why_not(server.url(), limits=QUICK) == Reason.TIME


def test_it_hangs_up_on_who_does_not_read() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert why_not(url, method="POST", body=b"x" * 20_000_000, limits=QUICK) == Reason.TIME


def test_a_look_up_that_hangs_is_left_behind() -> None:
    forever = threading.Event()

    def hanging(_host: str, _port: int) -> list[str]:
        forever.wait()
        return []

    assert why_not("http://slow.example/", guard=Guard(resolve=hanging), limits=QUICK) == Reason.NAME
    forever.set()


def test_the_deadline_counts_all_redirects_together() -> None:
    stop = threading.Event()

    def behave(connection: socket.socket, request: bytes) -> None:
        stop.wait(0.12)
        sending_on("/on")(connection, request)

    with serving(behave) as server:
        assert why_not(server.url(), limits=QUICK) == Reason.TIME
    assert len(server.requests) < 5


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "without"])
def test_it_takes_no_more_than_the_limit(told: bool) -> None:
    def behave(connection: socket.socket, _request: bytes) -> None:
        length = b"Content-Length: 99999999999\r\n" if told else b""
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with serving(behave) as server:
        assert why_not(server.url(), limits=Limits(size=200_000)) == Reason.SIZE


def test_a_body_just_within_the_limit_comes_whole() -> None:
    with serving(saying(b"x" * 1000)) as server:
        assert len(fetch(server.url(), limits=Limits(size=1000), guard=OURS).body) == 1000
        assert why_not(server.url(), limits=Limits(size=999)) == Reason.SIZE


def test_packed_bodies_are_unpacked() -> None:
    raw = zlib.compressobj(wbits=-15)
    for encoding, body in (
        ("gzip", gzip.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", raw.compress(b"hello") + raw.flush()),
    ):
        with serving(saying(body, f"Content-Encoding: {encoding}")) as server:
            assert fetch(server.url(), guard=OURS).body == b"hello"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_put_down_early(encoding: str) -> None:
    packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
    bomb = packer.compress(b"\0" * 50_000_000) + packer.flush()
    with serving(saying(bomb, f"Content-Encoding: {encoding}")) as server:
        assert why_not(server.url(), limits=Limits(size=1_000_000)) == Reason.SIZE


def test_packing_that_never_yields_anything_is_counted_as_sent() -> None:
    empty_blocks = b"\x1f\x8b\x08" + b"\0" * 7 + b"\x00\x00\x00\xff\xff" * 400_000
    with serving(saying(empty_blocks, "Content-Encoding: gzip", "X: y")) as server:
        assert why_not(server.url(), limits=Limits(size=1_000_000)) == Reason.SIZE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "x"])
def test_what_we_did_not_ask_for_is_left_unread(encoding: str) -> None:
    with serving(saying(b"x", f"Content-Encoding: {encoding}")) as server:
        assert why_not(server.url()) == Reason.ANSWER
    assert b"Accept-Encoding: gzip, deflate\r\n" in server.requests[0]


@pytest.mark.parametrize(
    "said",
    [b"", b"220 mail.example ESMTP\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
     b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 200_000 + b"\r\n\r\n",
     b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\n\r\nhello"],
    ids=["nothing", "another protocol", "cut short", "endless headers", "countless headers", "not packed at all"],
)  # fmt: skip
def test_what_is_no_proper_answer(said: bytes) -> None:
    with serving(lambda connection, _request: connection.sendall(said)) as server:
        assert why_not(server.url()) in (Reason.ANSWER, Reason.CONNECTION)


def test_nobody_there() -> None:
    with serving(saying()) as server:
        url = server.url()
    assert why_not(url) == Reason.CONNECTION
    assert why_not("http://nowhere.example/") == Reason.NAME


def test_a_connection_that_cannot_be_secured() -> None:
    with serving(lambda connection, _request: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as server:
        # Its first line is TLS, in which the plain server finds no end of a head.
        assert why_not(server.url().replace("http:", "https:"), limits=QUICK) in (Reason.TLS, Reason.TIME)


def test_the_body_is_read_as_it_comes() -> None:
    def behave(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nfirst")
        connection.recv(1)  # says no more until they hang up

    with serving(behave) as server, opened(server.url(), guard=OURS) as answer:
        assert answer.status == 200
        assert next(answer.chunks()) == b"first"


def test_other_protocols_are_guarded_by_the_same_hand(inside: Server) -> None:
    with pytest.raises(NotReached):
        guard().connect("127.0.0.9", inside.port, deadline=Deadline(1))
    with guard("127.0.0.9").connect("127.0.0.9", inside.port, deadline=Deadline(1)) as sock:
        assert sock.getpeername()[0] == "127.0.0.9"
