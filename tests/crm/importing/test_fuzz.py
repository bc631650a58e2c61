"""Whatever the bytes are, a reader answers: somebody, a refused row, or a sentence about the file."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.importing.record import ImportedContact, Refused, Unreadable
from tests.crm.importing.files import GOOGLE_HEADER, people, read_all

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


@given(starts, st.one_of(st.binary(max_size=200), scraps))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_as_records_or_refusals(start: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            records = read_all(Path(folder), start + rest)
        except Unreadable as error:
            assert error.errors["file"].endswith(".")
            return
    numbers = [record.row for record in records]
    assert numbers == sorted(set(numbers))
    for record in records:
        if isinstance(record, Refused):
            assert record.reason.endswith(".")
            assert "\0" not in "".join(record.raw.values())
            "".join(record.raw.values()).encode()
        else:
            assert isinstance(record, ImportedContact)
            assert record.name


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
