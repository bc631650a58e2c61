"""Habits that no general linter knows: who sees whom starts from one place, the network has one way out, the clock
comes in by the door, and no text becomes markup unseen. Each exception is named here with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.deep

ROOT = Path(__file__).resolve().parents[1]
ADAPTERS, DOMAIN = ("api", "frontend"), ("crm", "listening")

SEEN_ALREADY = {"frontend/board.py"}  # people of candidates that the view fetched as visible
NETWORK = {
    *("socket", "http.client", "urllib.request", "httpx2", "httpcore2", "requests", "httpx", "aiohttp", "websockets"),
    *("smtplib", "imaplib", "imapclient", "ftplib", "telnetlib", "poplib", "xmlrpc"),
}
WAYS_OUT = (
    "crm/outgoing/",  # the guarded client
    "crm/mailing/deliver.py",  # names of errors; Django sends
    "listening/sources/mailbox", "listening/correspondence/",  # through the guard's own connection
    "listening/sources/websocket.py", "listening/sources/jetstream.py",  # likewise
    "listening/sources/asking.py",  # reads an answer's headers
    "config/running/", "config/management/commands/run.py",  # our own port and the service manager
    "config/standby/connections.py",  # ends lines that are open, opens none
)  # fmt: skip
DOORS_OF_TIME = (
    "crm/jobs.py", "listening/jobs.py", "crm/management/", "listening/management/",  # where a run begins
    "crm/erasing/job.py", "crm/bulk/run.py", "crm/exporting/job.py", "crm/importing/job.py",  # when it ends
    "listening/streaming.py", "listening/sources/", "listening/correspondence/holding.py",  # what comes when it comes
)  # fmt: skip
CLOCKS = {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
MARKS_SAFE = {
    "frontend/marking.py",  # every piece is escaped
    "frontend/drawing.py",  # drawn by a template of ours; what is filled in is escaped
    "frontend/templatetags/kit.py",  # what a template of ours drew
    "frontend/views/installed.py",  # a script of our own addresses
}
WITHOUT_CSRF = {"frontend/views/opt_out.py", "frontend/views/hub.py"}  # signed addresses without a session
UNESCAPED = re.compile(
    r"\|\s*safe\b|autoescape\s+off|<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)|\son[a-z]+=\"|\sstyle=\""
)


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.AST) -> tuple[str, ...]:
    """`a.b.c` as its names; empty for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (*([node.id] if isinstance(node, ast.Name) else []), *reversed(names)) if isinstance(node, ast.Name) else ()


def past_visibility(tree: ast.Module) -> list[int]:
    """Lines in which contacts are fetched otherwise than through the rule of who sees whom."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and dotted(node)[:2] == ("Contact", "objects")
        and len(dotted(node)) == 3
        and node.attr not in ("visible_to", "none")
    ]


def imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found for known in NETWORK if name == known or name.startswith(f"{known}.")}


def clocks(tree: ast.Module) -> list[int]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if dotted(call.func)[-2:] in CLOCKS]


def names(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def test_screens_and_api_fetch_contacts_by_the_rule_of_who_sees_whom() -> None:
    assert [place for place, tree in trees(*ADAPTERS) if past_visibility(tree) and place not in SEEN_ALREADY] == []


def test_the_network_has_one_way_out() -> None:
    rooms = (*ADAPTERS, *DOMAIN, "config")
    assert [place for place, tree in trees(*rooms) if imports(tree) and not place.startswith(WAYS_OUT)] == []


def test_the_clock_is_read_at_the_door() -> None:
    assert [place for place, tree in trees(*DOMAIN) if clocks(tree) and not place.startswith(DOORS_OF_TIME)] == []


def test_no_text_becomes_markup_unseen() -> None:
    assert {place for place, tree in trees(*ADAPTERS, *DOMAIN) if "mark_safe" in names(tree)} == MARKS_SAFE
    pages = sorted((ROOT / "frontend").rglob("*.html"))
    assert len(pages) > 50
    assert [page.name for page in pages if UNESCAPED.search(page.read_text(encoding="utf-8"))] == []


def test_every_form_needs_its_token() -> None:
    assert {place for place, tree in trees(*ADAPTERS) if "csrf_exempt" in names(tree)} == WITHOUT_CSRF


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("Contact.objects.filter(pk=1)", past_visibility),
        ("from urllib.request import urlopen", imports),
        ("import imapclient.exceptions", imports),
        ("now = timezone.now()", clocks),
        ("day = datetime.date.today()", clocks),
    ],
)
def test_each_rule_finds_what_it_is_for(code: str, rule) -> None:  # type: ignore[no-untyped-def]
    assert rule(ast.parse(code))


def test_what_is_allowed_is_not_found() -> None:
    assert past_visibility(ast.parse("Contact.objects.visible_to(staff).filter(pk=1)")) == []
    assert imports(ast.parse("from urllib.parse import urlsplit")) == set()
    assert clocks(ast.parse("as_of = request.as_of")) == []
    assert not UNESCAPED.search('<script src="/static/x.js"></script> {{ name }}')
