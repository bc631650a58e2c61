"""What a file is said to hold before it is loaded."""

from pathlib import Path
from typing import Any

import pytest

from crm.importing.record import Unreadable
from crm.importing.suggest import Description, describe
from tests.crm.importing.files import GOOGLE_HEADER, google_row, people, read_all, table


def looked_at(folder: Path, content: str | bytes, **wishes: Any) -> Description:
    path = folder / "brought.dat"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return describe(path, **wishes)


def fields(seen: Description) -> dict[str, str]:
    return {column.title: column.field for column in seen.columns}


def test_values_tell_what_an_unknown_header_means(tmp_path: Path) -> None:
    header = "Who,Wohin,Ruf,Netz,Seite,Wann,Konto,Rest,Leer"
    rows = [
        ["Ana Lee", "ana@a.example", "+49 30 901820", "x.com/ana", "https://a.example", "3/4/2024", "@ana", "a", ""],
        ["Sam Roe", "sam@a.example", "+49 30 901821", "x.com/sam", "s.example", "5/6/2024", "@sam", "b c", ""],
        ["Kim", "kim@a.example", "", "x.com/kim", "https://k.example/blog", "", "", "", ""],
    ]  # fmt: skip
    seen = looked_at(tmp_path, table(header, *rows))
    assert fields(seen) == {
        "Who": "", "Wohin": "email", "Ruf": "phone", "Netz": "x", "Seite": "link", "Wann": "", "Konto": "", "Rest": "",
        "Leer": "",
    }  # fmt: skip
    why = {column.title: column.why for column in seen.columns}
    assert "e-mail addresses" in why["Wohin"]
    assert "dates" in why["Wann"]
    assert "on which" in why["Konto"]
    assert why["Leer"] == "It is empty."
    assert seen.columns[1].examples == ["ana@a.example", "sam@a.example", "kim@a.example"]


def test_what_was_suggested_can_be_loaded(tmp_path: Path) -> None:
    content = table("Wer,Wohin", ["Ana Lee", "ana@a.example"])
    with pytest.raises(Unreadable, match="No column is recognised"):
        read_all(tmp_path, content)
    mapping = fields(looked_at(tmp_path, content)) | {"Wer": "name"}
    [ana] = people(read_all(tmp_path, content, mapping=mapping))
    assert (ana.name, ana.handles[0].value) == ("Ana Lee", "ana@a.example")


def test_values_go_before_a_header_that_says_something_else(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, table("Name,Contact", ["Ana", "ana@a.example"], ["Sam", "sam@a.example"]))
    assert fields(seen) == {"Name": "name", "Contact": "email"}


def test_what_somebody_chose_goes_before_everything(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, table("Name,Email", ["Ana", "ana@a.example"]), mapping={"email": "notes"})
    assert fields(seen) == {"Name": "name", "Email": "notes"}
    assert seen.columns[1].why == "You chose it."


@pytest.mark.parametrize(("separator", "called"), [(";", "semicolon"), ("\t", "tab"), ("|", "bar"), (",", "comma")])
def test_encoding_and_separator_are_told(tmp_path: Path, separator: str, called: str) -> None:
    content = f"Name{separator}Email\nZoë{separator}zoe@a.example\n"
    seen = looked_at(tmp_path, content.encode("cp1252"))
    assert (seen.encoding, seen.encoding_because, seen.separator) == ("cp1252", "it is not UTF-8", called)
    assert (seen.format, seen.header_row) == ("table", 1)


def test_a_separator_can_be_said(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, "Name;Email,Phone\nAna;x,y\n", separator=";")
    assert [column.title for column in seen.columns] == ["Name", "Email,Phone"]


def test_the_columns_of_a_known_format_are_its_own(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, f"{GOOGLE_HEADER}\n{google_row(First_Name='Ana', Birthday='2000-01-01')}\n")
    assert seen.label == "Google Contacts"
    assert fields(seen)["First Name"] == "first_name"
    assert fields(seen)["E-mail 1 - Value"] == "email"
    assert fields(seen)["Birthday"] == ""


def test_what_has_no_columns_has_none(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n")
    assert (seen.format, seen.separator, seen.columns, seen.questions) == ("vcard", "", (), [])


def test_what_has_to_be_asked_is_told(tmp_path: Path) -> None:
    seen = looked_at(tmp_path, table("Name,Collected on", ["Ana", "3/4/2024"]))
    [question] = seen.questions
    assert (question.name, question.suggestion, set(question.choices)) == ("dates", "", {"dmy", "mdy"})
