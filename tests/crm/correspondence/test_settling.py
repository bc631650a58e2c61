"""What a mail may mean is decided by a person, by the same actions as by hand."""

import pytest

from crm.actions.save_mailbox import change_mailbox, connect_mailbox
from crm.actions.settle_offer import put_offer_aside, take_up_offer
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import (
    Ask,
    Boundary,
    Draft,
    Interaction,
    Invitation,
    Mailbox,
    MailFolder,
    MailOffer,
    Staff,
)
from tests.builders import NOW, make_campaign, make_contact, make_staff, make_topic
from tests.crm.correspondence.letters import ALICE, ANA, letter
from tests.crm.correspondence.test_taking import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", email=ALICE)


def offered(alice: Staff, text: str) -> MailOffer:
    make_contact(alice, email=ANA)
    read(alice, letter(text=text))
    return MailOffer.objects.get()


def test_a_wish_to_be_left_alone_becomes_a_boundary_in_their_words(alice: Staff) -> None:
    offer = offered(alice, "Please remove me from your list.")
    take_up_offer(staff=alice, offer=offer, as_of=NOW)
    boundary = Boundary.objects.get()
    assert (boundary.scope, boundary.origin, boundary.note) == ("everything", "opted_out", offer.quote)
    assert Interaction.objects.get().refusal
    with pytest.raises(Conflict):
        put_offer_aside(staff=alice, offer=offer, as_of=NOW)


def test_a_request_becomes_one_and_waits(alice: Staff) -> None:
    take_up_offer(staff=alice, offer=offered(alice, "Could you send me the numbers?"), as_of=NOW)
    asked = Interaction.objects.get()
    assert (asked.kind, asked.needs_answer) == ("request", True)


def test_an_invitation_needs_its_topic_and_keeps_their_words(alice: Staff) -> None:
    offer, topic = offered(alice, "Do keep me posted on night trains!"), make_topic("Night trains")
    with pytest.raises(Refusal, match="topic"):
        take_up_offer(staff=alice, offer=offer, as_of=NOW)
    offer.refresh_from_db()
    assert offer.settled_at is None
    take_up_offer(staff=alice, offer=offer, as_of=NOW, topic=topic)
    invitation = Invitation.objects.get()
    assert (invitation.quote, invitation.topic, invitation.interaction) == (offer.quote, topic, offer.interaction)


def test_an_ask_that_went_by_the_mail_program_is_recorded_with_its_true_words(alice: Staff) -> None:
    ana, campaign = make_contact(alice, email=ANA), make_campaign(alice)
    words = "I know you care about porters on night trains: would you look at our study of four hundred of them?"
    Draft.objects.create(staff=alice, contact=ana, campaign=campaign, channel="email", text=words)
    read(alice, letter(sender=ALICE, to=ANA, text=f"{words} It is out."))
    take_up_offer(staff=alice, offer=MailOffer.objects.get(), as_of=NOW)
    ask, sent = Ask.objects.get(), Interaction.objects.get()
    assert ask.campaign == campaign and "It is out." in ask.text and ask.asked_at == sent.occurred_at
    assert sent.voided_at == NOW


def test_nobody_else_decides_what_a_mail_to_somebody_means(alice: Staff) -> None:
    offer = offered(alice, "Could you send me the numbers?")
    with pytest.raises(NotAllowed):
        take_up_offer(staff=make_staff("Bob"), offer=offer, as_of=NOW)
    put_offer_aside(staff=alice, offer=offer, as_of=NOW)
    assert not MailOffer.objects.get().taken_up and Interaction.objects.get().kind == "message"


def connect(alice: Staff, **told: object) -> Mailbox:
    fields = {"host": "imap.house.example", "user": ALICE, "password": "app pass word", **told}
    return connect_mailbox(staff=alice, as_of=NOW, **fields)  # type: ignore[arg-type]


def test_a_mailbox_is_connected_once_and_its_secret_goes_nowhere_else(alice: Staff) -> None:
    mailbox = connect(alice)
    assert mailbox.secret("password") == "app pass word" and mailbox.next_check_at == NOW
    with pytest.raises(Conflict):
        connect(alice)
    with pytest.raises(Refusal, match="another address"):
        change_mailbox(staff=alice, mailbox=mailbox, host="imap.evil.example", as_of=NOW)
    mailbox.refresh_from_db()
    assert mailbox.host == "imap.house.example"


@pytest.mark.parametrize(
    "wrong",
    [{"host": "https://imap.example"}, {"host": ""}, {"user": " "}, {"password": ""}, {"addresses": ["alice"]}],
)
def test_what_cannot_be_a_mailbox_is_refused_by_its_field(alice: Staff, wrong: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        connect(alice, **wrong)
    assert set(refused.value.errors) == set(wrong) and not Mailbox.objects.exists()


def test_what_is_read_otherwise_is_looked_through_anew(alice: Staff) -> None:
    mailbox = connect(alice)
    MailFolder.objects.create(mailbox=mailbox, name="INBOX", newest=7)
    change_mailbox(staff=alice, mailbox=mailbox, as_of=NOW, seen="subjects")
    assert MailFolder.objects.exists()
    change_mailbox(staff=alice, mailbox=mailbox, as_of=NOW, addresses=["al@home.example"])
    assert not MailFolder.objects.exists()
