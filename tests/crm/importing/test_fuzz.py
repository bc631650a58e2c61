"""Whatever the bytes are, a reader answers: somebody, a refused row, or a sentence about the file."""

import csv
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.importing.checking import check, fingerprint_of
from crm.importing.dealings import LISTS
from crm.importing.record import Refused, Unreadable
from crm.importing.suggest import describe
from tests.crm.importing.files import GOOGLE_HEADER, open_file, people, read_all, table, zipped
from tests.crm.importing.test_address_books import OUTLOOK, OUTLOOK_COM
from tests.crm.importing.test_bad_files import PEOPLE, SHEET, changed
from tests.crm.importing.test_linkedin import CONNECTIONS, MESSAGES
from tests.crm.importing.test_pr_tools import MAILCHIMP, UNSUBSCRIBED, VALOSAN

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

scraps = st.lists(
    st.sampled_from(
        [
            b"\n",
            b"\r\n",
            b"\r",
            b",",
            b";",
            b"\t",
            b'"',
            b'""',
            b"=",
            b"\x00",
            b"\xff",
            b"\xc3",
            b"\xe2\x80\xa8",
            b" ",
        ]
        + [
            b"ana",
            b"@",
            b"a@b.example",
            b":",
            b"BEGIN:VCARD",
            b"END:VCARD",
            b"FN:",
            b"N:",
            b"TEL;",
            b"item1.",
            b"\\n",
        ]
        + [
            b"NOTE;ENCODING=QUOTED-PRINTABLE:",
            b"=C3=\n",
            b"ORG:",
            b"ADR:",
            b"EMAIL;TYPE=",
            b"URL:http://[",
            b"+49",
        ]
    ),
    max_size=40,
).map(b"".join)
starts = st.sampled_from(
    [
        b"",
        b"Name,Email,Tags\n",
        b"Name;Website;LinkedIn\n",
        GOOGLE_HEADER.encode() + b"\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ]
    + [b"BEGIN:VCARD\nVERSION:2.1\n", b"BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n"]
)


def look_at(content: bytes, **options: Any) -> None:
    """Read it and check it: whatever it is, it ends as records, refused rows, or one sentence about the file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = open_file(Path(folder), content, **options)
            found.count()
            assert all(question.asks for question in found.questions)
            records = list(found.records())
        except Unreadable as error:
            assert error.errors["file"].endswith(".")
            records = []
        try:
            describe(Path(folder) / "brought.dat")
        except Unreadable as error:
            assert error.errors["file"].endswith(".")
    numbers = [record.row for record in records]
    assert numbers == sorted(set(numbers))
    for record in records:
        checked = record if isinstance(record, Refused) else check(record, as_of=NOW)
        if isinstance(checked, Refused):
            assert checked.reason.endswith(".")
        else:
            assert checked["name"]
            json.dumps(checked, ensure_ascii=False).encode()
            assert "\\u0000" not in json.dumps(checked)
            assert fingerprint_of(checked)
        if isinstance(record, Refused):
            assert "\0" not in "".join(record.raw.values())
            "".join(record.raw.values()).encode()


@given(starts, st.one_of(st.binary(max_size=200), scraps))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_as_records_or_refusals(start: bytes, rest: bytes) -> None:
    look_at(start + rest)


cells = st.sampled_from(
    [
        "",
        "Ana",
        "ana@a.example",
        "ana@",
        "+49 30 901820",
        "3/4/2024",
        "15/4/2024",
        "2024-05-03 10:00:00 UTC",
        "DECLINED",
    ]
    + ["https://www.linkedin.com/in/ana", "linkedin.com/in/sam,linkedin.com/in/ana", "yes", '"a","b"', "x ::: y", "\0"]
    + ["{}", '[{"scope": 3}]', "[[[", "\ud800", "0/0/00", "9" * 400, "=1+1", "'=1", "Yes", "\u2028", "31.12.9999", "@"]
)
headers = st.sampled_from(
    [
        GOOGLE_HEADER, CONNECTIONS, MESSAGES, OUTLOOK, OUTLOOK_COM, VALOSAN, MAILCHIMP, UNSUBSCRIBED,
        "Record ID,First Name,Email,Create Date,Last Activity Date,Lifecycle Stage", "influencer_id,media_url,email",
        "Name,Do not contact,Declined,Pitched on,Boundaries,Pitches,Other handles,Collected on,Last contacted,Via",
    ]
)  # fmt: skip


@given(headers, st.lists(st.lists(cells, max_size=30), max_size=6), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@settings(max_examples=150, deadline=None)
def test_rows_of_every_format_end_as_records_or_refusals(header: str, rows: list[list[str]], encoding: str) -> None:
    content = table(header, *rows)
    look_at(content.encode(encoding, "replace"), options={"ours": "linkedin.com/in/ana"})
    look_at(content.encode("utf-8", "surrogatepass"))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | cells,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "name",
                    "email",
                    "tags",
                    "handles",
                    "boundaries",
                    "pitches",
                    "interactions",
                    "channel",
                    "value",
                    "scope",
                ]
                + ["occurred_at", "account", "data", "type", "values", "properties", "uuid", "contacts", "collected_on"]
                + ["first_name", "messages", "written_at", "called_at", "status", "until", "", "opted_out", "instance"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.lists(anything, max_size=5), st.sampled_from(["array", "lines", "contacts", "monica"]), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_any_json_ends_as_records_or_refusals(entries: list[Any], way: str, cut: int) -> None:
    if way == "lines":
        text = "\n".join(map(json.dumps, entries))
    elif way == "monica":
        kinds = [{"type": kind, "values": entries} for kind in ("contact", "activity")]
        nested = [{"properties": {"first_name": "Ana"}, "data": [*kinds, {"type": "call", "values": entries}]}]
        data = [{"type": "contact", "values": [*nested, *entries]}, *kinds]
        text = json.dumps({"app_version": "4", "account": {"data": data, "instance": {"contact_field_types": entries}}})
    else:
        text = json.dumps(entries if way == "array" else {"contacts": entries})
    look_at(text.encode())
    look_at(text[: len(text) - cut].encode())


told = st.one_of(cells, st.integers(-3, 3), st.none(), st.booleans(), st.just("2026-01-31T10:00:00Z"), anything)
DEALINGS = (
    *("campaign", "client", "staff", "channel", "asked_at", "text", "outcome", "outcome_at", "not_now_until", "links"),
    *("due_on", "kept_at", "interaction", "topic", "quote", "given_on", "url", "used_by", "reason", "attested_on"),
    *("occurred_at", "direction", "kind", "answers", "introduces", "late", "topics", "needs_answer", "external_id"),
)
dealing = st.dictionaries(st.sampled_from(DEALINGS), told, max_size=12)


@given(st.dictionaries(st.sampled_from([*LISTS, "interactions"]), st.lists(dealing, max_size=3), max_size=5))
@settings(max_examples=150, deadline=None)
def test_whatever_a_whole_book_says_happened_is_kept_or_left_out(happened: dict[str, Any]) -> None:
    look_at(json.dumps([{"name": "Ana", "visibility": "private", **happened}]).encode())


@given(st.binary(max_size=60), st.integers(0, 3_000), st.integers(0, 255), st.booleans())
@settings(max_examples=80, deadline=None)
def test_any_archive_or_workbook_ends_as_records_or_refusals(rest: bytes, at: int, byte: int, is_book: bool) -> None:
    content = bytearray(
        PEOPLE if is_book else zipped({"a.csv": b"Name,Email\nAna,a@a.example\n" + rest, "b.vcf": rest})
    )
    look_at(bytes(content))
    content[at % len(content)] = byte
    look_at(bytes(content))
    look_at(bytes(content[: at % len(content)]))


@given(st.text(alphabet=st.sampled_from('PEOPLE<>/"&; =cr0123456789t_x'), max_size=30), st.integers(0, 900))
@settings(max_examples=60, deadline=None)
def test_any_sheet_ends_as_records_or_refusals(scrap: str, at: int) -> None:
    look_at(changed(PEOPLE, SHEET, lambda xml: xml[:at] + scrap.encode() + xml[at:]))


printable = st.text(alphabet=st.characters(exclude_categories=["C"], exclude_characters="'"), min_size=1)


@given(st.lists(printable, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_every_row_of_a_proper_table_arrives_in_full(notes: list[str]) -> None:
    table = io.StringIO(newline="")
    rows = [[f"P{at}", "", note] for at, note in enumerate(notes)]
    csv.writer(table).writerows([["Name", "Email", "Notes"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        records = people(read_all(Path(folder), table.getvalue()))
    assert [(record.name, record.notes) for record in records] == [
        (f"P{at}", note.strip()) for at, note in enumerate(notes)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "klingon"])
def test_a_wrong_encoding_asked_for_is_no_crash(tmp_path: Path, encoding: str) -> None:
    try:
        read_all(tmp_path, b"Name,Email\nAna,ana@a.example\nx", encoding=encoding)
    except Unreadable as error:
        assert error.errors["file"].endswith(".")
