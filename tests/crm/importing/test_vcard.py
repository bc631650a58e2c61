"""vCards of all versions and makers."""

from pathlib import Path

import pytest

from tests.crm.importing.files import addresses, people, read_all, refused


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_it_reads_a_whole_card(tmp_path: Path) -> None:
    content = card(
        "UID:urn:uuid:4711",
        "FN:Ana Lee",
        "N:Lee;Ana;;;",
        "ORG:The Paper;Desk",
        "TITLE:Editor",
        "EMAIL;TYPE=HOME:ana@home.example",
        "EMAIL;TYPE=INTERNET,PREF:ana@paper.example",
        "TEL;VALUE=uri:tel:+49-30-901820",
        "TEL;TYPE=WORK,FAX:+49 30 901821",
        "URL:https://bsky.app/profile/ana.example.org",
        "CATEGORIES:Press,Cargo bikes",
        "NOTE:One\\, two\\; three\\nnext line",
        "ADR;TYPE=WORK:;;Street 1;Berlin;;10115;Germany",
        "BDAY:--0612",
        version="4.0",
    )
    [ana] = people(read_all(tmp_path, content))
    assert (ana.name, ana.organization, ana.title, ana.location) == (
        "Ana Lee",
        "The Paper",
        "Editor",
        "Berlin, Germany",
    )
    assert (ana.external_id, ana.tags) == ("4711", ("Press", "Cargo bikes"))
    assert ana.notes == "One, two; three\nnext line"
    assert addresses(ana) == [
        ("email", "ana@paper.example"),
        ("email", "ana@home.example"),
        ("phone", "tel:+49-30-901820"),
        ("bluesky", "https://bsky.app/profile/ana.example.org"),
    ]


def test_android_breaks_quoted_printable_inside_a_character(tmp_path: Path) -> None:
    content = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=4D=C3=BC=6C=6C=65=72;=4A=C3=\r\n=B6=72=67;;;",
        "TEL;CELL;PREF:+4930901820",
        "TEL;:+4930901821",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:one=0D=0Atwo, three=\r\n; four",
        version="2.1",
    )
    [joerg] = people(read_all(tmp_path, content))
    assert joerg.name == "Jörg Müller"
    assert joerg.notes == "one\ntwo, three; four"
    assert addresses(joerg) == [("phone", "+4930901820"), ("phone", "+4930901821")]


def test_folded_lines_and_googles_gap_in_a_name(tmp_path: Path) -> None:
    content = card("FN:Ana", "", " Lee", "NOTE:a long no", " te that goes", "  on")
    [ana] = people(read_all(tmp_path, content))
    assert ana.name == "Ana Lee"
    assert ana.notes == "a long note that goes on"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8", "cp1252"])
def test_apple_groups_and_profiles(tmp_path: Path, encoding: str) -> None:
    content = card(
        "N:Müller;Zoë;;;",
        "item1.EMAIL;type=INTERNET:zoe@a.example",
        "item1.X-ABLabel:_$!<HomePage>!$_",
        "item2.URL;type=pref:https://zoe.example",
        "item2.X-ABLabel:_$!<HomePage>!$_",
        "X-SOCIALPROFILE;type=twitter;x-user=zoe:http://twitter.com/zoe",
        "X-SOCIALPROFILE;type=flickr:x-apple:zoe",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-06-12",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
        " SkZJRg==",
    )
    [zoe] = people(read_all(tmp_path, content.encode(encoding)))
    assert zoe.name == "Zoë Müller"
    assert addresses(zoe) == [
        ("email", "zoe@a.example"),
        ("website", "https://zoe.example"),
        ("x", "http://twitter.com/zoe"),
        ("other", "flickr: zoe"),
    ]


def test_a_bad_card_refuses_only_itself(tmp_path: Path) -> None:
    content = (
        card("FN:Ana")
        + card("FN:S\x00am")
        + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:No End\r\n"
        + card("NOTE:nobody")
        + card("FN:Kim")
        + "BEGIN:VCARD\r\nFN:Cut"
    )
    records = read_all(tmp_path, content)
    assert [(contact.row, contact.name) for contact in people(records)] == [(1, "Ana"), (5, "Kim")]
    assert [row.row for row in refused(records)] == [2, 3, 4, 6]
    assert [row.reason.split(";")[0] for row in refused(records)] == [
        "The card holds a NUL byte",
        "The card has no END:VCARD",
        "The card has neither a name nor an address.",
        "The card has no END:VCARD",
    ]


def test_the_format_is_told_by_content_in_any_case(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, "\n\nbegin:vcard\nversion:2.1\nfn:Ana\nend:vcard\n"))
    assert ana.name == "Ana"
