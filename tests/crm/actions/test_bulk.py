"""One verb for all who match: all that the person may change, nobody else, and taken back as a whole."""

from datetime import timedelta

import pytest

from crm.actions.bulk_contacts import start_bulk, start_undo
from crm.actions.save_contact import update_contact
from crm.bulk.run import run_bulk
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Ask, BulkAction, Candidate, Contact
from tests.builders import NOW, make_campaign, make_contact, make_handle, make_staff
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def bob():
    return make_staff("Bob")


@pytest.fixture
def people(alice, bob):
    """Two of Alice's, one of Bob's, one Bob keeps to himself; all press."""
    made = [make_contact(who, name, tags=["press"]) for who, name in ((alice, "Ana"), (alice, "Ben"), (bob, "Cleo"))]
    return [*made, make_contact(bob, "Dora", tags=["press"], visibility="private")]


def act(staff, action, filters=None, *, contacts=None, **params):
    bulk = start_bulk(staff=staff, action=action, filters=filters or {}, contacts=contacts, params=params, as_of=NOW)
    return run_bulk(bulk.pk, as_of=NOW)


def undo(staff, bulk):
    start_undo(staff=staff, bulk=bulk, as_of=LATER)
    return run_bulk(bulk.pk, as_of=LATER)


def as_they_are():
    left_out = {"version", "updated_at"}
    return [{k: v for k, v in row.items() if k not in left_out} for row in Contact.objects.order_by("pk").values()]


def tags():
    return dict(Contact.objects.values_list("name", "tags"))


def test_a_tag_for_all_who_match_and_nobody_hidden(alice, people):
    before = as_they_are()
    bulk = act(alice, "add_tag", {"tag": "press"}, tag="  Radio ")
    assert (bulk.status, bulk.total, bulk.changed) == ("done", 3, 3)
    assert tags() == {name: ["press", "Radio"] for name in ("Ana", "Ben", "Cleo")} | {"Dora": ["press"]}
    assert act(alice, "add_tag", tag="radio").changed == 0  # it is there, case aside
    bulk = undo(alice, bulk)
    assert (bulk.status, bulk.kept, as_they_are()) == ("undone", 0, before)


def test_an_undo_takes_back_its_own_tag_and_keeps_what_came_since(alice, people):
    bulk = act(alice, "remove_tag", tag="PRESS")
    ana = Contact.objects.get(name="Ana")
    update_contact(staff=alice, contact=ana, as_of=NOW, tags=["friend"])
    bulk = undo(alice, bulk)
    assert tags() == {"Ana": ["friend", "press"]} | {name: ["press"] for name in ("Ben", "Cleo", "Dora")}
    assert [change.contact_id for change in bulk.changes.filter(kept=True)] == [ana.pk]


def test_two_tags_become_one_and_two_again(alice, people):
    Contact.objects.filter(name="Ana").update(tags=["a", "press", "Presse", "z"])
    before = as_they_are()
    bulk = act(alice, "rename_tag", tag="press", to="Presse")
    assert tags()["Ana"] == ["a", "Presse", "z"]
    assert tags()["Ben"] == ["Presse"] and tags()["Dora"] == ["press"]
    undo(alice, bulk)
    assert as_they_are() == before
    assert act(alice, "rename_tag", tag="press", to="Press").changed == 3
    assert tags()["Ana"] == ["a", "Press", "Presse", "z"]


@pytest.mark.parametrize(("action", "column"), [("archive", "archived_at"), ("trash", "trashed_at")])
def test_archive_and_trash_come_back_as_they_were(alice, people, action, column):
    Contact.objects.filter(name="Ben").update(archived_at=NOW - timedelta(days=9))
    before = as_they_are()
    bulk = act(alice, action)
    assert Contact.objects.filter(**{f"{column}__isnull": False}).count() == 3
    if action == "trash":
        assert set(Contact.objects.in_trash().values_list("trashed_by", flat=True)) == {alice.pk}
    undo(alice, bulk)
    assert as_they_are() == before


def test_who_was_restored_or_trashed_by_somebody_else_since_stays(alice, bob, people):
    bulk = act(alice, "trash")
    Contact.objects.filter(name="Ana").update(trashed_at=None, trashed_by=None)
    act(bob, "restore", {"search": "Ben"})
    act(bob, "trash", {"search": "Ben"})
    Contact.objects.filter(name="Ben").update(trashed_at=LATER)
    bulk = undo(alice, bulk)
    assert bulk.kept == 2
    assert {c.name for c in Contact.objects.in_trash()} == {"Ben"}


def test_who_looks_after_them_changes_for_ones_own_or_by_a_manager(alice, bob, people):
    bulk = act(alice, "owner", owner=bob.pk)
    assert (bulk.total, bulk.changed) == (3, 2)
    mona = make_staff("Mona", role="manager")
    assert act(mona, "owner", owner=mona.pk).changed == 3
    assert Contact.objects.get(name="Dora").owner == bob
    assert undo(alice, bulk).kept == 2


def test_ones_own_become_private_unless_that_would_clash(alice, bob, people):
    ana = people[0]
    make_contact(alice, "Ana too", email=ana.handles.get().value, visibility="private")
    before = as_they_are()
    bulk = act(alice, "visibility", visibility="private")
    assert set(Contact.objects.filter(visibility="private").values_list("name", flat=True)) == {
        "Ana too",
        "Ben",
        "Dora",
    }
    undo(alice, bulk)
    assert as_they_are() == before


def test_an_undo_that_would_clash_by_now_leaves_that_one(alice, bob, people):
    bulk = act(alice, "visibility", {"search": "Ben"}, visibility="private")
    make_handle(make_contact(bob, "Ben again", email=None), "email", people[1].handles.get().value)
    assert undo(alice, bulk).kept == 1
    assert Contact.objects.get(name="Ben").visibility == "private"


def test_a_shortlist_for_all_and_back_but_for_who_was_asked(alice, bob, people):
    campaign = make_campaign(alice)
    Candidate.objects.create(campaign=campaign, contact=people[2], staff=bob)
    bulk = act(alice, "shortlist", campaign=campaign.pk)
    assert (bulk.changed, campaign.candidates.count()) == (2, 3)
    asked = {"channel": "email", "asked_at": NOW, "already_made": True, "earned": False}
    Ask.objects.create(campaign=campaign, contact=people[0], staff=alice, **asked)
    bulk = undo(alice, bulk)
    assert bulk.kept == 1
    assert {candidate.contact_id for candidate in campaign.candidates.all()} == {people[0].pk, people[2].pk}


def test_those_named_alone_and_never_somebody_hidden(alice, people):
    named = [people[0].pk, people[3].pk, 10**17]
    assert act(alice, "add_tag", contacts=named, tag="x").changed == 1


def test_what_cannot_be_is_refused(alice, bob, people):
    with refused(Refusal, "is no filter"):
        act(alice, "trash", {"tags": "press"})  # misspelt: it would choose everybody
    with refused(Refusal, "is no action"):
        act(alice, "delete")
    with refused(Refusal, "give a tag"):
        act(alice, "add_tag", tag="")
    with refused(Refusal, "name a colleague"):
        act(alice, "owner", owner="nobody")
    bulk = act(alice, "archive")
    with refused(NotAllowed, "Only who did it"):
        undo(bob, bulk)
    undo(alice, bulk)
    with refused(Conflict, "not undone before"):
        undo(alice, bulk)


def test_what_is_done_is_not_done_again_by_a_second_worker(alice, people):
    bulk = act(alice, "add_tag", tag="x")
    Contact.objects.update(tags=[])
    assert run_bulk(bulk.pk, as_of=LATER).finished_at == NOW
    assert set(map(tuple, tags().values())) == {()}
    assert BulkAction.objects.count() == 1


def test_a_thousand_take_as_many_statements_as_one(alice, django_assert_max_num_queries):
    Contact.objects.bulk_create(Contact(name=f"P{n}", owner=alice, person=n) for n in range(1000))
    bulk = start_bulk(staff=alice, action="add_tag", params={"tag": "x"}, as_of=NOW)
    with django_assert_max_num_queries(20):
        assert run_bulk(bulk.pk, as_of=NOW).changed == 1000
