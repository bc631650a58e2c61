"""Google Contacts, both generations."""

from pathlib import Path

from tests.crm.importing.files import GOOGLE_HEADER, addresses, google_row, people, read_all, refused


def test_it_reads_somebody_with_everything(tmp_path: Path) -> None:
    row = google_row(
        First_Name="Ana", Middle_Name="M.", Last_Name="Lee", Organization_Name="The Paper",
        Organization_Title="Editor", Notes='Likes "cargo bikes",\nsays she',
        Labels="Press ::: Bikes ::: * myContacts",
        E_mail_1__Label="* Work", E_mail_1__Value="ana@paper.example ::: ana@home.example",
        Phone_1__Label="Mobile ::: Work Fax", Phone_1__Value="+49 30 901820 ::: +49 30 901821",
        Address_1__City="Berlin", Address_1__Country="Germany",
        Website_1__Value="https://twitter.com/analee", Custom_Field_1__Label="Bluesky",
        Custom_Field_1__Value="@ana.bsky.social",
    )  # fmt: skip
    [ana] = people(read_all(tmp_path, f"{GOOGLE_HEADER}\n{row}\n"))
    assert (ana.name, ana.organization, ana.title) == ("Ana M. Lee", "The Paper", "Editor")
    assert ana.notes == 'Likes "cargo bikes",\nsays she'
    assert ana.tags == ("Press", "Bikes")
    assert ana.location == "Berlin, Germany"
    assert addresses(ana) == [
        ("email", "ana@paper.example"),
        ("email", "ana@home.example"),
        ("phone", "+49 30 901820"),
        ("x", "https://twitter.com/analee"),
        ("bluesky", "@ana.bsky.social"),
    ]


def test_somebody_with_only_an_address_is_called_by_it(tmp_path: Path) -> None:
    rows = [google_row(E_mail_1__Value="ana@paper.example"), google_row(Phone_1__Value="+49 30 901820")]
    records = people(read_all(tmp_path, "\ufeff" + "\r\n".join([GOOGLE_HEADER, *rows])))
    assert [contact.name for contact in records] == ["ana@paper.example", "+49 30 901820"]


def test_an_outlet_without_a_person_is_called_by_its_name(tmp_path: Path) -> None:
    [outlet] = people(read_all(tmp_path, f"{GOOGLE_HEADER}\n{google_row(Organization_Name='The Paper')}\n"))
    assert outlet.name == outlet.organization == "The Paper"


def test_a_row_with_nothing_to_call_somebody_by_is_refused(tmp_path: Path) -> None:
    [row] = refused(read_all(tmp_path, f"{GOOGLE_HEADER}\n{google_row(Notes='who?')}\n"))
    assert row.row == 2
    assert row.raw == {"Notes": "who?"}
    assert "neither a name nor an address" in row.reason


def test_people_called_na_none_and_null_keep_their_names(tmp_path: Path) -> None:
    rows = [google_row(First_Name=name, E_mail_1__Value=f"{name}@a.example") for name in ("NA", "None", "Null")]
    records = people(read_all(tmp_path, "\n".join([GOOGLE_HEADER, *rows])))
    assert [contact.name for contact in records] == ["NA", "None", "Null"]


def test_it_reads_the_legacy_generation(tmp_path: Path) -> None:
    content = (
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Group Membership,"
        "E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
        "Organization 1 - Type,Organization 1 - Name,Organization 1 - Title\n"
        "Ana Lee,Ana,,Lee,,* myContacts ::: Press,"
        "* Work,ana@paper.example,Mobile,+49 30 901820,,The Paper,Editor\n"
    )
    [ana] = people(read_all(tmp_path, content))
    assert (ana.name, ana.organization, ana.title, ana.tags) == ("Ana Lee", "The Paper", "Editor", ("Press",))
    assert addresses(ana) == [("email", "ana@paper.example"), ("phone", "+49 30 901820")]
