"""Archives as other programs leave them: Thunderbird, Apple Mail, Takeout in any language, Maildir++, and mail that
breaks every rule there is. Each loaded twice."""

from pathlib import Path

import pytest
from django.core.management import call_command

from crm.correspondence.archives import is_mail, stored_in
from crm.correspondence.bodies import parts_of, readable
from crm.correspondence.decoding import one_line
from crm.correspondence.heads import Head
from crm.correspondence.own_words import split
from crm.models import ImportJob, Interaction
from tests.builders import make_contact, make_staff
from tests.crm.correspondence.letters import ALICE, ANA

LINE = b"From - Fri Nov 20 10:00:00 2026\n"
MIXED = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="X"\n'


def plain(number: int, body: bytes = b"The porters are back.\n", *, more: bytes = b"") -> bytes:
    head = (
        f"From: Ana <{ANA}>\nTo: {ALICE}\nDate: Fri, 20 Nov 2026 10:00:00 +0100\nMessage-ID: <{number}@mail.example>\n"
    )
    return head.encode() + b"Subject: Porters\n" + more + b"\n" + body


def labelled(number: int, labels: str) -> bytes:
    return LINE + plain(number, more=f"X-Gmail-Labels: {labels}\n".encode()) + b"\n"


INNER = b"Hi\n\nFrom ana@paper.example Fri Nov 20 10:00:00 2026\nSubject: inner\n\nstill the same message\n"
APPLE = b'\n<?xml version="1.0"?><plist><dict><key>flags</key>\n<integer>%d</integer></dict></plist>\n'
FOLDERS = {
    "thunderbird": (
        {
            "Mail/Inbox": LINE + b"X-Mozilla-Status: 0001\nX-Mozilla-Keys: $label1          \n" + plain(1)
            + b"\n" + LINE + b"X-Mozilla-Status: 0009\n" + plain(2) + b"\nFrom \nX-Mozilla-Status: 0000\n" + plain(3),
            "Mail/Inbox.msf": b"// <!-- <mdb:mork:z v='1.4'/> -->\n",
            "Mail/Archives.sbd/2025": LINE + plain(4),
            "Mail/Trash": LINE + plain(5), "Mail/Entw\xfcrfe": LINE + plain(6), "Mail/Junk": LINE + plain(7),
            "Mail/Sent": b"",
        },
        {1, 3, 4},
    ),
    "maildir++": (
        {
            "cur/1.M1.host:2,S": plain(1), "new/2.M2.host": plain(2), ".Sent/cur/3.host:2,RS": plain(3),
            ".INBOX.Trash/cur/4.host:2,S": plain(4), ".Drafts/cur/5.host:2,D": plain(5), "cur/6.host;2,ST": plain(6),
            ".Spam/cur/7.host:2,": plain(7), "tmp/8.host": plain(8), "dovecot-uidlist": b"3 V1 N1\n",
        },
        {1, 2, 3},
    ),
    "apple": (
        {
            "Inbox.mbox/mbox": b"From ana@paper.example Fri Nov 20 10:00:00 2026\n" + plain(1),
            "Inbox.mbox/table_of_contents": b"\x00\x01",
            "V10/1.emlx": b"%d      \n" % len(plain(2)) + plain(2) + APPLE % 8590195713,
            "V10/2.partial.emlx": b"%d\n" % len(plain(3)) + plain(3),
            "V10/3.emlx": b"%d\n" % len(plain(4)) + plain(4) + APPLE % 0b11,
        },
        {1, 2, 3},
    ),
    "takeout": (
        {
            "Takeout/Mail/All mail.mbox": labelled(1, "=?UTF-8?Q?Ge=C3=B6ffnet,Kategorie:_Pers=C3=B6nlich?=")
            + labelled(2, "=?UTF-8?B?UGFwaWVya29yYixXaWNodGln?=") + labelled(3, "=?UTF-8?Q?Entw=C3=BCrfe?=")
            + labelled(4, "=?UTF-8?Q?Corbeille,Messages_envoy=C3=A9s?=,\n =?UTF-8?Q?Non_lus?=")
            + labelled(5, "=?UTF-8?B?44K044Of566x?=") + labelled(6, "Posteingang,Spam")
            + labelled(7, "=?UTF-8?Q?Messages_envoy=C3=A9s,Import?=\n =?UTF-8?Q?ant?="),
        },
        {1, 7},
    ),
    "mboxes": (
        {
            "o": LINE + plain(1, b"Hi\n\n>From me to you\nFrom here on, all is new\n") + b"\n" + LINE + plain(2),
            "cl2": LINE + plain(3, INNER, more=b"Content-Length: %d\n" % len(INNER)) + b"\n"
            + LINE + plain(4, b"Two\n", more=b"Content-Length: 4\n") + b"\n"
            + LINE + plain(5, b"Changed since\n", more=b"Content-Length: 900\n") + b"\n" + LINE + plain(6),
            "windows": (LINE + plain(7)).replace(b"\n", b"\r\n") + b"\r\n" + LINE + plain(8),
            "a.eml": b"\xef\xbb\xbf\r\n" + plain(9).replace(b"\n", b"\r\n"),
            "same id": LINE + plain(9) + b"\n" + LINE + plain(9),
        },
        set(range(1, 10)),
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("maker", FOLDERS)
def test_what_a_program_left_is_read_and_again_adds_nothing(maker: str, tmp_path: Path) -> None:
    make_contact(make_staff("Alice", email=ALICE), email=ANA)
    files, wanted = FOLDERS[maker]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for _time in range(2):
        call_command("import_mail", str(tmp_path), "--for", ALICE)
        assert set(Interaction.objects.values_list("external_id", flat=True)) == {
            f"mid:{number}@mail.example" for number in wanted
        }
    assert ImportJob.objects.last().interactions == 0  # type: ignore[union-attr]


def test_a_file_that_was_chosen_by_itself_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "Trash").write_bytes(LINE + plain(1))
    [one] = stored_in(tmp_path / "Trash")
    assert one.mail.labels == frozenset()


BODIES = {
    "winmail.dat": (
        MIXED,
        b"--X\nContent-Type: text/plain\n\nHere it is.\n"
        b"--X\nContent-Type: application/ms-tnef; name=winmail.dat\n\neJ8\n--X--\n",
        "Here it is.",
    ),
    "an invitation": (
        MIXED,
        b"--X\nContent-Type: multipart/alternative; boundary=Y\n\n--Y\nContent-Type: text/plain\n\nCome at ten.\n"
        b"--Y\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--Y--\n--X--\n",
        "Come at ten.",
    ),
    "signed by S/MIME": (
        b"Content-Type: multipart/signed; protocol=application/pkcs7-signature; boundary=X\n",
        b"--X\nContent-Type: text/plain\n\nSigned.\n"
        b"--X\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nAA\n--X--\n",
        "Signed.",
    ),
    "encrypted by S/MIME": (b"Content-Type: application/pkcs7-mime; name=smime.p7m\n", b"MIAGCSqGSIb3\n", ""),
    "encrypted by PGP": (
        b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=X\n",
        b"--X\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--X\nContent-Type: application/octet-stream\n\nhQEM\n--X--\n",
        "",
    ),
    "signed by PGP": (
        b"",
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nSaid by me.\n\n"
        b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n",
        "Said by me.",
    ),
    "encrypted as text": (b"", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", ""),
    "a part without headers": (MIXED, b"--X\n\nFirst words\n\nand more\n--X--\n", "First words\n\nand more"),
    "Japanese": (
        b"Content-Type: text/plain; charset=iso-2022-jp\n",
        "こんにちは\n".encode("iso-2022-jp"),
        "こんにちは",
    ),
    "UTF-16 in HTML": (
        b"Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n",
        b"PABwAD4AVwBpAGUAbgA8AC8AcAA+AA==\n",
        "Wien",
    ),
    "a charset of nobody's": (b"Content-Type: text/plain; charset=x-klingon\n", "Grüße\n".encode("cp1252"), "Grüße"),
}


@pytest.mark.parametrize("what", BODIES)
def test_their_words_are_read_out_of(what: str) -> None:
    more, body, words = BODIES[what]
    assert split(readable(parts_of(plain(1, body, more=more))))[0] == words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?J=C3=B6rg?==?utf-8?B?TcO8bGxlcg==?=", "JörgMüller"),
        ("=?utf-8?B?R3LDvMOfZ?=", "Grüß"),  # cut in the middle of a letter
        ("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),  # one letter in two words
        ("=?foo?Q?bar?= =?utf-8*en?Q?baz?=", "barbaz"),
        ("=?utf-8?Q?never ended", "=?utf-8?Q?never ended"),
        ("Re: =?iso-8859-1?Q?Gr=FC=DFe?= an alle", "Re: Grüße an alle"),
        ("=?utf-8?B?" + "QUJD" * 900 + "?=", "=?utf-8?B?" + "QUJD" * 900),
    ],
)
def test_encoded_words_are_read_as_far_as_they_can_be(written: str, read: str) -> None:
    assert one_line(written)[:900] == read[:900]


@pytest.mark.parametrize(
    ("lines", "sender", "recipients"),
    [
        (f"From: {ANA} (Ana)\nTo: <{ALICE}>,,<>", ANA, [ALICE]),
        (f"From: J\udcf6rg <{ANA}>\nTo: undisclosed-recipients:;\nBcc: {ALICE}", ANA, [ALICE]),
        (f'From: "Lima, Ana" <{ANA}>\nTo: Friends: {ALICE}, b@x.example;, None:;', ANA, [ALICE, "b@x.example"]),
        (f"From: =?utf-8?q?Ana?= =?utf-8?q?_=3C{ANA.replace('@', '=40')}=3E?=\nTo: {ALICE}", ANA, [ALICE]),
        (f"from : {ANA}\nTO:\n\t{ALICE}", ANA, [ALICE]),
    ],
)
def test_addresses_are_found_however_they_are_written(lines: str, sender: str, recipients: list[str]) -> None:
    head = Head(lines.encode("utf-8", "surrogateescape") + b"\n\n")
    assert (head.sender, head.recipients) == (sender, recipients)


def test_what_only_looks_like_mail_is_left_to_others(tmp_path: Path) -> None:
    for number, content in enumerate((b"12\nName,Email\n", b"123456\n", b"\xef\xbb\xbfName,Email\n")):
        (tmp_path / str(number)).write_bytes(content)
        assert not is_mail(tmp_path / str(number)), content
