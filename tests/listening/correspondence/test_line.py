"""A mailbox of Alice's at the end of a line that is counted, cut and slow: what is not wanted never comes over it, and
what breaks off is said in words and taken up again."""

from collections.abc import Iterator
from itertools import count

import pytest

from crm.models import Mailbox, Staff
from crm.outgoing import NotReached
from listening.correspondence import visiting
from listening.correspondence.holding import note_trouble, visit
from listening.sources import mailbox_connection
from tests.builders import NOW
from tests.crm.correspondence.letters import ANA, HELLO, letter
from tests.listening.correspondence.test_live import connected, known
from tests.listening.sources.dovecot import USER
from tests.listening.sources.dovecot import Mailbox as Dovecot
from tests.listening.sources.line import Line, line_to

pytestmark = pytest.mark.mailbox
WHOLE_FILE = 50 * 1024 * 1024


@pytest.fixture
def line(theirs: Dovecot) -> Iterator[Line]:
    with line_to(theirs.port) as line:
        yield line


@pytest.fixture
def mailbox(alice: Staff, theirs: Dovecot, folder: str, line: Line) -> Mailbox:
    return connected(alice, theirs, folder, port=line.port)


def health_after_a_look(mailbox: Mailbox) -> str:
    """ "" where it went well."""
    mailbox.refresh_from_db()
    try:
        visit(mailbox, now=lambda: NOW)
    except NotReached as trouble:
        note_trouble(mailbox, trouble, as_of=NOW)
    mailbox.refresh_from_db()
    return mailbox.health


def test_fifty_megabytes_of_an_attachment_never_come_over_the_line(
    mailbox: Mailbox, theirs: Dovecot, folder: str, line: Line
) -> None:
    theirs.deliver(with_a_film(7), folder)
    assert health_after_a_look(mailbox) == "" and known() == ["7"]
    assert 1_000 < line.came < 100_000


def test_a_line_that_is_cut_at_any_moment_loses_and_doubles_nothing(
    mailbox: Mailbox, theirs: Dovecot, folder: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "AT_ONCE", 2)
    wanted = [str(number) for number in range(1, 9)]
    for number in wanted:
        theirs.deliver(letter(int(number), to=USER), folder)
    healths, steps = [], [0]
    for line.cut_after in count(300, 700):
        healths.append(health_after_a_look(mailbox))
        steps.append(len(known()))
        if not healths[-1]:
            break
    assert set(healths[:-1]) == {"The mail server broke off. We try again later."}
    assert len(set(steps)) > 2, "it went on from where it stood"
    assert sorted(known()) == wanted and mailbox.is_well and mailbox.failures == 0
    line.cut_after = None
    health_after_a_look(mailbox)
    assert sorted(known()) == wanted


@pytest.mark.slow  # it is waited for longer than it should take
def test_a_line_that_drips_is_given_up_and_taken_up_again(
    mailbox: Mailbox, theirs: Dovecot, folder: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        theirs.deliver(letter(number, to=USER), folder)
    with monkeypatch.context() as impatient:
        impatient.setattr(mailbox_connection, "TOTAL", 2.0)
        line.drips_after = 1_000  # within signing in
        assert "too slow" in health_after_a_look(mailbox)
    assert mailbox.next_check_at and not mailbox.is_well and known() == []
    line.drips_after = None
    assert health_after_a_look(mailbox) == "" and sorted(known()) == ["1", "2", "3"]


def with_a_film(number: int) -> bytes:
    """Written by hand: to encode so much would take longer than the test."""
    head, _blank, _text = letter(number, sender=ANA, to=USER).partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if not line.lower().startswith((b"content-", b"mime-"))]
    top = b"\n".join([*kept, b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="film"', b"", b""])
    words = b"--film\nContent-Type: text/plain\n\n" + HELLO.encode() + b"\n"
    film = b'--film\nContent-Type: video/mp4; name="film.mp4"\nContent-Transfer-Encoding: base64\n\n'
    return top + words + film + (b"A" * 76 + b"\n") * (WHOLE_FILE // 77) + b"\n--film--\n"
