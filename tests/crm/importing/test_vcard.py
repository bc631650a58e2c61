"""vCards of all versions and makers."""

from pathlib import Path

import pytest

from crm.exporting.vcard import card as written_card
from tests.crm.importing.files import addresses, people, read_all, refused, zipped


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


def test_our_own_cards_bring_everything_back(tmp_path: Path) -> None:
    contact = {
        "name": "Ana; Lee", "organization": "The Paper, Berlin", "title": "Editor", "timezone": "Europe/Berlin",
        "language": "de", "notes": "one, two\nthree \\ four; " * 9, "external_id": "a-1", "location": "Berlin, Germany",
        "origin": "Conference", "collected_on": "2024-03-12", "informed_on": "2024-03-13", "via": "her desk",
        "basis": "consent", "tags": ["press, berlin", "bikes"],
        "handles": [
            {"channel": "email", "value": "ana@a.example", "shared": False, "status": "bounced"},
            {"channel": "phone", "value": "+49 30 901820", "shared": True, "status": "current"},
            {"channel": "website", "value": "x.com/ana/blog", "shared": False, "status": "current"},
            {"channel": "bluesky", "value": "ana.example", "shared": False, "status": "former"},
            {"channel": "mastodon", "value": "ana@m.example", "shared": False, "status": "current"},
            {"channel": "sms", "value": "+49 171 1234567", "shared": False, "status": "current"},
        ],
        "boundaries": [{"scope": "client", "client": "Acme", "origin": "answered_no", "note": "No; to Acme"}],
        "pitches": [{"pitched_on": "2024-04-01", "note": "Spring", "text": "May I?\nPlease"}],
    }  # fmt: skip
    [ana] = people(read_all(tmp_path, written_card(contact)))
    texts = (
        *("name", "organization", "title", "timezone", "language"),
        *("external_id", "location", "origin", "basis", "via"),
    )
    assert {field: getattr(ana, field) for field in texts} == {field: contact[field] for field in texts}
    assert (ana.notes, list(ana.tags)) == (contact["notes"].strip(), contact["tags"])
    assert (str(ana.collected_on), str(ana.informed_on)) == ("2024-03-12", "2024-03-13")
    kept = [{"channel": h.channel, "value": h.value, "shared": h.shared, "status": h.status} for h in ana.handles]
    assert sorted(kept, key=str) == sorted(contact["handles"], key=str)
    assert [(no.scope, no.client, no.note) for no in ana.boundaries] == [("client", "Acme", "No; to Acme")]
    assert [pitch.text for pitch in ana.pitches] == ["May I?\nPlease"]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["junk before anything", "FN:Ana"], "Ana"),
        (["N:Lee;Ana", "junk at the end"], "Ana junk at the end Lee"),
        (["N:Lee;Ana"], "Ana Lee"),
        (["FN:", "N:Lee;Ana;;Dr.;"], "Dr. Ana Lee"),
        (["FN;CHARSET=utf-8:Ana"], "Ana"),
        (["fn:Ana"], "Ana"),
    ],
)
def test_names_of_cards_that_are_not_quite_right(tmp_path: Path, lines: list[str], name: str) -> None:
    [ana] = people(read_all(tmp_path, card(*lines, version="2.1")))
    assert ana.name == name


def test_cards_in_a_zip_are_counted_on(tmp_path: Path) -> None:
    content = zipped({"b.vcf": card("FN:Sam") + card("NOTE:x"), "a/ana.vcf": card("FN:Ana"), "read.me": "cards"})
    records = read_all(tmp_path, content)
    assert [(who.row, who.name) for who in people(records)] == [(1, "Ana"), (2, "Sam")]
    [nobody] = refused(records)
    assert (nobody.row, nobody.raw["File"]) == (3, "b.vcf")
    beside = zipped({"b.vcf": card("FN:Sam"), "c.csv": "Name,Email\nKim,kim@a.example\n"})
    assert [who.name for who in people(read_all(tmp_path, beside))] == ["Sam", "Kim"]


def test_the_format_is_told_by_content_in_any_case(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, "\n\nbegin:vcard\nversion:2.1\nfn:Ana\nend:vcard\n"))
    assert ana.name == "Ana"
