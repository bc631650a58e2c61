"""Mentions out of a monitoring tool's file."""

import json
from typing import Any

import pytest

from crm.errors import Refusal
from listening.actions.bring_file import bring_file
from listening.mention_files import rows_of
from listening.models import Mention
from tests.builders import NOW, make_topic

TABLE = """Report of Some Tool,,,,
,,,,
Date,Headline,URL,Hit Sentence,Author Name,Influencer,Source Type
2026-11-20 10:30:00,Night trains,https://paper.example/1,They are back,Ana Lima,,News
20/11/2026,,https://x.com/ana/status/2,"Cargo bikes, at last",Ana,@ana,Twitter
21/11/2026,,,No address,,,
21/11/2026,,https://paper.example/3,,,,
"""


def test_columns_are_recognised_by_their_names() -> None:
    first, second, third, fourth = rows_of(TABLE.encode())
    assert first.number == 4 and first.fields["title"] == "Night trains" and first.fields["channel"] == "website"
    assert first.fields["text"] == "They are back" and first.fields["author_name"] == "Ana Lima"
    assert second.fields["author"] == "@ana" and second.fields["channel"] == "x"
    assert second.fields["published_at"].date().isoformat() == "2026-11-20"
    assert "neither an address" in third.why_not and "neither a text" in fourth.why_not


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(written: str, separator: str) -> None:
    data = separator.join(["URL", "Text"]) + "\n" + separator.join(["https://a.example/1", "Zürich"]) + "\n"
    [row] = rows_of(data.encode(written))
    assert row.fields["text"] == "Zürich"


@pytest.mark.parametrize("shape", ["list", "within", "lines"])
def test_json_comes_in_several_shapes(shape: str) -> None:
    told = [
        {"permalink": f"https://a.example/{n}", "content": f"Words {n}", "created_at": "2026-11-20T10:00:00Z"}
        for n in (1, 2)
    ]
    shapes = {"list": json.dumps(told), "within": json.dumps({"total": 2, "results": told})}
    rows = rows_of(shapes.get(shape, "\n".join(map(json.dumps, told))).encode())
    assert [row.fields["text"] for row in rows] == ["Words 1", "Words 2"]
    assert rows[0].fields["published_at"].isoformat() == "2026-11-20T10:00:00+00:00"


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"{", b"[" * 100_000, b"\x00\xff\x00", b"a,b\n1,2\n", b"[]", b'"URL","Text\n', b"%PDF-1.7 " * 50],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        rows_of(data)
    assert list(refused.value.errors) == ["file"]


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(settings: Any) -> None:
    make_topic("Bikes", query='"cargo bike*"')
    first = bring_file(data=TABLE.encode(), as_of=NOW)
    again = bring_file(data=TABLE.encode(), as_of=NOW)
    assert first.results == {"new": 1, "passed": 1} and again.results == {"known": 1, "passed": 1}
    assert [row.number for row in first.refused] == [6, 7]
    kept = Mention.objects.get()
    assert kept.channel == "x" and kept.author and kept.author.key == "ana"
