"""No more, by their own link: from that moment on, for every door; and nothing is closed that it does not mean."""

import pytest
from django.core.management import CommandError, call_command

from crm.actions.merge_contacts import merge_contacts
from crm.actions.note_boundary import lift_boundary
from crm.actions.open_ask import open_ask
from crm.actions.opt_out import opt_out
from crm.actions.record_outcome import take_back_outcome
from crm.actions.trash_contact import trash_contact
from crm.errors import AskLocked, Conflict, NotAllowed, Refusal
from crm.models import Ask, Boundary, Campaign, Contact, Staff
from crm.opting_out import OptOut, opt_out_link, read_opt_out
from crm.readiness import readiness_of
from tests.builders import LETTER, NOW, days_ago, earn, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    topics = [make_topic("Cargo bikes"), make_topic("Faith", sensitive=True)]
    return make_campaign(alice, topics=topics, client="Velo")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email="ana@spokes.example")


@pytest.fixture
def asked(alice: Staff, ana: Contact, campaign: Campaign) -> Ask:
    fields = {"channel": "email", "asked_at": days_ago(2), "already_made": True, "earned": False}
    return Ask.objects.create(staff=alice, contact=ana, campaign=campaign, **fields)


def link_of(contact: Contact, ask: Ask | None = None) -> OptOut:
    found = read_opt_out(opt_out_link(contact, ask).split("/")[-2])
    assert found
    return found


def test_everything_is_off_limits_from_that_moment_and_the_open_ask_is_answered(
    alice: Staff, ana: Contact, asked: Ask, campaign: Campaign
) -> None:
    [boundary] = opt_out(link=link_of(ana, asked), as_of=NOW)
    assert (boundary.scope, boundary.origin, boundary.noted_by, boundary.until) == (
        "everything",
        "opted_out",
        None,
        None,
    )
    asked.refresh_from_db()
    assert (asked.outcome, asked.outcome_at, asked.outcome_by) == ("no", NOW, None)
    other = make_campaign(alice, name="Trains", topics=[make_topic("Rail")])
    earn(alice, ana, other.topics.get())
    with refused(AskLocked, "They opted out on 22 November 2026."):
        open_ask(staff=alice, contact=ana, campaign=other, channel="email", text=LETTER, as_of=NOW)
    with refused(Conflict, "by whoever recorded it"):
        take_back_outcome(staff=alice, ask=asked, as_of=NOW)


def test_saying_it_twice_says_it_once(ana: Contact) -> None:
    first = opt_out(link=link_of(ana), as_of=NOW)
    assert opt_out(link=link_of(ana), as_of=NOW) == first
    assert Boundary.objects.count() == 1


@pytest.mark.parametrize(
    ("scope", "field", "value"),
    [("client", "client", "Velo"), ("channel", "channel", "email"), ("campaign", "campaign", None)],
)
def test_they_may_mean_less(ana: Contact, asked: Ask, scope: str, field: str, value: str | None) -> None:
    [boundary] = opt_out(link=link_of(ana, asked), as_of=NOW, scope=scope)
    assert boundary.scope == scope and getattr(boundary, field) == (value or asked.campaign)
    asked.refresh_from_db()
    assert asked.outcome == "no"


def test_a_topic_that_would_tell_what_we_think_of_them_is_not_named(ana: Contact, asked: Ask) -> None:
    [boundary] = opt_out(link=link_of(ana, asked), as_of=NOW, scope="topic")
    assert boundary.topic and boundary.topic.name == "Cargo bikes"


def test_a_link_without_an_ask_means_everything(ana: Contact) -> None:
    with refused(Refusal, "Choose one of everything."):
        opt_out(link=link_of(ana), as_of=NOW, scope="client")


def test_another_clients_ask_stays_open(alice: Staff, ana: Contact, asked: Ask) -> None:
    rail = make_campaign(alice, name="Trains", client="Rail")
    fields = {"channel": "email", "asked_at": days_ago(1), "already_made": True, "earned": False}
    other = Ask.objects.create(staff=alice, contact=ana, campaign=rail, **fields)
    opt_out(link=link_of(ana, asked), as_of=NOW, scope="client")
    other.refresh_from_db()
    assert other.outcome == ""


def test_it_holds_for_every_record_of_theirs(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    charlie = make_staff("Charlie")
    hers = make_contact(charlie, "Ana at home", email="ana@spokes.example", visibility="private")
    opt_out(link=link_of(ana), as_of=NOW)
    assert readiness_of(contact=hers, staff=charlie, campaign=campaign, as_of=NOW).stage == "closed"


def test_an_old_link_speaks_for_the_record_it_was_merged_into_and_for_one_in_the_trash(
    alice: Staff, ana: Contact
) -> None:
    old = opt_out_link(ana).split("/")[-2]
    bea = make_contact(alice, "Ana L.", email="lima@spokes.example")
    merge_contacts(staff=alice, survivor=bea, other=ana, as_of=NOW)
    trash_contact(staff=alice, contact=bea, as_of=NOW)
    found = read_opt_out(old)
    assert found and found.contact == bea
    opt_out(link=found, as_of=NOW)
    assert Boundary.objects.get().contact == bea


def test_a_link_that_we_did_not_make_is_none(ana: Contact) -> None:
    token = opt_out_link(ana).split("/")[-2]
    for wrong in ("", "7", token[:-1], token.replace(str(ana.pk), str(ana.pk + 1), 1), f"{token}x"):
        assert read_opt_out(wrong) is None


def test_it_is_lifted_by_a_manager_with_a_reason_and_both_stay_in_history(alice: Staff, ana: Contact) -> None:
    [boundary] = opt_out(link=link_of(ana), as_of=NOW)
    with refused(NotAllowed, "Only a manager"):
        lift_boundary(staff=alice, boundary=boundary, reason="She came back.", as_of=NOW)
    mona = make_staff("Mona", role="manager")
    lift_boundary(staff=mona, boundary=boundary, reason="She wrote: do ask me again.", as_of=NOW)
    boundary.refresh_from_db()
    assert (boundary.lifted_by, boundary.lift_reason) == (mona, "She wrote: do ask me again.")
    assert boundary.events.count() >= 2  # type: ignore[attr-defined]


def test_a_boundary_by_command(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    by = (alice.email, "email:ana@spokes.example")
    call_command("note_boundary", *by, "--scope", "client", "--client", "Velo", "--note", "Not them.", verbosity=0)
    assert Boundary.objects.get().note == "Not them."
    for wrong in ((*by, "--scope", "topic"), (*by, "--topic", "Nothing"), (alice.email, "email:nobody@x.example")):
        with pytest.raises(CommandError):
            call_command("note_boundary", *wrong)
    assert Boundary.objects.count() == 1
