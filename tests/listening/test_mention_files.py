"""Mentions out of a monitoring tool's file."""

import json
from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Conflict, Refusal
from listening.actions.bring import bring
from listening.actions.bring_file import cancel_file, forget_files, refused_rows, run_file, start_file, undo_file
from listening.actions.hear import hear_mention
from listening.mention_files import LARGEST, rows_of
from listening.models import Mention, MentionFile
from tests.builders import NOW, make_staff, make_topic

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


def load(data: bytes, name: str = "report.csv") -> MentionFile:
    """Sent by Alice, and read by a worker."""
    sent = start_file(staff=make_staff("Alice"), data=data, filename=name, as_of=NOW)
    return run_file(sent.pk, as_of=NOW) or sent


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing() -> None:
    make_topic("Bikes", query='"cargo bike*"')
    first, again = load(TABLE.encode()), load(TABLE.encode())
    assert first.results == {"new": 1, "passed": 1} and again.results == {"known": 1, "passed": 1}
    assert [row[0] for row in first.refused] == [6, 7] and first.status == "done" and first.data is None
    kept = Mention.objects.get()
    assert kept.channel == "x" and kept.author and kept.author.key == "ana"


@pytest.mark.django_db
def test_refused_rows_come_back_to_be_mended_and_loaded_again() -> None:
    make_topic("Trains", query="trains")
    written = "".join(refused_rows(load(b"URL,Text,Author\n,Night trains,=ana\nhttps://a.example/1,,\n")))
    assert "'=ana" in written and "neither an address" in written
    header, first, second = written.splitlines()
    cells = first.split(",")
    cells[header.split(",").index("url")] = "https://a.example/2"
    mended = load("\n".join([header, ",".join(cells), second]).encode())
    assert mended.results == {"new": 1} and [row[0] for row in mended.refused] == [3]


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_says_so_on_its_page() -> None:
    broken = load(b"a,b\n1,2\n")
    assert (broken.status, broken.done) == ("failed", 0) and "No column is recognised" in broken.error
    for data in (b"", b" \n", b"x" * (LARGEST + 1)):
        with pytest.raises(Refusal):
            load(data)


@pytest.mark.django_db
def test_a_worker_that_was_killed_is_followed_by_one_that_does_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    make_topic("Trains", query="trains")
    monkeypatch.setattr("listening.actions.bring_file.AT_ONCE", 2)
    rows = "".join(f"https://a.example/{n},Night trains number {n}\n" for n in range(5))
    sent = start_file(staff=make_staff(), data=f"URL,Text\n{rows}".encode(), filename="f.csv", as_of=NOW)
    with pytest.raises(KeyboardInterrupt), monkeypatch.context() as here:
        here.setattr("listening.actions.bring_file.bring", _killed_after(2))
        run_file(sent.pk, as_of=NOW)
    sent.refresh_from_db()
    assert (sent.status, sent.done, Mention.objects.count()) == ("running", 4, 4)
    done = run_file(sent.pk, as_of=NOW)
    assert done and (done.status, done.done, done.results) == ("done", 5, {"new": 5})
    assert run_file(sent.pk, as_of=NOW) is None


def _killed_after(times: int) -> Any:
    calls = iter(range(times))

    def bring_or_die(posts: Any, **options: Any) -> Any:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return bring(posts, **options)

    return bring_or_die


@pytest.mark.django_db
def test_a_file_is_taken_back_but_for_what_somebody_heard() -> None:
    alice = make_staff()
    make_topic("Trains", query="trains")
    data = b"URL,Text\nhttps://a.example/1,Night trains\nhttps://a.example/2,Day trains\n"
    file = load(data)
    hear_mention(staff=alice, mention=Mention.objects.get(url="https://a.example/1"), as_of=NOW)
    undone = undo_file(file=file, as_of=NOW)
    assert len(undone.made) == 1 and Mention.objects.get().url == "https://a.example/1"
    with pytest.raises(Conflict):
        undo_file(file=file, as_of=NOW)
    assert load(data).results == {"new": 1, "known": 1}
    assert forget_files(as_of=NOW + timedelta(days=91)) == 2 and Mention.objects.count() == 2


@pytest.mark.django_db
def test_it_is_stopped_between_two_steps() -> None:
    sent = start_file(staff=make_staff(), data=TABLE.encode(), filename="f.csv", as_of=NOW)
    cancel_file(file=sent)
    stopped = run_file(sent.pk, as_of=NOW)
    assert stopped and (stopped.status, stopped.done) == ("cancelled", 0)
