"""A letter goes to one person, once: sent and logged together, or neither; and never past a no that came meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from crm.actions.follow_up import follow_up
from crm.actions.note_boundary import note_boundary
from crm.actions.open_ask import Because, open_ask
from crm.actions.opt_out import opt_out
from crm.actions.settle_letter import settle_letter
from crm.errors import AskLocked, Conflict, NotAllowed, Refusal
from crm.mailing.deliver import LOST_AFTER, WAITS, deliver, left_behind
from crm.models import Ask, Boundary, Campaign, Contact, Draft, Interest, Letter, Staff
from crm.opting_out import OptOut, read_opt_out
from crm.readiness import readiness_of
from crm.today import today_cards
from tests.builders import LETTER, NOW, earn, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused
from tests.crm.mailing.server import MailServer, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SENDS_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", running.port
        settings.BASE_URL = "https://crm.example"
        yield running


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice Adler", email="alice@agency.example")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    return make_campaign(alice, topics=[make_topic("Cargo bikes")], client="Velo")


@pytest.fixture
def ana(alice: Staff, campaign: Campaign) -> Contact:
    ana = make_contact(alice, "Ana Lima", email="ana@spokes.example")
    earn(alice, ana, campaign.topics.get())
    return ana


def ask(alice: Staff, ana: Contact, campaign: Campaign, **fields: Any) -> Ask:
    because = Because("interest", Interest.objects.get(contact=ana).pk)
    fields = {"subject": "Cargo bikes in small towns", "send": True, "text": LETTER, "channel": "email", **fields}
    return open_ask(staff=alice, contact=ana, campaign=campaign, as_of=NOW, because=because, **fields)


def to_record(staff: Staff) -> str:
    """What Today says under Record."""
    sections = today_cards(staff=staff, as_of=NOW)
    return " ".join(card.sentence for one in sections if one.name == "record" for card in one.cards)


def letter_of(made: Ask) -> Letter:
    return made.letters.get()


def test_it_goes_from_the_writer_to_one_person_with_a_way_out(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    letter = letter_of(ask(alice, ana, campaign))
    assert deliver(letter.pk, as_of=NOW).status == "sent"  # type: ignore[union-attr]
    assert deliver(letter.pk, as_of=NOW) is None
    [mail] = server.taken
    assert server.recipients == ["ana@spokes.example"]
    assert (mail["From"], mail["To"]) == ("Alice Adler <alice@agency.example>", "ana@spokes.example")
    assert mail["Subject"] == "Cargo bikes in small towns"
    assert mail["Message-ID"] == letter.message_id
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].replace("\n", "").strip().strip("<>")
    assert link.startswith("https://crm.example/no-more/")
    body = mail.get_content().replace("\r\n", "\n")
    assert body.replace("\n", " ").startswith(LETTER[:40]) and link in body
    whose = read_opt_out(link.split("/")[-2])
    assert whose and (whose.contact, whose.ask) == (ana, letter.ask)


def test_without_a_server_a_subject_or_an_address_nothing_is_sent_or_logged(
    alice: Staff, ana: Contact, campaign: Campaign, settings: Any
) -> None:
    with refused(Refusal, "No mail server is set up"):
        ask(alice, ana, campaign)
    settings.SENDS_MAIL = True
    with refused(Refusal, "Give the mail a subject"):
        ask(alice, ana, campaign, subject=" ")
    with refused(Refusal, "one line"):
        ask(alice, ana, campaign, subject="Hello\nBcc: everybody@example.org")
    with refused(AskLocked, "“{topic}” was to be filled in."):
        ask(alice, ana, campaign, subject="Your piece on {topic}")
    ana.handles.update(status="bounced")
    with refused(AskLocked):
        ask(alice, ana, campaign)


def test_what_the_server_refuses_for_good_was_never_asked(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    server.answers["RCPT"] = "550 5.1.1 No such user"
    made = ask(alice, ana, campaign)
    letter = deliver(letter_of(made).pk, as_of=NOW)
    assert letter and (letter.status, letter.problem) == ("failed", "550 5.1.1 No such user")
    made.refresh_from_db()
    assert made.void_reason == "It was never sent: 550 5.1.1 No such user"
    assert Draft.objects.get(contact=ana).text == LETTER
    assert readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW).unlocked
    assert "was not sent: 550 5.1.1 No such user" in to_record(alice)
    del server.answers["RCPT"]
    again = letter_of(ask(alice, ana, campaign))
    assert deliver(again.pk, as_of=NOW).status == "sent"  # type: ignore[union-attr]


def test_a_writer_whose_name_is_no_header_sends_nothing(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    Staff.objects.filter(pk=alice.pk).update(name="Alice\nBcc: everybody@example.org")
    letter = deliver(letter_of(ask(alice, ana, campaign)).pk, as_of=NOW)
    assert letter and letter.status == "failed" and server.taken == []


def test_what_may_pass_is_tried_again_and_then_given_up(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    server.answers["MAIL"] = "451 Try later"
    letter, at = letter_of(ask(alice, ana, campaign)), NOW
    for wait in WAITS:
        tried = deliver(letter.pk, as_of=at)
        assert tried and (tried.status, tried.next_attempt_at) == ("queued", at + wait)
        assert deliver(letter.pk, as_of=at) is None, "not before its time"
        at += wait
    given_up = deliver(letter.pk, as_of=at)
    assert given_up and given_up.status == "failed"
    assert Ask.objects.get().voided_at == at


@pytest.mark.parametrize("where", ["DATA", "BODY"])
def test_one_that_may_have_gone_is_never_sent_again_by_itself(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign, where: str
) -> None:
    server.answers[where] = "drop"
    made = ask(alice, ana, campaign)
    letter = deliver(letter_of(made).pk, as_of=NOW)
    assert letter and letter.status == "uncertain"
    assert deliver(letter.pk, as_of=NOW + timedelta(days=1)) is None
    made.refresh_from_db()
    assert made.voided_at is None, "they may have been asked"
    assert "nobody knows whether the mail went" in to_record(alice)
    bob = make_staff("Bob")
    with refused(NotAllowed, "Only whose it is"):
        settle_letter(staff=bob, letter=letter, went=False, as_of=NOW)
    settle_letter(staff=alice, letter=letter, went=False, as_of=NOW)
    made.refresh_from_db()
    assert made.voided_at == NOW
    with refused(Conflict, "is known"):
        settle_letter(staff=alice, letter=letter, went=True, as_of=NOW)


def test_a_killed_worker_leaves_no_letter_to_be_sent_twice(
    alice: Staff, ana: Contact, campaign: Campaign, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    letter = letter_of(ask(alice, ana, campaign))
    late = NOW + LOST_AFTER + timedelta(seconds=1)
    assert left_behind(as_of=late) == [letter.pk]
    Letter.objects.update(status="sending", tried_at=NOW)
    assert left_behind(as_of=late) == []
    letter.refresh_from_db()
    assert letter.status == "uncertain"


def test_an_opt_out_that_comes_before_the_mail_holds_it_back(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    made = ask(alice, ana, campaign)
    opt_out(link=OptOut(ana, None), as_of=NOW)
    letter = deliver(letter_of(made).pk, as_of=NOW)
    assert letter and letter.status == "cancelled" and server.taken == []
    made.refresh_from_db()
    assert made.outcome == "no"


def test_a_boundary_that_comes_before_the_mail_holds_it_back_and_keeps_the_text(
    server: MailServer, alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    made = ask(alice, ana, campaign)
    note_boundary(staff=alice, contact=ana, scope="channel", channel="email", as_of=NOW)
    letter = deliver(letter_of(made).pk, as_of=NOW)
    assert letter and letter.status == "cancelled" and server.taken == []
    made.refresh_from_db()
    assert made.voided_at == NOW and Draft.objects.get().subject == made.subject
    assert Boundary.objects.filter(lifted_at=None).count() == 1


def test_a_follow_up_answers_the_first_mail(server: MailServer, alice: Staff, ana: Contact, campaign: Campaign) -> None:
    made = ask(alice, ana, campaign)
    first = letter_of(made)
    deliver(first.pk, as_of=NOW)
    later = NOW + timedelta(days=8)
    with refused(Refusal, "was to be filled in"):
        follow_up(staff=alice, ask=made, text="Dear [NAME], did it reach you?", as_of=later)
    follow_up(staff=alice, ask=made, text="Did it reach you, Ana?", as_of=later, send=True)
    second = made.letters.exclude(pk=first.pk).get()
    deliver(second.pk, as_of=later)
    mail = server.taken[1]
    assert (mail["Subject"], mail["In-Reply-To"]) == (f"Re: {made.subject}", first.message_id)
    assert mail.get_content().startswith("Did it reach you, Ana?")
