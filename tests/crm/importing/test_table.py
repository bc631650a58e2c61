"""Tables of anybody's making."""

from pathlib import Path

import pytest

from crm.importing.record import Refused, Unreadable
from tests.crm.importing.files import addresses, people, read_all, refused, table


def test_headers_are_known_in_any_case_and_order(tmp_path: Path) -> None:
    content = (
        "TAGS, e-mail ,FULL NAME,Company,Twitter,LinkedIn URL\n"
        "bikes; press,ana@a.example,Ana Lee,The Paper,@ana,https://linkedin.com/in/ana\n"
    )
    [ana] = people(read_all(tmp_path, content))
    assert (ana.name, ana.organization, ana.tags) == ("Ana Lee", "The Paper", ("bikes", "press"))
    assert addresses(ana) == [
        ("email", "ana@a.example"),
        ("x", "@ana"),
        ("linkedin", "https://linkedin.com/in/ana"),
    ]


def test_a_german_table_with_semicolons_from_excel(tmp_path: Path) -> None:
    content = (
        "Name;Vorname;Firma;E-Mail-Adresse;Telefon;Stadt\r\nMüller;Jörg;Die Zeitung;joerg@z.example;030 901820;Köln\r\n"
    )
    [joerg] = people(read_all(tmp_path, content.encode("cp1252")))
    assert (joerg.name, joerg.organization, joerg.location) == ("Jörg Müller", "Die Zeitung", "Köln")
    assert addresses(joerg) == [("email", "joerg@z.example"), ("phone", "030 901820")]


def test_a_few_rows_in_another_encoding_do_not_garble_the_rest(tmp_path: Path) -> None:
    rows = ["Änne Müller,anne@x.example".encode(), *(f"Jörg {n},j{n}@x.example".encode("cp1252") for n in range(2))]
    found = read_all(tmp_path, b"\n".join([b"Name,Email", *rows]))
    assert [isinstance(row, Refused) for row in found] == [False, True, True]
    assert found[0].name == "Änne Müller"  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8"])
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str) -> None:
    content = "Name\tEmail\r\nZoë Müller\tzoe@a.example\r\nSam Lee\tsam@a.example\r\n".encode(encoding)
    assert [contact.name for contact in people(read_all(tmp_path, content))] == ["Zoë Müller", "Sam Lee"]


def test_a_row_in_another_encoding_refuses_only_itself(tmp_path: Path) -> None:
    content = "Name,Email\nZoë,zoe@a.example\nÀna,ana@a.example\n".encode() + "Jörg,joerg@a.example\n".encode("cp1252")
    records = read_all(tmp_path, content)
    assert [contact.name for contact in people(records)] == ["Zoë", "Àna"]
    [row] = refused(records)
    assert (row.row, row.raw["Name"]) == (4, "Jörg")
    assert "another encoding" in row.reason


def test_a_nul_byte_refuses_only_its_row(tmp_path: Path) -> None:
    records = read_all(tmp_path, b"Name,Email\nAna,ana@a.example\nS\x00am,sam@a.example\nKim,kim@a.example\n")
    assert [contact.name for contact in people(records)] == ["Ana", "Kim"]
    assert "NUL" in refused(records)[0].reason


def test_ragged_rows_and_trailing_empty_ones(tmp_path: Path) -> None:
    content = "Name,Email,Notes\nAna\nSam,sam@a.example,x,,,\nKim,kim@a.example,a,b,c\n,,\n,,\n\n"
    records = read_all(tmp_path, content)
    assert [contact.name for contact in people(records)] == ["Ana", "Sam"]
    [row] = refused(records)
    assert row.row == 4
    assert row.raw == {
        "Name": "Kim",
        "Email": "kim@a.example",
        "Notes": "a",
        "Column 4": "b",
        "Column 5": "c",
    }


def test_rows_that_are_all_too_long_are_refused_not_cut(tmp_path: Path) -> None:
    records = read_all(tmp_path, "Name,Email\nAna,ana@a.example,x,y\nSam,sam@a.example,x,y\n")
    assert not people(records)
    assert len(refused(records)) == 2


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    content = (
        'Name,Email\nKim "K" Lee,kim@a.example\n5" pipe,pipe@a.example\n'
        '"Sam,sam@a.example\nAna,ana@a.example\nJo,jo@a.example\n'
    )
    records = read_all(tmp_path, content)
    assert [contact.name for contact in people(records)] == ['Kim "K" Lee', '5" pipe', "Ana", "Jo"]
    [row] = refused(records)
    assert row.row == 4
    assert "never closed" in row.reason


def test_doubled_headers_add_up(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, "Name,Email,Email,Phone,Phone\nAna,a@a.example,b@a.example,,+4930901820\n"))
    assert addresses(ana) == [("email", "a@a.example"), ("email", "b@a.example"), ("phone", "+4930901820")]


def test_formula_cells_stay_text(tmp_path: Path) -> None:
    [who] = people(read_all(tmp_path, "Name,Email,Notes\n=1+1,a@a.example,\"=cmd|' /C calc'!A0\"\n"))
    assert (who.name, who.notes) == ("=1+1", "=cmd|' /C calc'!A0")


def test_the_header_may_come_after_a_preamble(tmp_path: Path) -> None:
    content = (
        'Notes:\n"When exporting your connection data, you may notice, well"\n\n'
        "First Name,Last Name,URL,Email Address,Company\nAna,Lee,https://www.linkedin.com/in/ana,,The Paper\n"
    )
    [ana] = people(read_all(tmp_path, content))
    assert ana.row == 5
    assert addresses(ana) == [("linkedin", "https://www.linkedin.com/in/ana")]


def test_a_mapping_goes_before_what_is_known(tmp_path: Path) -> None:
    content = "Wer,Wo,Email\nAna,The Paper,ana@a.example\n"
    [ana] = people(read_all(tmp_path, content, mapping={"wer": "name", "Wo": "organization", "Email": ""}))
    assert (ana.name, ana.organization, ana.handles) == ("Ana", "The Paper", ())


def test_a_shared_address_is_read_as_one(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, "Name,Shared e-mail\nAna,desk@paper.example\n"))
    assert ana.handles[0].shared


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"PK\x03\x04rest", "archive"),
        (b"%PDF-1.7", "PDF"),
        (b"colour;weight\nred;12\n", "No column"),
        (b"Name," + b"x," * 10_000 + b"Email\n", "columns"),
    ],
)
def test_another_kind_of_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_all(tmp_path, content)


def test_an_endless_cell_refuses_only_its_row(tmp_path: Path) -> None:
    content = "Name,Notes\nAna,x\nSam," + "y" * 3_000_000 + '\nKim,"' + "z" * 200_000 + '"\nLee,x\n'
    records = read_all(tmp_path, content)
    assert [contact.name for contact in people(records)] == ["Ana", "Lee"]
    assert [row.row for row in refused(records)] == [3, 4]


def test_a_bare_title_beside_a_job_title_is_a_salutation(tmp_path: Path) -> None:
    [ana] = people(
        read_all(tmp_path, "Title,First Name,Last Name,Job Title,E-mail 2 Address\nMs,Ana,Lee,Editor,a@a.example\n")
    )
    assert (ana.title, addresses(ana)) == ("Editor", [("email", "a@a.example")])


def test_an_email_address_under_a_header_for_places_or_names_is_one(tmp_path: Path) -> None:
    rows = [["Semi Kolon", "semi@k.example"], ["ander@k.example", "Bonn"]]
    semi, ander = people(read_all(tmp_path, table("Kontakt,Adresse", *rows)))
    assert (semi.name, semi.location, addresses(semi)) == ("Semi Kolon", "", [("email", "semi@k.example")])
    assert (ander.nameless, ander.location, addresses(ander)) == (True, "Bonn", [("email", "ander@k.example")])
