"""The book: finding people, noting them, and never seeing who is somebody else's own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from crm.models import Campaign, Contact, Staff
from frontend.contact_list import PAGE
from tests.builders import NOW, log, make_boundary, make_contact, make_handle
from tests.frontend.conftest import fragment, signed_in


def _names(answer: Any) -> list[str]:
    return re.findall(r"data-open>([^<]+)<", answer.content.decode())


def test_alice_finds_people_by_name_organisation_and_address(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "bluesky", "lima.bsky.social")
    make_contact(alice, "Jonas Weiß", email="jonas@example.net")
    client = signed_in(alice)
    for words in ("ana", "ANÁ", "stadtrad", "ana@example", "lima.bsky"):
        assert _names(fragment(client, "/contacts/", {"search": words})) == ["Ana Lima"], words


def test_an_empty_book_teaches_and_a_filter_without_hits_says_so(alice: Staff) -> None:
    client = signed_in(alice)
    assert b"Your book is empty" in client.get("/contacts/").content
    assert b"Nobody fits" in client.get("/contacts/?search=zzz").content


@pytest.mark.slow
def test_bobs_own_people_are_nowhere(alice: Staff, bob: Staff, campaign: Campaign) -> None:
    secret = make_contact(bob, "Greta Geheim", visibility="private", email="greta@example.net")
    client = signed_in(alice)
    for path in ("/contacts/?search=Greta", "/find/?q=Greta", "/log/people/?q=Greta", "/contacts/", "/"):
        assert f"/contacts/{secret.pk}/" not in client.get(path).content.decode(), path
        assert "Greta Geheim" not in client.get(path).content.decode(), path
    for path in ("", "edit/", "interest/"):
        assert client.get(f"/contacts/{secret.pk}/{path}").status_code == 404
    assert client.get(f"/campaigns/{campaign.pk}/ask/{secret.pk}/").status_code == 404
    assert client.post(f"/contacts/{secret.pk}/trash/").status_code == 404
    secret.refresh_from_db()
    assert secret.trashed_at is None


@pytest.mark.slow
def test_it_goes_through_everybody_once_page_by_page(alice: Staff, campaign: Campaign) -> None:
    for number in range(120):
        make_contact(alice, f"Person {number % 7}", email=f"p{number}@example.net")
    client, seen, path = signed_in(alice), [], "/contacts/?sort="
    for sort in ("", "warmth"):
        path, seen = f"/contacts/?sort={sort}", []
        while path:
            text = fragment(client, path).content.decode()
            seen += re.findall(r'name="contact" value="(\d+)"', text)
            following = re.search(r'hx-get="(\?[^"]+)"', text)
            path = "/contacts/" + following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == 120, sort


def test_a_cursor_nobody_gave_out_begins_at_the_beginning(alice: Staff, ana: Contact) -> None:
    for cursor in ("x", "W10=", "bnVsbA==", "WzEsMl0="):
        assert signed_in(alice).get(f"/contacts/?after={cursor}").status_code == 200


@pytest.mark.slow
def test_a_page_of_many_asks_the_database_as_often_as_a_page_of_few(
    alice: Staff, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        make_contact(alice, f"Person {number}", email=f"p{number}@example.net")
    client = signed_in(alice)
    client.get("/contacts/")
    with django_assert_max_num_queries(16):
        client.get("/contacts/")


def test_alice_notes_a_new_person_with_addresses_of_every_kind(alice: Staff) -> None:
    lines = "ana@example.net\nhttps://bsky.app/profile/ana.bsky.social\nphone: +49 30 901820"
    answer = signed_in(alice).post(
        "/contacts/new/", {"name": "Ana", "handles": lines, "visibility": "team", "tags": "press, Press, berlin"}
    )
    made = Contact.objects.get()
    assert answer["Location"] == f"/contacts/{made.pk}/"
    assert {handle.channel for handle in made.handles.all()} == {"email", "bluesky", "phone"}
    assert made.tags == ["press", "berlin"]


def test_an_address_of_somebody_else_names_them_and_keeps_what_was_typed(alice: Staff, ana: Contact) -> None:
    answer = signed_in(alice).post(
        "/contacts/new/", {"name": "Anna", "handles": "ANA@example.net", "visibility": "team"}
    )
    assert answer.status_code == 422
    assert "belongs to Ana Lima" in answer.content.decode()
    assert f'href="/contacts/{ana.pk}/"' in answer.content.decode()
    assert 'value="Anna"' in answer.content.decode()
    assert Contact.objects.count() == 1


def test_an_address_of_bobs_own_person_betrays_nothing(alice: Staff, bob: Staff) -> None:
    make_contact(bob, "Greta", visibility="private", email="greta@example.net")
    answer = signed_in(alice).post(
        "/contacts/new/", {"name": "G", "handles": "greta@example.net", "visibility": "team"}
    )
    assert answer.status_code == 302


def test_of_two_editors_the_second_sees_both_versions(alice: Staff, bob: Staff, ana: Contact) -> None:
    form = {"name": "Ana Lima", "handles": "ana@example.net", "visibility": "team", "version": ana.version}
    assert signed_in(bob).post(f"/contacts/{ana.pk}/edit/", {**form, "title": "Editor"}).status_code == 302
    mine = signed_in(alice).post(f"/contacts/{ana.pk}/edit/", {**form, "title": "Reporter"})
    assert mine.status_code == 409
    text = mine.content.decode()
    assert '<span class="kept-lines">Editor</span>' in text
    assert '<span class="kept-lines">Reporter</span>' in text
    assert 'name="take-title"' in text
    assert 'name="take-name"' not in text
    assert 'name="take-visibility"' not in text
    ana.refresh_from_db()
    assert ana.title == "Editor"
    again = {**form, "title": "Reporter", "location": "Kyiv", "take-title": "theirs", "version": ana.version}
    assert signed_in(alice).post(f"/contacts/{ana.pk}/edit/", again).status_code == 302
    ana.refresh_from_db()
    assert (ana.title, ana.location) == ("Editor", "Kyiv")


@pytest.mark.slow
def test_who_went_quiet_is_listed_longest_first_page_by_page(alice: Staff, bob: Staff, campaign: Campaign) -> None:
    people = [make_contact(alice, f"Person {number}", email=None) for number in range(PAGE + 2)]
    for number, person in enumerate(people[: PAGE + 1]):
        log(alice, person, "inbound", days=100 - number, text="Good morning!")
    log(bob, people[PAGE + 1], days=200, text="A word of mine.")
    make_boundary(people[0], note="Not now, please.")
    client = signed_in(alice)
    for sort, first in (("quiet", "Person 0"), ("recent", f"Person {PAGE}")):
        page = client.get("/contacts/", {"sort": sort}).context["listing"]
        assert (page.rows[0].contact.name, len(page.rows)) == (first, PAGE)
        rest = client.get("/contacts/", {"sort": sort, "after": page.after}).context["listing"]
        assert [row.contact.name for row in rest.rows] == [f"Person {PAGE}" if sort == "quiet" else "Person 0"]
    day = (NOW - timedelta(days=95)).date()
    quiet = client.get("/contacts/", {"quiet_since": day.isoformat(), "boundary": "false"}).context["listing"]
    assert {row.contact.name for row in quiet.rows} == {f"Person {number}" for number in range(1, 5)}
    assert client.get("/contacts/?quiet_since=nonsense&boundary=perhaps&sort=recent&after=xx").status_code == 200


def test_a_field_is_changed_where_it_stands(alice: Staff, bob: Staff, ana: Contact) -> None:
    client, path = signed_in(alice), f"/contacts/{ana.pk}/field/title/"
    assert 'name="title"' in fragment(client, path).content.decode()
    answer = client.post(path, {"title": "Editor", "was": ""}, headers={"HX-Request": "true"})
    assert "Editor" in answer.content.decode()
    too_late = signed_in(bob).post(path, {"title": "Reporter", "was": ""}, headers={"HX-Request": "true"})
    assert too_late.status_code == 409
    assert "Editor" in too_late.content.decode()
    assert 'value="Reporter"' in too_late.content.decode()
    ana.refresh_from_db()
    assert ana.title == "Editor"
    assert client.post(path, {"title": "x" * 400, "was": "Editor"}, headers={"HX-Request": "true"}).status_code == 422
    assert client.get(f"/contacts/{ana.pk}/field/owner/").status_code == 404
    secret = make_contact(bob, "Greta", visibility="private")
    assert client.post(f"/contacts/{secret.pk}/field/title/", {"title": "x", "was": ""}).status_code == 404


def test_editing_keeps_what_is_known_of_an_address(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "email", "old@example.net", status="bounced")
    client = signed_in(alice)
    form = client.get(f"/contacts/{ana.pk}/edit/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data["handles"] = "\n".join(data["handles"]) if isinstance(data["handles"], list) else data["handles"]
    data["tags"] = ""
    assert client.post(f"/contacts/{ana.pk}/edit/", data).status_code == 302
    assert ana.handles.get(value="old@example.net").status == "bounced"


def test_alice_makes_a_person_her_own_by_the_form(alice: Staff, bob: Staff, ana: Contact) -> None:
    form = {"name": "Ana Lima", "handles": "ana@example.net", "visibility": "private", "version": ana.version}
    assert signed_in(alice).post(f"/contacts/{ana.pk}/edit/", form).status_code == 302
    assert signed_in(bob).get(f"/contacts/{ana.pk}/").status_code == 404


def test_the_trash_can_be_undone(alice: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    answer = client.post(f"/contacts/{ana.pk}/trash/", follow=True)
    assert f"/contacts/{ana.pk}/restore/" in answer.content.decode()
    assert _names(answer) == []
    client.post(f"/contacts/{ana.pk}/restore/")
    assert _names(client.get("/contacts/")) == ["Ana Lima"]


def test_a_name_cannot_write_into_the_page(alice: Staff, campaign: Campaign) -> None:
    nasty = "<script>alert(1)</script>"
    person = make_contact(alice, nasty, organization=nasty, notes=nasty)
    client: Client = signed_in(alice)
    for path in ("/contacts/", f"/contacts/{person.pk}/", "/find/?q=script", "/log/people/?q=script"):
        assert nasty not in client.get(path).content.decode(), path


def test_what_is_known_of_a_person_can_be_noted(alice: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    to = f"/contacts/{ana.pk}/"
    interest = {"topic": "Trams", "basis": "stated", "when": "yesterday", "quote": "I love trams"}
    assert client.post(f"{to}interest/", interest).status_code == 302
    assert client.post(f"{to}boundary/", {"scope": "topic", "topic": "trams", "note": "no more"}).status_code == 302
    assert client.post(f"{to}attest/", {"reason": "We worked together for years."}).status_code == 302
    assert ana.interests.get().topic.name == "Trams"
    assert ana.boundaries.get().topic == ana.interests.get().topic
    page = client.get(to).content.decode()
    for words in ("I love trams", "Nothing about Trams", "We worked together"):
        assert words in page


def test_a_day_that_is_none_stays_in_the_form_with_what_was_typed(alice: Staff, ana: Contact) -> None:
    answer = signed_in(alice).post(
        f"/contacts/{ana.pk}/interest/", {"topic": "Trams", "basis": "stated", "when": "someday", "quote": "kept"}
    )
    assert answer.status_code == 422
    assert b"Which day is that?" in answer.content
    assert b"kept" in answer.content
    assert not ana.interests.exists()


def test_a_lifted_boundary_stands_again_in_one_click(alice: Staff, ana: Contact) -> None:
    alice.role = "manager"
    alice.save()
    boundary, client = make_boundary(ana, note="No more mails, please."), signed_in(alice)
    lifted = client.post(f"/boundaries/{boundary.pk}/lift/", {"reason": "She wrote again."}, follow=True)
    assert f"/boundaries/{boundary.pk}/restore/" in lifted.content.decode()
    boundary.refresh_from_db()
    assert boundary.lifted_at is not None
    again = client.post(f"/boundaries/{boundary.pk}/restore/", follow=True).content.decode()
    boundary.refresh_from_db()
    assert (boundary.lifted_at, boundary.lifted_by, boundary.lift_reason) == (None, None, "")
    assert "The boundary stands again." in again
    assert "stands already" in client.post(f"/boundaries/{boundary.pk}/restore/", follow=True).content.decode()
