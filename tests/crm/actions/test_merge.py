"""Merging two records of one person keeps everything that restrains, and is taken back whole."""

import pytest

from crm.actions.edit_interaction import edit_interaction
from crm.actions.merge_contacts import merge_contacts
from crm.actions.save_contact import update_contact
from crm.actions.undo_merge import undo_merge
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import (
    Ask,
    AskSlot,
    Attestation,
    Boundary,
    Contact,
    Handle,
    Interaction,
    Interest,
    Merge,
    Relationship,
)
from crm.readiness import readiness_of
from crm.readiness.facts import COLUMNS, drifted, refresh
from tests.builders import (
    NOW,
    day,
    days_ago,
    earn,
    log,
    make_boundary,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db

MOVING = (Handle, Interaction, Interest, Boundary, Ask, Attestation)
UNCOUNTED = ("version", "updated_at", "created_at")


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def ana(alice, topic):
    """Asked by Alice, and still open."""
    contact = make_contact(alice, "Ana Lima", tags=["bikes"])
    earn(alice, contact, topic)
    ask(alice, contact, "Summer", days=3)
    return contact


@pytest.fixture
def ana_too(alice, topic):
    """The same Ana: asked by Bob for the same campaign, and still open; she wants nothing of Velo."""
    bob = make_staff("Bob")
    contact = make_contact(alice, "A. Lima", organization="Radio X", notes="Met in May.", tags=["radio", "bikes"])
    earn(bob, contact, topic)
    Attestation.objects.create(staff=bob, contact=contact, reason="School.", attested_on=day(-9))
    make_boundary(contact, "client", client="Velo", note="Never Velo.")
    ask(bob, contact, "Summer", days=5)
    return contact


def ask(staff, contact, name, days):
    campaign = make_campaign(staff, name=name, client="Rail")
    made = {"channel": "email", "asked_at": days_ago(days), "earned": True, "judged": {"stage": "ready"}}
    ask = Ask.objects.create(staff=staff, contact=contact, campaign=campaign, **made)
    refresh([(staff.pk, contact.pk)])
    return ask


def as_it_is():
    """All that a merge touches: whose rows they are, the facts that say something, the slots, the people."""
    said = {model: sorted(model.objects.values_list("pk", "contact")) for model in MOVING}
    ties = Relationship.objects.exclude(last_event_at=None, attested_on=None, introduced_on=None)
    said["facts"] = sorted(ties.values_list(*COLUMNS))
    said["slots"] = sorted(AskSlot.objects.values_list("ask", "key", "during", "exclusive"), key=str)
    fields = [f.attname for f in Contact._meta.concrete_fields if f.name not in UNCOUNTED]
    said["people"] = list(Contact.objects.order_by("pk").values(*fields))
    return said


@pytest.mark.parametrize("into_the_first", [True, False])
def test_two_asked_contacts_become_one_and_two_again(alice, ana, ana_too, into_the_first):
    before = as_it_is()
    if not into_the_first:
        merge = merge_contacts(staff=alice, survivor=ana_too, other=ana, as_of=NOW)
        undo_merge(staff=alice, merge=merge, as_of=NOW)
        assert as_it_is() == before
        return
    merge = merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    ana.refresh_from_db(), ana_too.refresh_from_db()
    assert (ana.name, ana.organization, ana.notes) == ("Ana Lima", "Radio X", "Met in May.")
    assert ana.tags == ["bikes", "radio"]
    assert (ana_too.merged_into, ana_too.trashed_at) == (ana, NOW)
    for model in MOVING:
        assert not model.objects.filter(contact=ana_too).exists(), model
    assert ana.asks.count() == 2
    assert drifted() == []
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    assert as_it_is() == before
    assert drifted() == []


def test_a_merge_unites_boundaries_and_unlocks_nothing(alice, ana, ana_too):
    velo = make_campaign(alice, name="Velo", client="velo")
    merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    assert ana.boundaries.get().client == "Velo"
    readiness = readiness_of(contact=ana, staff=alice, campaign=velo, as_of=NOW)
    assert readiness.stage == "closed"
    missing = {verdict.name for verdict in readiness.missing}
    assert {"boundaries", "rested", "free"} <= missing
    first, second = ana.asks.order_by("pk")
    for one in (first.campaign, second.campaign):
        assert "once" in {v.name for v in readiness_of(contact=ana, staff=alice, campaign=one, as_of=NOW).missing}


def test_two_open_asks_that_were_brought_together_still_block_the_next(alice, ana, ana_too):
    merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    mine = AskSlot.objects.filter(key=f"contact:{ana.pk}")
    assert sorted(mine.values_list("exclusive", flat=True)) == [False, True]


def test_what_clashes_stays_in_the_trash_and_keeps_counting(alice, ana):
    bob = make_staff("Bob")
    hers = make_contact(bob, "Ana L.", email=ana.handles.get().value, visibility="private")
    make_boundary(hers)
    log(bob, hers, days=9, external_id="<1@x>", text="The same mail.")
    hers.owner = bob
    merge = merge_contacts(staff=bob, survivor=ana, other=hers, as_of=NOW)
    hers.refresh_from_db(), ana.refresh_from_db()
    assert [handle.contact_id for handle in Handle.objects.filter(contact__in=[ana, hers])].count(hers.pk) == 1
    assert hers.person == ana.person
    assert ana.boundaries.count() == 1
    undo_merge(staff=bob, merge=merge, as_of=NOW)
    assert hers.boundaries.count() == 1 and not ana.boundaries.exists()


def test_an_undo_leaves_what_went_on_to_a_third_contact_where_it_is(alice, ana, ana_too):
    ben = make_contact(alice, "Ben")
    moved = log(alice, ana_too, days=2, text="That was Ben.")
    merge = merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    moved.refresh_from_db()
    edit_interaction(staff=alice, interaction=moved, as_of=NOW, contact=ben)
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    moved.refresh_from_db()
    assert moved.contact == ben
    assert drifted() == []


def test_an_undo_keeps_what_was_changed_since(alice, ana, ana_too):
    merge = merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    ana.refresh_from_db()
    update_contact(staff=alice, contact=ana, as_of=NOW, notes="Moved to Porto.")
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    ana.refresh_from_db()
    assert (ana.notes, ana.organization) == ("Moved to Porto.", "")


def test_a_dry_run_says_what_would_move_and_moves_nothing(alice, ana, ana_too):
    before = as_it_is()
    plan = merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW, dry_run=True)
    assert plan["moves"]["ask"] == plan["moves"]["boundary"] == plan["moves"]["handle"] == 1
    assert as_it_is() == before
    assert not Merge.objects.exists()


def test_a_merge_is_undone_once_and_from_the_last_one_back(alice, ana, ana_too):
    third = make_contact(alice, "Ana 3")
    first = merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    ana.refresh_from_db()
    second = merge_contacts(staff=alice, survivor=third, other=ana, as_of=NOW)
    with refused(Conflict, "merged again later"):
        undo_merge(staff=alice, merge=first, as_of=NOW)
    undo_merge(staff=alice, merge=second, as_of=NOW)
    with refused(Conflict, "undone before"):
        undo_merge(staff=alice, merge=second, as_of=NOW)
    undo_merge(staff=alice, merge=first, as_of=NOW)


def test_nobody_merges_somebody_elses_private_contact(alice, ana):
    charlie = make_staff("Charlie")
    hers = make_contact(charlie, "Ana L.", visibility="private")
    for manager in (alice, make_staff("Mona", role="manager")):
        with refused(Refusal, "There is no such contact."):
            merge_contacts(staff=manager, survivor=ana, other=hers, as_of=NOW)
        with refused(Refusal, "There is no such contact."):
            merge_contacts(staff=manager, survivor=hers, other=ana, as_of=NOW, dry_run=True)
    hers.shared_with.add(alice)
    with refused(NotAllowed, "Only the owner can merge a private contact."):
        merge_contacts(staff=alice, survivor=ana, other=hers, as_of=NOW)
    with refused(Refusal, "would hide what the team knows"):
        merge_contacts(staff=charlie, survivor=hers, other=ana, as_of=NOW)


def test_what_cannot_be_merged_is_refused(alice, ana, ana_too):
    with refused(Refusal, "the same contact"):
        merge_contacts(staff=alice, survivor=ana, other=Contact.objects.get(pk=ana.pk), as_of=NOW)
    with refused(Refusal, "cannot be chosen"):
        merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW, keep={"owner": "other"})
    with refused(Refusal, "Say “this” or “other”"):
        merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW, keep={"name": "both"})
    ana_too.trashed_at = NOW
    ana_too.save()
    with refused(Refusal, "There is no such contact."):
        merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)


def test_a_contact_that_a_colleague_merged_a_moment_ago_is_merged_no_more(alice, ana, ana_too):
    third, as_it_was = make_contact(alice, "Ana 3"), Contact.objects.get(pk=ana_too.pk)
    merge_contacts(staff=alice, survivor=ana, other=ana_too, as_of=NOW)
    with refused(Refusal, "There is no such contact."):
        merge_contacts(staff=alice, survivor=third, other=as_it_was, as_of=NOW)


def test_nobody_undoes_a_merge_they_may_not_see():
    charlie = make_staff("Charlie")
    one, other = (make_contact(charlie, name, visibility="private") for name in ("Ana", "Ana too"))
    merge = merge_contacts(staff=charlie, survivor=one, other=other, as_of=NOW)
    bob = make_staff("Bob", role="admin")
    with refused(Refusal, "There is no such merge."):
        undo_merge(staff=bob, merge=merge, as_of=NOW)


def test_an_address_keeps_its_person_when_it_only_gets_a_new_status(alice, ana):
    handle = make_handle(ana, "bluesky", "ana.example")
    handle.status = "former"
    handle.save()
    ana.refresh_from_db()
    assert ana.person == ana.pk
    assert {slot.key for slot in AskSlot.objects.all()} >= {f"contact:{ana.pk}", "bluesky:ana.example"}
