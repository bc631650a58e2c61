"""Those picked, or all who match: changed at once and taken back; tags, trash, archive and kept filters on screen."""

import re
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from crm.bulk.run import run_bulk
from crm.models import BulkAction, Campaign, Contact, SavedView, Staff, Topic
from tests.builders import NOW, TODAY, log, make_contact, make_staff
from tests.frontend.conftest import fragment, signed_in


@pytest.fixture
def people(alice: Staff, bob: Staff) -> list[Contact]:
    made = [make_contact(alice, name, organization="Stadtrad") for name in ("Ana", "Ben")]
    return [*made, make_contact(bob, "Greta Geheim", organization="Stadtrad", visibility="private")]


def work() -> None:
    for job in ProcrastinateJob.objects.filter(task_name="crm.bulk_action"):
        run_bulk(job.args["bulk_id"], as_of=NOW)


def test_all_who_match_are_counted_changed_and_taken_back(alice: Staff, people: list[Contact]) -> None:
    client = signed_in(alice)
    make_contact(alice, "Zoe")
    counted = fragment(client, "/contacts/count/", {"search": "stadtrad"}).content.decode()
    assert "All 2 contacts that match" in counted
    everyone = re.search(r'name="everyone" value="([^"]*)"', counted)
    answer = client.post("/contacts/bulk/", {"action": "add_tag", "tag": "press", "everyone": everyone and everyone[1]})
    bulk = BulkAction.objects.get()
    assert answer["Location"] == f"/contacts/changes/{bulk.pk}/"
    assert "Waiting for its turn" in client.get(answer["Location"]).content.decode()
    work()
    assert "2 contacts were changed" in client.get(answer["Location"]).content.decode()
    assert sorted(Contact.objects.filter(tags=["press"]).values_list("name", flat=True)) == ["Ana", "Ben"]
    client.post(f"/contacts/changes/{bulk.pk}/undo/")
    assert "Taken back" in client.get(answer["Location"]).content.decode()
    assert not Contact.objects.exclude(tags=[]).exists()
    assert signed_in(people[2].owner).get(answer["Location"]).status_code == 404


def test_a_few_picked_are_changed_at_once_with_an_undo(alice: Staff, people: list[Contact]) -> None:
    client = signed_in(alice)
    picked = {"contact": [people[0].pk, people[2].pk], "action": "trash"}
    answer = client.post("/contacts/bulk/", picked, follow=True)
    assert "1 contact was changed" in answer.content.decode()
    people[2].refresh_from_db()
    assert people[2].trashed_at is None
    assert "put here by Alice" in client.get("/contacts/trash/").content.decode()
    client.post(f"/contacts/changes/{BulkAction.objects.get().pk}/undo/")
    assert "The trash is empty" in client.get("/contacts/trash/").content.decode()
    assert "Pick somebody first" in client.post("/contacts/bulk/", {"action": "trash"}, follow=True).content.decode()


def test_those_picked_are_on_the_shortlist_at_once(alice: Staff, people: list[Contact], campaign: Campaign) -> None:
    picked = {"contact": [people[0].pk, people[2].pk], "action": "shortlist", "campaign": campaign.pk}
    answer = signed_in(alice).post("/contacts/bulk/", picked)
    assert answer["Location"] == f"/campaigns/{campaign.pk}/"
    assert list(campaign.candidates.values_list("contact", flat=True)) == [people[0].pk]


def test_a_shortlist_names_who_knows_each_best_and_can_be_taken_back(
    alice: Staff, bob: Staff, people: list[Contact], campaign: Campaign
) -> None:
    log(bob, people[0], "mutual", "call", days=3)
    log(alice, people[0], days=90)
    log(make_staff("Gone", left_on=TODAY), people[1], "mutual", "meeting", days=2)
    client = signed_in(alice)
    picked = {"contact": [one.pk for one in people[:2]], "action": "shortlist", "campaign": campaign.pk}
    answer = client.post("/contacts/bulk/", picked | {"staff": "nearest"}, follow=True).content.decode()
    assert {k.contact: k.staff for k in campaign.candidates.all()} == {people[0]: bob, people[1]: alice}
    assert "2 people came onto the shortlist." in answer
    undo = re.search(r"/contacts/changes/\d+/undo/", answer)
    client.post(undo[0] if undo else "")
    assert not campaign.candidates.exists()


def test_all_who_match_are_on_the_shortlist(alice: Staff, people: list[Contact], campaign: Campaign) -> None:
    everyone = {"everyone": "search=stadtrad", "action": "shortlist", "campaign": campaign.pk}
    signed_in(alice).post("/contacts/bulk/", everyone)
    work()
    assert campaign.candidates.count() == 2


def test_the_archive_is_off_the_list_and_off_today(alice: Staff, people: list[Contact]) -> None:
    client = signed_in(alice)
    client.post(f"/contacts/{people[0].pk}/archive/", follow=True)  # shows the toast
    assert "Ana" not in client.get("/contacts/").content.decode()
    assert "Ana" in client.get("/contacts/?archived=1").content.decode()
    assert "In the archive" in client.get(f"/contacts/{people[0].pk}/").content.decode()
    client.post(f"/contacts/{people[0].pk}/unarchive/")
    assert "Ana" in client.get("/contacts/").content.decode()


def test_a_tag_is_renamed_for_all_even_in_the_archive(alice: Staff, bob: Staff, people: list[Contact]) -> None:
    Contact.objects.update(tags=["pres"])
    Contact.objects.filter(name="Ana").update(archived_at=NOW)
    client = signed_in(alice)
    assert "2 contacts" in client.get("/contacts/tags/").content.decode()
    client.post("/contacts/bulk/", {"action": "rename_tag", "tag": "pres", "to": "press", "everyone": "*"})
    work()
    assert dict(Contact.objects.values_list("name", "tags")) == {
        "Ana": ["press"],
        "Ben": ["press"],
        "Greta Geheim": ["pres"],
    }


def test_a_filter_is_kept_shared_deleted_and_brought_back(
    alice: Staff, bob: Staff, topic: Topic, campaign: Campaign
) -> None:
    client = signed_in(alice)
    query = f"search=stadtrad&topic={topic.pk}&sort=warmth"
    answer = client.post("/contacts/views/", {"query": query, "name": "Riders", "shared": "on"})
    view = SavedView.objects.get()
    assert view.filter == {"search": "stadtrad", "topic": str(topic.pk), "archived": "false"}
    assert "Riders" in client.get(answer["Location"]).content.decode()
    assert "Riders" in signed_in(bob).get("/contacts/").content.decode()
    assert fragment(client, f"/contacts/views/{view.pk}/count/").content == b"0"
    campaign.topics.clear()
    topic.delete()
    assert "The topic this view looks for is gone" in client.get(answer["Location"]).content.decode()
    gone = client.post(f"/contacts/views/{view.pk}/delete/", follow=True).content.decode()
    assert f"/contacts/views/{view.pk}/restore/" in gone
    assert "no such view" in signed_in(bob).post(f"/contacts/views/{view.pk}/restore/", follow=True).content.decode()
    client.post(f"/contacts/views/{view.pk}/restore/")
    assert SavedView.objects.get().name == "Riders"


def test_a_view_shows_its_columns_alone(alice: Staff, people: list[Contact], campaign: Campaign) -> None:
    client = signed_in(alice)
    every = client.get("/contacts/").content.decode()
    assert '<th scope="col">Stage</th>' in every and "Warmth</th>" in every
    kept = {"query": "search=stadtrad", "name": "Plain", "column": ["warmth", "last"]}
    shown = client.post("/contacts/views/", kept, follow=True).content.decode()
    assert "Warmth</th>" in shown and "Last exchange</th>" in shown
    assert "Stage</th>" not in shown and "Reach</th>" not in shown
    assert client.post("/contacts/views/", {**kept, "name": "X", "column": ["shoe"]}, follow=True).status_code == 200
    assert SavedView.objects.count() == 1


def test_pages_of_many_take_as_many_queries_as_of_one(
    alice: Staff, people: list[Contact], django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_contact(alice, f"P{number}", tags=[f"t{number}"], trashed_at=NOW, trashed_by=alice)
        SavedView.objects.create(owner=alice, name=f"V{number}")
        BulkAction.objects.create(staff=alice, action="archive", created_at=NOW)
    client = signed_in(alice)
    pages = {"/contacts/trash/": 4, "/contacts/tags/": 4, "/contacts/changes/": 4, "/contacts/": 17}
    for path, most in pages.items():
        client.get(path)
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
