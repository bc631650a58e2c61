"""What holds for all screens: words that can be translated, layout that can turn round, little to load, few queries."""

import ast
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation.template import templatize

from crm.actions.save_campaign import shortlist
from crm.models import Campaign, Contact, Staff
from tests.builders import log, make_contact
from tests.frontend.conftest import signed_in

FRONTEND = Path(__file__).parents[2] / "frontend"
TEMPLATES = sorted(FRONTEND.rglob("templates/**/*.html"))
# Names of things, of keys and of query operators: the same in every language.
NOT_WORDS = re.compile(r"Listen Large|Ctrl|Esc|Enter|Bluesky|Mastodon|CSV|JSON|OPML|vCard|\bms\b")
SPOKEN = ("alt", "aria-label", "placeholder", "title")
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|^\s*(?:left|right|top|bottom|width|height"
    r"|(?:min|max)-(?:width|height))\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)",
    re.MULTILINE,
)
MOST_BYTES, MOST_FILES = 150_000, 60
# Queries with little and with much in the book: they do not grow with it.
QUERIES = {
    "/": 37,
    "/today/weeks/": 5,
    "/contacts/": 16,
    "/campaigns/": 8,
    "/listening/": 14,
    "/listening/topics/": 8,
    "/import/": 5,
    "/rules/": 5,
    "/settings/": 5,
    "/event/": 4,
    "/find/?q=person": 8,
    "/log/people/?q=person": 7,
}


def _bare(text: str) -> str:
    """A template without comments, tags, code and everything that is translated."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{% block page_class %\}.*?\{% endblock %\}", "", text)
    text = re.sub(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", "", text, flags=re.DOTALL)
    return re.sub(r"<(script|style|svg|code|kbd)\b.*?</\1>", "", text, flags=re.DOTALL)


def _untranslated(text: str) -> list[str]:
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", _bare(text), flags=re.DOTALL)
    spoken = [said for name in SPOKEN for said in re.findall(rf'\s{name}="([^"]*)"', bare)]
    said = NOT_WORDS.sub("", re.sub(r"<[^>]+>|&\w+;", " ", bare) + " ".join(spoken))
    return re.findall(r"[^\W\d_]{2,}", said)


def test_every_word_of_a_template_can_be_translated() -> None:
    plain = {}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        templatize(text, origin=str(path))  # raises where makemessages would
        plain[path.name] = _untranslated(text)
    assert {name: words for name, words in plain.items() if words} == {}


def _said_plainly(tree: ast.AST) -> Iterator[str]:
    """Texts handed to people as they stand: toasts, refusals, labels of forms."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = call.args[1:2] if name == "say" else call.args[:1] if name in ("Refusal", "ValidationError") else []
        given += [word.value for word in call.keywords if word.arg in ("label", "help_text")]
        yield from (it.value for it in given if isinstance(it, ast.Constant) and isinstance(it.value, str) and it.value)


def test_every_sentence_of_a_view_can_be_translated() -> None:
    plain = {
        path.name: said
        for path in FRONTEND.rglob("*.py")
        if not path.name.startswith("specimens")
        for said in _said_plainly(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert plain == {}


def test_layout_is_logical_so_that_it_can_turn_round() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in FRONTEND.rglob("*.css")}
    plain = {
        name: re.sub(r"/\*.*?\*/|@media[^{]+|env\([^)]*\)", "", css, flags=re.DOTALL) for name, css in sheets.items()
    }
    assert {name: PHYSICAL.findall(css) for name, css in plain.items() if PHYSICAL.search(css)} == {}


def test_a_page_loads_little(alice: Staff) -> None:
    page = signed_in(alice).get("/contacts/").content.decode()
    files = re.findall(r'<(?:script[^>]+src|link[^>]+rel="stylesheet"[^>]+href)="/static/([^"?]+)', page)
    sizes = {name: len(gzip.compress(Path(finders.find(name) or "").read_bytes(), 9)) for name in files}
    assert sum(sizes.values()) < MOST_BYTES, sorted(sizes.items(), key=lambda pair: -pair[1])[:5]
    assert len(files) <= MOST_FILES


@pytest.mark.slow
def test_queries_do_not_grow_with_the_book(alice: Staff, campaign: Campaign) -> None:
    client = signed_in(alice)
    client.get("/")  # what is looked up once for all is not counted
    counts: list[dict[str, int]] = []
    for number in (3, 30):
        people = [make_contact(alice, f"Person {number} {one}", organization="Stadtrad") for one in range(number)]
        shortlist(campaign=campaign, contacts=people, staff=alice)
        for person in people:
            log(alice, person, "inbound", days=9, text="Could you send me that?")
        counts.append({path: _queries(client, path) for path in (*QUERIES, f"/campaigns/{campaign.pk}/")})
    assert {path: (few, counts[1][path]) for path, few in counts[0].items() if counts[1][path] > few} == {}
    assert {path: counts[1][path] for path, most in QUERIES.items() if counts[1][path] > most} == {}


def _queries(client: Any, path: str) -> int:
    headers = {"HX-Request": "true"} if "?q=" in path else {}
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, headers=headers).status_code == 200, path
    return len(asked)


def test_other_sites_are_kept_out(alice: Staff, ana: Contact) -> None:
    answer = signed_in(alice).get(f"/contacts/{ana.pk}/")
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.slow
def test_hostile_names_are_shown_as_letters(alice: Staff) -> None:
    names = ("<script>alert(1)</script>", "مريم \u202eلا", "A\u200bna\u200d Zero", 'O\'Brien "Q" & Söhne', "名" * 300)
    people = [make_contact(alice, name, email=None) for name in names]
    client = signed_in(alice)
    for person in people:
        for path in (f"/contacts/{person.pk}/", "/contacts/", f"/contacts/{person.pk}/edit/"):
            text = client.get(path).content.decode()
            assert "<script>alert" not in text
    found = client.get("/find/", {"q": "alert"}, headers={"HX-Request": "true"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found
