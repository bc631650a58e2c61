"""Files that are broken, or made to break: refused with a sentence, or row by row, in flat memory."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from crm.importing import kinds
from crm.importing.record import Unreadable
from tests.crm.importing.files import open_file, people, read_all, refused, table, zipped


def workbook(*rows: list[object], sheets: tuple[str, ...] = ("People",), **options: object) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def changed(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """An archive with one of its files changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return held.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PEOPLE = workbook(["Name", "Email", "Phone", "Collected on"], ["Ana Lee", "ana@a.example", 4930901820.0, 45363])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x00" * 5_000, "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf  <HTML><table><tr><td>Name</td></tr></table></HTML>", "web page"),
        (b"<?xml version='1.0'?><people/>", "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office file, or one with a password"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"SQLite format 3\0", "database"),
        (b"MZ\x90", "program"),
        (b"PK\x03\x04 cut off here", "cut off or damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "empty archive"),
        (zipped({"word/document.xml": "<x/>"}), "Word document"),
        (zipped({"content.xml": "<x/>", "mimetype": "x"}), "OpenDocument"),
        (zipped({"letter.pdf": b"%PDF-1.4"}), "PDF"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_kind(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_all(tmp_path, content)


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(kinds.MOST_BYTES + 1)  # takes no room on the disk
    with pytest.raises(Unreadable, match="at most 200 MB"):
        kinds.kind_of(path)


def test_an_archive_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="far more than it holds"):
        read_all(tmp_path, zipped({"people.csv": b"Name\n" + b"A" * 20_000_000}))


def test_many_members_that_are_too_much_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.importing.archive.MOST_UNPACKED", 1_000)
    content = zipped({f"{n}.csv": "Name\n" + "Ana\n" * 100 for n in range(5)})
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read_all(tmp_path, content)


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped({"people.csv": "Name\nAna\n"})
    with pytest.raises(Unreadable, match="another archive"):
        read_all(tmp_path, zipped({"inner.zip": inner}))
    records = read_all(tmp_path, zipped({"inner.zip": inner, "people.csv": "Name\nSam\n"}))
    assert [who.name for who in people(records)] == ["Sam"]


@pytest.mark.parametrize("name", ["../people.csv", "/etc/people.csv", "a/../../people.csv", "C:\\p.csv", "..\\x.csv"])
def test_names_that_lead_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="leads out of it"):
        read_all(tmp_path, zipped({name: "Name\nAna\n"}))


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"people.csv": "Name\nAna\n"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="password"):
        read_all(tmp_path, bytes(content))


def test_an_archive_with_a_damaged_member_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"people.csv": "Name,Email\n" + "Ana,ana@a.example\n" * 50}))
    content[60] ^= 0xFF
    with pytest.raises(Unreadable, match="damaged"):
        read_all(tmp_path, bytes(content))


@pytest.mark.parametrize("keep", [10, 100, 1_000, 3_000])
def test_half_an_upload_is_refused_whatever_it_was(tmp_path: Path, keep: int) -> None:
    for content in (zipped({"people.vcf": "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n" * 200}), PEOPLE):
        with pytest.raises(Unreadable):
            read_all(tmp_path, content[: min(keep, len(content) - 30)])


def test_half_a_table_keeps_its_whole_rows(tmp_path: Path) -> None:
    records = read_all(tmp_path, table("Name,Email,Notes", ["Ana", "ana@a.example", "x"], ["Sam", "sam@a.ex"])[:-4])
    assert [who.name for who in people(records)] == ["Ana", "Sam"]


def test_ten_thousand_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="at most 1,000 can be read"):
        read_all(tmp_path, "Name,Email," + ",".join(f"c{n}" for n in range(10_000)) + "\nAna,ana@a.example\n")
    rows = read_all(tmp_path, "Name,Email\nAna,ana@a.example\nSam,s@a.example" + ",x" * 10_000 + "\nKim,k@a.example\n")
    assert [who.name for who in people(rows)] == ["Ana", "Kim"]
    assert "more cells than the header" in refused(rows)[0].reason


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_fifty_megabytes_refuses_its_row_in_flat_memory(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "brought.dat"
    with path.open("w") as file:
        file.write(f"Name,Notes\nAna,x\nSam,{quote}")
        for _ in range(50):
            file.write("y" * 1_000_000)
        file.write(f"{quote}\nKim,x\n")
    found = open_file(tmp_path, path.read_bytes())
    tracemalloc.start()
    records = list(found.records())
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [who.name for who in people(records)] == ["Ana", "Kim"]
    assert [row.row for row in refused(records)] == [3]
    assert held < 30_000_000


def test_a_card_without_an_end_costs_itself(tmp_path: Path) -> None:
    content = "BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Sam\nEND:VCARD\nBEGIN:VCARD\nFN:Kim\nNOTE:and th"
    records = read_all(tmp_path, content)
    assert [who.name for who in people(records)] == ["Sam"]
    assert ["no END:VCARD" in row.reason for row in refused(records)] == [True, True]


@pytest.mark.slow
def test_a_card_as_long_as_the_file_is_refused_in_flat_memory(tmp_path: Path) -> None:
    content = b"BEGIN:VCARD\nFN:Ana\nPHOTO:" + b"A" * 20_000_000 + b"\nNOTE:" + (b"x" * 97 + b"\n y") * 120_000
    content += b"\nEND:VCARD\n"
    found = open_file(tmp_path, content + b"BEGIN:VCARD\nFN:Sam\nEND:VCARD\n")
    tracemalloc.start()
    records = list(found.records())
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert people(records)[-1].name == "Sam"
    assert held < 120_000_000


def test_a_workbook_is_read_as_people_see_it(tmp_path: Path) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("People")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(1, 0, ["Name", "Email", "Phone", "Collected on", "Notes", "Tags"])
        sheet.write_row(2, 0, ["Ana Lee", "ana@a.example", 4930901820.0])
        sheet.write_number(2, 3, 45363, day)
        sheet.write_formula(2, 4, "=1+1", None, 2)
        sheet.write_string(2, 5, "press; bikes")
        sheet.write_row(5, 0, ["Sam Roe", "sam@a.example", 1.5, "#N/A", "=cmd|' /C calc'!A0"])
        sheet.write_string(5, 4, "=cmd|' /C calc'!A0")
    found = open_file(tmp_path, held.getvalue())
    ana, sam = people(found.records())
    assert (ana.row, ana.name, ana.tags, ana.notes) == (3, "Ana Lee", ("press", "bikes"), "2")
    assert [handle.value for handle in ana.handles] == ["ana@a.example", "4930901820"]
    assert str(ana.collected_on) == "2024-03-12"
    assert (sam.row, sam.notes) == (6, "=cmd|' /C calc'!A0")


def test_a_workbooks_wrong_dimensions_and_further_sheets(tmp_path: Path) -> None:
    rows = [["Name", "Email"], *([f"P{n}", f"p{n}@a.example"] for n in range(50))]
    wrong = changed(
        workbook(*rows), SHEET, lambda xml: xml.replace(b'<dimension ref="A1:B51"/>', b'<dimension ref="A1"/>')
    )
    assert len(people(read_all(tmp_path, wrong))) == 50
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        book.add_worksheet("Read me").write(0, 0, "Hello there")
        hidden = book.add_worksheet("Hidden")
        hidden.write_row(0, 0, ["Name", "Email", "Phone"])
        hidden.hide()
        for number, row in enumerate(rows):
            if number == 0:
                sheet = book.add_worksheet("List")
            sheet.write_row(number, 0, row)
    assert len(people(read_all(tmp_path, held.getvalue()))) == 50


def test_a_format_is_known_in_a_workbook_too(tmp_path: Path) -> None:
    header = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    content = workbook(
        ["Notes:"], [], header, ["Ana", "Lee", "https://www.linkedin.com/in/ana", "", "", "", "7-Feb-22"]
    )
    found = open_file(tmp_path, content)
    assert found.format.NAME == "linkedin_connections"
    assert people(found.records())[0].row == 4


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_with_entities_is_refused(tmp_path: Path, member: str) -> None:
    evil = changed(PEOPLE, member, lambda xml: ENTITIES + xml.partition(b"?>")[2].replace(b"Ana Lee", b"&b;"))
    with pytest.raises(Unreadable, match="entities"):
        read_all(tmp_path, evil)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<c ", b"<c<c "),
        lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZ2"'),
        lambda xml: xml.replace(b"<v>45363</v>", b"<v>" + b"9" * 6_000 + b"</v>"),
        lambda xml: xml.replace(b'<row r="2"', b'<row r="x"'),
        lambda xml: xml.replace(b"<v>0</v>", b"<v>999</v>"),
        lambda xml: xml[: len(xml) // 2],
        lambda xml: b"\xff\xfe" + xml,
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        read_all(tmp_path, changed(PEOPLE, SHEET, change))


@pytest.mark.slow
def test_a_row_below_the_last_is_not_walked_to(tmp_path: Path) -> None:
    far = changed(PEOPLE, SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"').replace(b'2"', b'99999999999"'))
    assert read_all(tmp_path, far) == []


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    bomb = changed(PEOPLE, SHEET, lambda xml: xml.replace(b"<row", b" " * 20_000_000 + b"<row", 1))
    with pytest.raises(Unreadable, match="far more than it holds"):
        read_all(tmp_path, bomb)


def test_names_with_nothing_in_common_with_their_encoding(tmp_path: Path) -> None:
    wrong = "Name,Email\nZoë,z@a.example\n".encode("utf-16")
    assert ["NUL byte" in row.reason for row in refused(read_all(tmp_path, wrong, encoding="cp1252"))] == [True, True]
    with pytest.raises(Unreadable, match="no encoding"):
        read_all(tmp_path, wrong, encoding="rot13")
