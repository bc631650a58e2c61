"""A message is read for what it says, whatever its program did to it, and never for longer than it is worth."""

import pytest

from crm.correspondence.bodies import LARGEST_TEXT, MOST_PARTS, bounced, parts_of, readable
from crm.correspondence.heads import LARGEST_HEAD, Head, addresses_in
from crm.correspondence.own_words import split
from tests.crm.correspondence.letters import ALICE, ANA, bounce, letter

pytestmark = pytest.mark.deep


def said(raw: bytes) -> str:
    return readable(parts_of(raw)).strip()


def test_who_wrote_to_whom_and_in_which_conversation() -> None:
    head = Head(
        letter(
            7, sender="Ana@Paper.example", to='"Alice, of the house" <alice@house.example>, bob@house.example',
            Cc="Carla (desk) <carla@desk.example>", In_Reply_To="<2@x.example>",
            References="<1@x.example> <2@x.example>",
        )
    )  # fmt: skip
    assert head.sender == ANA and head.recipients == [ALICE, "bob@house.example", "carla@desk.example"]
    assert (head.message_id, head.in_reply_to, head.thread) == ("7@mail.example", "2@x.example", "1@x.example")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ana@paper.example <real@paper.example>", ["real@paper.example"]),
        ("Lima, Ana <ana@paper.example>", ["ana@paper.example"]),
        ('"fake@no.example" <ana@paper.example>, "x" bob@a.example', ["ana@paper.example", "bob@a.example"]),
        ("undisclosed-recipients:;", []),
        ("Team: ana@paper.example, bob@a.example;", ["ana@paper.example", "bob@a.example"]),
        ("=?utf-8?q?Ana_=E2=9D=A4?= <ANA@PAPER.example>", ["ana@paper.example"]),
        ("nobody", []),
    ],
)
def test_addresses_as_programs_write_them(written: str, read: list[str]) -> None:
    assert addresses_in([written]) == read


def test_a_subject_in_any_coding_is_one_line() -> None:
    raw = b"From: ana@paper.example\nSubject: =?utf-8?b?TmFjaHR6w7xnZQ==?= =?latin-1?q?_zur=FCck?=\n  und mehr\n\nHi"
    assert Head(raw).subject == "Nachtzüge zurück und mehr"
    assert Head(b"Subject: Z\xfcge\n\n").subject == "Züge" and Head(b"Subject: =?no?x?_=?=\n\n").subject


def test_the_plain_half_is_read_and_what_is_attached_is_not() -> None:
    raw = letter(html="<p>The same, in <b>colour</b>.</p>", attached=b"%PDF" * 10_000, text="In plain words.")
    assert said(raw) == "In plain words."
    assert [part.kind for part in parts_of(raw)] == ["text/plain", "text/html"]


def test_html_alone_keeps_its_lines_and_marks_what_is_quoted() -> None:
    raw = (
        b"Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        b"<style>p {color: red}</style><p>Sch=F6n!</p>Bis<br>dann<blockquote><div>Old words</div></blockquote>"
    )
    assert said(raw) == "Schön!\n\nBis\ndann\n> Old words"


def test_a_wrong_charset_and_a_cut_coding_lose_no_more_than_they_must() -> None:
    assert said(b"Content-Type: text/plain; charset=utf-8\n\nZ\xfcge") == "Züge"
    assert said(b"Content-Type: text/plain; charset=klingon\n\nZ\xc3\xbcge") == "Züge"
    assert said(
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nTmFjaHR6\n!w7xnZQ"
    ).startswith("Nachtzüg")


def test_own_words_are_cut_out_of_what_stands_below() -> None:
    own, apart = split(
        "Yes, send me the numbers.\n\nSent from my iPhone\n\nOn Fri, 20 Nov 2026 at 10:00, Alice <a@h.example> wrote:\n"
        "> May I send you something?\n> Alice\n"
    )
    assert own == "Yes, send me the numbers."
    assert "May I send you something?" in apart and "Sent from my iPhone" in apart


def test_signature_and_disclaimer_stand_apart() -> None:
    own, apart = split(
        "See you there.\n\n-- \nAna Lima\nThe Paper\n\nThis e-mail and any attachments may contain confidential and "
        "privileged information."
    )
    assert own == "See you there." and "The Paper" in apart and "confidential" in apart
    own, _apart = split("Good.\n\nDiese E-Mail enthält vertrauliche Informationen und ist für Sie bestimmt.")
    assert own == "Good."
    kept = "This message is confidential until Friday, but I wanted you to hear it from me."
    assert split(kept) == (kept, "")


def test_answers_between_quoted_lines_are_theirs() -> None:
    own, apart = split("> When?\nTuesday.\n> Where?\nAt the station.")
    assert own == "Tuesday.\n\nAt the station." and "When?" in apart


def test_a_report_of_non_delivery_names_who_is_gone() -> None:
    ours = frozenset({ALICE})
    assert bounced(parts_of(bounce(ANA)), ours) == [ANA]
    assert bounced(parts_of(bounce(ANA, action="delayed", status="4.4.1")), ours) == []
    assert bounced(parts_of(bounce(ANA, status="5.2.2")), ours) == [], "a full mailbox is still one"
    assert bounced(parts_of(bounce(ANA, ours="somebody@else.example")), ours) == [], "not about a mail of ours"


@pytest.mark.parametrize(
    ("told", "unproven"),
    [
        ("mx.house.example; dkim=fail header.d=paper.example; spf=fail", True),
        ("mx.house.example; dkim=pass header.d=paper.example; spf=fail", False),
        ("mx.house.example; spf=fail; dmarc=fail (p=reject)", True),
        ("mx.house.example; none", False),
        ("mx.house.example; dkim=pass", False),
    ],
)
def test_what_the_receiving_server_found_out_is_heeded(told: str, unproven: bool) -> None:
    assert Head(f"Authentication-Results: {told}\nFrom: {ANA}\n\n".encode()).is_unproven is unproven


def test_a_megabyte_of_headers_is_read_as_far_as_the_limit() -> None:
    raw = b"X-Junk: " + b"j" * 1_000_000 + b"\nFrom: " + ANA.encode() + b"\n\nHello"
    head = Head(raw)
    assert head.is_cut and head.sender == ""
    early = Head(f"From: {ANA}\n".encode() + b"X-Junk: j\n" * (LARGEST_HEAD // 4) + b"\nHello")
    assert early.is_cut and early.sender == ANA


def test_ten_thousand_recipients_are_not_all_read() -> None:
    everybody = ", ".join(f"reader{number}@paper.example" for number in range(10_000))
    assert len(Head(letter(to=everybody)).recipients) == 200


@pytest.mark.parametrize("shape", ["deep", "wide", "boundaries", "brackets", "tags", "openings"])
def test_bombs_are_bounded(shape: str) -> None:
    """Unbounded, each takes minutes."""
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(3_000)
    )
    raw = {
        "deep": deep + b"Content-Type: text/plain\n\nthe end",
        "wide": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 60_000,
        "boundaries": b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"--" * 200_000,
        "brackets": b"Content-Type: text/html\n\n" + b"<" * 200_000,
        "tags": b"Content-Type: text/html\n\n" + b"<div>" * 50_000,
        "openings": b"Content-Type: text/html\n\n" + b"<a " * 80_000,
    }[shape]
    parts = parts_of(raw)
    assert len(parts) <= MOST_PARTS and len(readable(parts)) <= LARGEST_TEXT
