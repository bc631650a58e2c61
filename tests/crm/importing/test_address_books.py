"""Outlook's, HubSpot's and Upfluence's tables."""

from datetime import date
from pathlib import Path

from tests.crm.importing.files import addresses, open_file, people, read_all, table

OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,"
    "Business State,Business Postal Code,Business Country/Region,Home City,Assistant's Phone,Business Fax,"
    "Business Phone,"
    "Business Phone 2,Callback,Company Main Phone,Home Phone,Mobile Phone,Pager,Anniversary,Birthday,Categories,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,Initials,"
    "Keywords,Language,Notes,Office Location,User 1,Web Page"
)
OUTLOOK_COM = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Company,Job Title,Web Page,Notes,E-mail Address,"
    "E-mail 2 Address,E-mail 3 Address,Primary Phone,Home Phone,Mobile Phone,Categories"
)


def test_outlook_classic_in_windows_encoding(tmp_path: Path) -> None:
    row = {
        "Title": "Dr.",
        "First Name": "Zoë", "Last Name": "Müller", "Company": "Die Zeitung", "Job Title": "Redakteurin",
        "Business City": "Köln", "Business Country/Region": "Germany", "Business Fax": "+49 221 1", "Pager": "1",
        "Business Phone": "+49 221 90182", "Company Main Phone": "+49 221 90180", "Mobile Phone": "+49 171 1234567",
        "Anniversary": "0/0/00", "Birthday": "0/0/00", "Categories": "Presse;Rad",
        "E-mail Address": "zoe@zeitung.example",
        "E-mail Type": "SMTP", "E-mail Display Name": "Zoë Müller (zoe@zeitung.example)", "Initials": "Z.M.",
        "E-mail 2 Address": "z@home.example", "Notes": "Zwei\nZeilen", "User 1": "x", "Web Page": "https://x.com/zoe",
    }  # fmt: skip
    found = open_file(tmp_path, table(OUTLOOK, row).encode("cp1252"))
    assert (found.format.NAME, found.encoding.name) == ("outlook", "cp1252")
    [zoe] = people(found.records())
    assert (zoe.name, zoe.organization, zoe.title) == ("Zoë Müller", "Die Zeitung", "Redakteurin")
    assert (zoe.location, zoe.tags, zoe.notes) == ("Köln, Germany", ("Presse", "Rad"), "Zwei\nZeilen")
    assert addresses(zoe) == [
        ("phone", "+49 221 90182"),
        ("phone", "+49 221 90180"),
        ("phone", "+49 171 1234567"),
        ("email", "zoe@zeitung.example"),
        ("email", "z@home.example"),
        ("x", "https://x.com/zoe"),
    ]
    assert [handle.shared for handle in zoe.handles if handle.channel == "phone"] == [False, True, False]


def test_outlook_dot_com(tmp_path: Path) -> None:
    row = {
        "First Name": "Ana", "Last Name": "Lee", "Title": "Ms", "Job Title": "Editor",
        "Categories": "Press;Cargo bikes",
        "E-mail Address": "ana@paper.example", "E-mail 3 Address": "ana@home.example", "Primary Phone": "+49 30 901820",
    }  # fmt: skip
    found = open_file(tmp_path, table(OUTLOOK_COM, row))
    assert found.format.NAME == "outlook"
    [ana] = people(found.records())
    assert (ana.name, ana.title, ana.tags) == ("Ana Lee", "Editor", ("Press", "Cargo bikes"))
    assert [value for _, value in addresses(ana)] == ["ana@paper.example", "ana@home.example", "+49 30 901820"]


def test_hubspot_with_the_columns_somebody_picked(tmp_path: Path) -> None:
    header = (
        "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Job Title,Lead Status,Contact owner,"
        "Create Date,Last Activity Date,Website URL,Unsubscribed from all email,"
        "Legal basis for processing contact's data"
    )
    rows = [
        ["51", "Ana", "Lee", "ana@a.example;lee@a.example", "+49 30 901820", "The Paper", "Editor", "OPEN", "Bob",
         "2024-03-12 09:14", "3/15/2024 2:30 PM", "paper.example", "false",
         "Legitimate interest - prospect/lead"],
        ["52", "Sam", "Roe", "sam@a.example", "", "", "", "", "", "3/4/2024 1:00 PM", "", "", "true", ""],
    ]  # fmt: skip
    found = open_file(tmp_path, table(header, *rows))
    assert found.format.NAME == "hubspot"
    assert found.questions == []
    ana, sam = people(found.records())
    assert (ana.external_id, ana.organization, ana.title) == ("hubspot:51", "The Paper", "Editor")
    assert (ana.collected_on, ana.last_contacted_on) == (date(2024, 3, 12), date(2024, 3, 15))
    assert addresses(ana)[:2] == [("email", "ana@a.example"), ("email", "lee@a.example")]
    assert [handle.value for handle in ana.handles if handle.shared] == ["paper.example"]
    assert (ana.boundaries, ana.basis) == ((), "Legitimate interest - prospect/lead")
    assert sam.collected_on == date(2024, 3, 4)
    assert [boundary.origin for boundary in sam.boundaries] == ["opted_out"]


def test_upfluence(tmp_path: Path) -> None:
    header = "influencer_id,media_url,profile_name,first_name,last_name,phone_number,email"
    rows = [
        ["77", "https://www.instagram.com/ana/", "ana bikes", "Ana", "Lee", "+49 30 901820", "ana@a.example"],
        ["78", "https://blog.example", "bikes daily", "", "", "", ""],
    ]
    found = open_file(tmp_path, table(header, *rows))
    assert found.format.NAME == "upfluence"
    ana, blog = people(found.records())
    assert (ana.name, ana.external_id) == ("Ana Lee", "upfluence:77")
    assert ("instagram", "https://www.instagram.com/ana/") in addresses(ana)
    assert (blog.name, addresses(blog)) == ("bikes daily", [("website", "https://blog.example")])


def test_days_of_a_table_are_read_as_its_clear_ones_show(tmp_path: Path) -> None:
    rows = [["Ana", "3/4/2024"], ["Sam", "15/4/2024"]]
    ana, sam = people(read_all(tmp_path, table("Name,Collected on", *rows)))
    assert (ana.collected_on, sam.collected_on) == (date(2024, 4, 3), date(2024, 4, 15))


def test_days_nobody_can_tell_are_asked_for_and_left_out_until_then(tmp_path: Path) -> None:
    content = table("Name,Collected on", ["Ana", "3/4/2024"], ["Sam", "5/6/2024"])
    found = open_file(tmp_path, content)
    assert [question.name for question in found.questions] == ["dates"]
    ana = people(found.records())[0]
    assert ana.collected_on is None
    assert "can be read two ways" in ana.left_out[0]
    [ana, _] = people(read_all(tmp_path, content, options={"dates": "mdy"}))
    assert ana.collected_on == date(2024, 3, 4)
