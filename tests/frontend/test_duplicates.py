"""The work-list on screen: two side by side, merged, taken back, or told apart."""

from typing import Any

import pytest

from crm.duplicates.find import find_waiting
from crm.models import Contact, Duplicate, Merge, Staff
from tests.builders import NOW, log, make_boundary, make_contact
from tests.frontend.conftest import signed_in


@pytest.fixture
def pair(alice: Staff, ana: Contact) -> Duplicate:
    other = make_contact(alice, "A. Lima", organization="Stadtrad", title="Editor", notes="Met in May")
    log(alice, other, days=2, text="Hello")
    make_boundary(other, "client", client="Velo")
    find_waiting(as_of=NOW)
    return Duplicate.objects.get()


def test_a_pair_is_shown_compared_merged_and_taken_back(alice: Staff, ana: Contact, pair: Duplicate) -> None:
    client = signed_in(alice)
    listed = client.get("/duplicates/").content.decode()
    assert "can be one name, shorter and longer" in listed
    path = f"/contacts/{ana.pk}/merge/{pair.second_id}/"
    assert f'href="{path}?from=duplicates"' in listed
    shown = client.get(f"{path}?from=duplicates").content.decode()
    assert "1 exchange, 1 boundary" in shown and "Editor" in shown
    answer = client.post(path, {"name": "other", "from": "duplicates"}, follow=True)
    assert "No duplicates" in answer.content.decode()
    ana.refresh_from_db()
    assert (ana.name, ana.title, ana.boundaries.count()) == ("A. Lima", "Editor", 1)
    merge = Merge.objects.get()
    undo = f"/merges/{merge.pk}/undo/"
    assert undo in answer.content.decode() and undo in client.get(f"/contacts/{ana.pk}/").content.decode()
    assert "Merged into another record" in client.get(f"/contacts/{pair.second_id}/").content.decode()
    assert "two records again" in client.post(undo, follow=True).content.decode()
    ana.refresh_from_db()
    assert (ana.name, ana.title, ana.boundaries.count()) == ("Ana Lima", "", 0)


def test_two_people_are_told_apart_and_it_can_be_taken_back(alice: Staff, pair: Duplicate) -> None:
    client = signed_in(alice)
    answer = client.post(f"/duplicates/{pair.pk}/dismiss/", follow=True)
    assert "No duplicates" in answer.content.decode()
    assert f"/duplicates/{pair.pk}/undo/" in answer.content.decode()
    assert "A. Lima" in client.get("/duplicates/?dismissed=true").content.decode()
    client.post(f"/duplicates/{pair.pk}/undo/")
    assert "A. Lima" in client.get("/duplicates/").content.decode()


def test_a_pair_with_bobs_own_person_is_nowhere(alice: Staff, bob: Staff, ana: Contact) -> None:
    own = make_contact(bob, "Anne Geheim", visibility="private", email="ana@example.net")
    find_waiting(as_of=NOW)
    pair, client = Duplicate.objects.get(), signed_in(alice)
    assert "Geheim" not in client.get("/duplicates/").content.decode()
    for path in (f"/contacts/{ana.pk}/merge/{own.pk}/", f"/contacts/{own.pk}/merge/{ana.pk}/"):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert client.post(f"/duplicates/{pair.pk}/dismiss/").status_code == 404
    assert "Geheim" in signed_in(bob).get("/duplicates/").content.decode()
    assert not Merge.objects.exists()


def test_the_other_record_is_suggested_or_looked_for(alice: Staff, bob: Staff, ana: Contact, pair: Duplicate) -> None:
    make_contact(alice, "Zoe Weber")
    make_contact(bob, "Zoe Geheim", visibility="private")
    client = signed_in(alice)
    to = f"/contacts/{ana.pk}/merge/"
    assert f"{to}{pair.second_id}/" in client.get(to).content.decode()
    found = client.get(to, {"q": "zoe"}).content.decode()
    assert "Zoe Weber" in found and "Geheim" not in found


def test_a_merge_that_cannot_be_says_so(alice: Staff, ana: Contact) -> None:
    answer = signed_in(alice).post(f"/contacts/{ana.pk}/merge/{ana.pk}/", follow=True)
    assert "That is the same contact" in answer.content.decode()


def test_many_pairs_take_as_many_queries_as_one(
    alice: Staff, pair: Duplicate, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        for name in ("Eva", "E."):
            make_contact(alice, f"{name} Lund{number}x", organization=f"Blatt {number}")
    find_waiting(as_of=NOW)
    client = signed_in(alice)
    client.get("/duplicates/")
    with django_assert_max_num_queries(8):
        assert client.get("/duplicates/").content.count(b"Compare and merge") >= 15
