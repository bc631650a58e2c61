"""What was written with people in the book becomes exchanges by itself; everything else stays where it is."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from crm.actions.log_interaction import log_interaction
from crm.correspondence.bodies import parts_of, readable
from crm.correspondence.incoming import Body, Reader, reader_of
from crm.correspondence.sorting import Left, Wanted, sort
from crm.correspondence.taking import mark_bounced, take
from crm.models import Ask, Draft, Handle, Interaction, Mailbox, MailOffer, Relationship, Staff
from tests.builders import NOW, days_ago, log, make_campaign, make_contact, make_handle, make_staff
from tests.crm.correspondence.letters import ALICE, ANA, HELLO, incoming, letter, reply

pytestmark = pytest.mark.django_db
LATER = datetime.fromisoformat("2026-11-20T09:00:00+00:00")


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", email=ALICE)


def read(staff: Staff, *messages: bytes, **of_each: Any) -> list[Interaction]:
    reader = reader_of(staff)
    judged = sort([incoming(raw, number=n, **of_each) for n, raw in enumerate(messages, 1)], reader, as_of=NOW)
    pairs = zip(judged, messages, strict=True)
    return take([(one, said(raw)) for one, raw in pairs if isinstance(one, Wanted)], reader, as_of=NOW)


def said(raw: bytes) -> Body:
    return Body(text=readable(parts_of(raw)))


def why_left(staff: Staff, *messages: bytes, **of_each: Any) -> list[str]:
    judged = sort([incoming(raw, **of_each) for raw in messages], reader_of(staff), as_of=NOW)
    return [str(one.why) if isinstance(one, Left) else "" for one in judged]


def mailbox(staff: Staff, **told: Any) -> Mailbox:
    return Mailbox.objects.create(staff=staff, name="Mail", host="imap.house.example", user=staff.email, **told)


def test_a_mail_of_theirs_and_our_answer_are_logged_with_their_day_and_direction(alice: Staff) -> None:
    ana = make_contact(alice, email=ANA)
    theirs, ours = read(
        alice,
        letter(1),
        reply(2, 1, sender=ALICE, to=ANA, subject="Re: Porters", text="Then I will look for one.\n\n> The night"),
    )
    assert (theirs.direction, theirs.kind, theirs.occurred_at) == ("inbound", "message", LATER)
    assert theirs.text == f"Porters\n\n{HELLO}" and theirs.external_id == "mid:1@mail.example"
    assert (ours.direction, ours.kind, ours.text) == ("outbound", "reply", "Then I will look for one.")
    assert ours.mail.thread == theirs.mail.thread == "1@mail.example" and "The night" in ours.mail.apart
    tie = Relationship.objects.get(staff=alice, contact=ana)
    assert tie.last_exchange_at is not None and tie.owed_since is None


def test_each_of_several_recipients_is_an_exchange_of_its_own(alice: Staff) -> None:
    ana, ben = make_contact(alice, email=ANA), make_contact(alice, "Ben Brook", email="ben@paper.example")
    logged = read(alice, letter(sender=ALICE, to=f"{ANA}, ben@paper.example, stranger@no.example, {ALICE}"))
    assert {one.contact_id for one in logged} == {ana.pk, ben.pk}


def test_nothing_comes_twice_by_whatever_door(alice: Staff) -> None:
    ana = make_contact(alice, email=ANA)
    log_interaction(
        staff=alice, contact=ana, channel="email", direction="inbound", kind="message", occurred_at=days_ago(3),
        as_of=NOW, text="Logged by hand", external_id="<3@mail.example>",
    )  # fmt: skip
    assert len(read(alice, letter(1), letter(1), letter(2))) == 2
    assert why_left(alice, letter(1), letter(2), letter(3)) == ["known"] * 3
    nameless = letter(Message_ID=None)
    assert len(read(alice, nameless, nameless)) == 1 and why_left(alice, nameless) == ["known"]


def test_a_contact_who_came_to_the_book_later_is_found_in_an_old_mail(alice: Staff) -> None:
    """The mail is known with one of its people, and wanted with the other."""
    make_contact(alice, email=ANA)
    both = letter(sender=ALICE, to=f"{ANA}, ben@paper.example")
    read(alice, both)
    ben = make_contact(alice, "Ben Brook", email="ben@paper.example")
    assert [one.contact for one in read(alice, both)] == [ben]


def test_only_people_whom_this_staff_member_may_see_are_found(alice: Staff) -> None:
    bob = make_staff("Bob", email="bob@house.example")
    make_contact(bob, email=ANA, visibility="private")
    desk = make_contact(alice, "The desk", email=None)
    make_handle(desk, "email", "desk@paper.example", shared=True)
    gone = make_contact(alice, email="gone@paper.example")
    gone.trashed_at = NOW
    gone.save()
    left = why_left(
        alice, letter(1), letter(2, sender="desk@paper.example"), letter(3, sender="gone@paper.example"),
        letter(4, sender="x@y.example"),
    )  # fmt: skip
    assert left == ["nobody"] * 4 and Interaction.objects.count() == 0


def test_what_is_said_to_ones_own_private_record_is_not_told_the_team(alice: Staff) -> None:
    bob = make_staff("Bob")
    make_contact(bob, email=ANA)
    mine = make_contact(alice, "Ana, my friend", email=ANA, visibility="private")
    assert [one.contact for one in read(alice, letter())] == [mine]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"sender": "cara@other.example", "Cc": ANA}, "others"),
        ({"sender": "cara@other.example"}, "nobody"),
        ({"Sensitivity": "Private"}, "private"),
        ({"X_Gmail_Labels": "Inbox,=?utf-8?q?Priv=C3=A9?=,Opened"}, "private"),
        ({"X_Gmail_Labels": "Trash,Unread"}, "draft"),
        ({"X_Gmail_Labels": "Spam"}, "junk"),
        ({"sender": ALICE, "to": ", ".join([ANA, *(f"r{n}@x.example" for n in range(20))])}, "crowd"),
        ({"Date": None}, "undated"),
        ({"Date": "Fri, 20 Nov 2099 10:00:00 +0000"}, "undated"),
        ({"to": f"{ALICE}, doctor@clinic.example"}, "private"),
        ({"Cc": "mum@home.example"}, "private"),
    ],
)
def test_why_a_mail_is_left_where_it_is(alice: Staff, told: dict[str, Any], why: str) -> None:
    make_contact(alice, email=ANA)
    mailbox(alice, kept_out=["@clinic.example", "mum@home.example"], private_labels=["Privé"])
    assert why_left(alice, letter(**told)) == [why]


def test_without_a_day_of_its_own_the_server_says_when_it_came(alice: Staff) -> None:
    make_contact(alice, email=ANA)
    came = "from mx.paper.example by mx.house.example; Thu, 19 Nov 2026 08:00:00 +0000"
    [undated] = read(alice, letter(1, Date=None, Received=came))
    [wrong] = read(alice, letter(2, Date="Thu, 1 Jan 2015 00:00:00 +0000", Received=came))
    assert undated.occurred_at == wrong.occurred_at == datetime.fromisoformat("2026-11-19T08:00:00+00:00")
    [archived] = read(alice, letter(3, Date=None), arrived_at=LATER)
    assert archived.occurred_at == LATER


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"List_Id": "<weekly.paper.example>"},
        {"Precedence": "bulk"},
        {"X_Mailer": "MailChimp Mailer"},
        {"to": ", ".join([ALICE, *(f"r{n}@x.example" for n in range(30))])},
        {"text": "I am out of the office until Monday and will answer then."},
    ],
)
def test_what_a_machine_sent_or_a_crowd_got_counts_for_nothing(alice: Staff, headers: dict[str, str]) -> None:
    ana = make_contact(alice, email=ANA)
    [one] = read(alice, letter(**headers))
    assert one.automated and not one.genuine
    assert Relationship.objects.get(staff=alice, contact=ana).answered_days == 0
    assert MailOffer.objects.count() == 0


@pytest.mark.parametrize(("seen", "text", "subject"), [("subjects", "Porters", "Porters"), ("happened", "", "")])
def test_what_is_not_to_be_seen_is_kept_nowhere_and_judged_all_the_same(
    alice: Staff, seen: str, text: str, subject: str
) -> None:
    mailbox(alice, seen=seen)
    ana = make_contact(alice, email=ANA)
    ben, cara = make_contact(alice, "Ben", email="ben@x.example"), make_contact(alice, "Cara", email="cara@x.example")
    circular = "We made a study of four hundred night trains and would love to see it in your paper next week."
    people = (ANA, "ben@x.example", "cara@x.example")
    circulars = [letter(n, sender=ALICE, to=to, text=circular) for n, to in enumerate(people)]
    sent = read(alice, *circulars, letter(9, text="Could you send me the secret numbers?\n\n-- \nAna"))
    assert [one.text for one in sent] == [text] * 4 and {one.mail.subject for one in sent} == {subject}
    Interaction.objects.get(pk=sent[0].pk, canned=True, contact=ana)
    assert Interaction.objects.filter(canned=True, contact__in=[ana, ben, cara]).count() == 3
    assert sent[3].needs_answer and not any(one.mail.apart for one in sent)
    assert not MailOffer.objects.exclude(quote="").exists()
    history = Interaction.pgh_event_model.objects.filter(text__contains="secret")  # type: ignore[attr-defined]
    assert not history.exists()


def test_old_mail_counts_fully_by_its_identity_and_text(alice: Staff) -> None:
    ana = make_contact(alice, email=ANA)
    read(alice, *(letter(n, Date=f"Mon, {n} Jun 2026 10:00:00 +0000") for n in (1, 8, 15)))
    assert Relationship.objects.get(staff=alice, contact=ana).answered_days == 3


def test_a_forged_sender_is_marked_and_not_judged(alice: Staff) -> None:
    make_contact(alice, email=ANA)
    [one] = read(alice, letter(Authentication_Results="mx.house.example; dkim=fail; spf=fail"))
    assert one.mail.unproven and one.genuine


def test_what_they_wish_is_offered_with_their_words(alice: Staff) -> None:
    make_contact(alice, email=ANA)
    read(alice, letter(text="Hello Alice. Could you send me the numbers? And do keep me posted on night trains!"))
    offers = dict(MailOffer.objects.values_list("kind", "quote"))
    assert offers == {
        "request": "Could you send me the numbers?",
        "invitation": "And do keep me posted on night trains!",
    }
    read(alice, letter(2, text="Please remove me from your list."))
    assert MailOffer.objects.get(kind="boundary").quote == "Please remove me from your list."


def test_an_answer_to_an_ask_offers_its_outcome_once(alice: Staff) -> None:
    ana = make_contact(alice, email=ANA)
    ask = Ask.objects.create(
        contact=ana, staff=alice, campaign=make_campaign(alice), channel="email", asked_at=days_ago(10), text="An ask",
        already_made=True, earned=True,
    )  # fmt: skip
    read(alice, letter(1, text="Yes, gladly."))
    read(alice, letter(2, text="And another thing."))
    assert MailOffer.objects.get().ask == ask


def test_an_ask_found_in_what_was_sent_is_confirmed_and_no_second_exchange(alice: Staff) -> None:
    ana = make_contact(alice, email=ANA)
    words = "I know you care about porters on night trains: would you look at our study of four hundred of them?"
    ask = Ask.objects.create(
        contact=ana, staff=alice, campaign=make_campaign(alice), channel="email", asked_at=LATER, text=words,
        already_made=True, earned=True,
    )  # fmt: skip
    true = f"{words} It is out on Monday."
    assert read(alice, letter(sender=ALICE, to=ANA, text=f"Dear Ana,\n\n{true}\n\nBest,\nAlice")) == []
    ask.refresh_from_db()
    assert true in ask.text and ask.found_sent_at == NOW
    read(alice, letter(sender=ALICE, to=ANA, text=f"Dear Ana,\n\n{true}\n\nBest,\nAlice"))
    assert Interaction.objects.count() == 0


def test_a_follow_up_found_in_what_was_sent_gets_its_true_words(alice: Staff) -> None:
    """The ask itself stays as it was."""
    nudge = "Just a short word in case the study of the sleeping cars went under in your week before the fair."
    ask = Ask.objects.create(
        contact=make_contact(alice, email=ANA), staff=alice, campaign=make_campaign(alice), channel="email",
        asked_at=LATER - timedelta(days=9), text="Would you look at our study?", already_made=True, earned=True,
        follow_up_at=LATER, follow_up_text=nudge,
    )  # fmt: skip
    assert read(alice, letter(sender=ALICE, to=ANA, text=f"{nudge} It has a map.")) == []
    ask.refresh_from_db()
    assert ask.follow_up_text.endswith("It has a map.") and ask.text == "Would you look at our study?"
    assert ask.found_sent_at == NOW and not Interaction.objects.exists()


def test_a_follow_up_that_the_mail_program_got_is_logged_when_it_is_found_in_what_was_sent(alice: Staff) -> None:
    nudge = "Only so that the census of sleeping cars does not drown in your inbox: shall I send the tables along?"
    ask = Ask.objects.create(
        contact=make_contact(alice, email=ANA), staff=alice, campaign=make_campaign(alice), channel="email",
        asked_at=LATER - timedelta(days=9), text="Would you look at our census?", already_made=True, earned=True,
        follow_up_handed_at=LATER - timedelta(hours=3), follow_up_text=nudge,
    )  # fmt: skip
    read(alice, letter(1, sender=ALICE, to=ANA, text="Thank you for the lunch; the soup was what I had hoped for."))
    ask.refresh_from_db()
    assert ask.follow_up_at is None and Interaction.objects.count() == 1
    assert read(alice, letter(2, sender=ALICE, to=ANA, text=f"{nudge} Best wishes from the coast.")) == []
    ask.refresh_from_db()
    assert (ask.follow_up_at, ask.follow_up_handed_at, ask.found_sent_at) == (LATER, None, NOW)
    assert ask.follow_up_text.endswith("from the coast.")


def test_a_draft_found_in_what_was_sent_is_offered_to_be_recorded(alice: Staff) -> None:
    ana, campaign = make_contact(alice, email=ANA), make_campaign(alice)
    words = "I know you care about porters on night trains: would you look at our study of four hundred of them?"
    Draft.objects.create(staff=alice, contact=ana, campaign=campaign, channel="email", text=words)
    read(alice, letter(1, sender=ALICE, to=ANA, text="Something else altogether, about the weather at the coast."))
    assert not MailOffer.objects.exists()
    read(alice, letter(2, sender=ALICE, to=ANA, text=words))
    assert MailOffer.objects.get(kind="sent").campaign == campaign


def test_a_bounced_address_is_marked_unless_somebody_wrote_from_it_since(alice: Staff) -> None:
    ana, ben = make_contact(alice, email=ANA), make_contact(alice, "Ben", email="ben@x.example")
    log(alice, ben, "inbound", days=1)
    marked = mark_bounced([ANA, "ben@x.example", "nobody@x.example"], reader_of(alice), at=LATER)
    assert marked == 1 and Handle.objects.get(contact=ana).status == "bounced"
    assert Handle.objects.get(contact=ben).status == "current"


def test_a_thousand_mails_are_sorted_in_a_few_queries(alice: Staff, django_assert_max_num_queries: Any) -> None:
    make_contact(alice, email=ANA)
    mails = [incoming(letter(n, sender=ANA if n % 2 else f"r{n}@x.example")) for n in range(200)]
    reader: Reader = reader_of(alice)
    with django_assert_max_num_queries(2):
        assert sum(isinstance(one, Wanted) for one in sort(mails, reader, as_of=NOW)) == 100
