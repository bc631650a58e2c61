"""Ada, the admin, erases, says how long things are kept, and reads what was changed; Alice shares and looks."""

from django.test import Client

from crm.erasing.job import run_erasure
from crm.models import Contact, Erasure, Retention, Staff
from tests.builders import NOW, log, make_boundary, make_contact
from tests.frontend.conftest import fragment, signed_in


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_she_looks_first_then_erases_and_keeps_a_receipt(ada: Staff, ana: Contact) -> None:
    make_boundary(ana)
    client = signed_in(ada)
    assert "ana@example.net" in text_of(client, f"/contacts/{ana.pk}/erase/")
    assert Contact.objects.filter(pk=ana.pk).exists()
    answer = client.post(f"/contacts/{ana.pk}/erase/", {"sure": "1", "reason": "By letter"})
    erasure = Erasure.objects.get()
    assert answer["Location"] == f"/settings/data/erasures/{erasure.pk}/"
    assert "Waiting for its turn" in text_of(client, answer["Location"])
    run_erasure(erasure.pk, as_of=NOW)
    receipt = fragment(client, answer["Location"]).content.decode()
    assert "This receipt names nobody" in receipt and "Ana" not in receipt
    assert "By letter" in text_of(client, "/settings/data/")


def test_by_an_address_she_finds_whom_she_cannot_see(ada: Staff, bob: Staff) -> None:
    make_contact(bob, "Zelda", email="zelda@hidden.example", visibility="private")
    client = signed_in(ada)
    looked = client.post("/settings/data/erase/", {"address": "Zelda@hidden.example"}).content.decode()
    assert "You see no contact with it" in looked and "Zelda<" not in looked
    client.post("/settings/data/erase/", {"address": "zelda@hidden.example", "sure": "1"})
    run_erasure(Erasure.objects.get().pk, as_of=NOW)
    assert not Contact.objects.exists()
    assert client.post("/settings/data/erase/", {"address": "?"}).status_code == 422


def test_she_says_how_long_things_are_kept(ada: Staff) -> None:
    client = signed_in(ada)
    page = text_of(client, "/settings/data/")
    assert "Contacts in the trash" in page and "Nobody was erased yet" in page
    assert client.post("/settings/data/", {"trash": "30", "history": "1095"}).status_code == 302
    assert dict(Retention.objects.values_list("kind", "days"))["trash"] == 30
    assert client.post("/settings/data/", {"trash": "1"}).status_code == 422


def test_what_was_changed_stands_on_the_record_and_in_the_audit(ada: Staff, alice: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    edited = {"name": "Ana Lima", "title": "Chief editor", "visibility": "team", "handles": "email: ana@example.net"}
    assert client.post(f"/contacts/{ana.pk}/edit/", edited).status_code == 302
    for reader, path in ((alice, f"/contacts/{ana.pk}/history/"), (ada, "/settings/audit/?kind=contact")):
        page = text_of(signed_in(reader), path)
        assert "Alice changed: contact (on a screen)" in page and "Chief editor" in page
    assert "Nothing matches" in text_of(signed_in(ada), f"/settings/audit/?staff={ada.pk}&at_before=2001-01-01")
    assert text_of(signed_in(ada), "/settings/audit/?at_after=x")


def test_everything_we_hold_is_a_page_and_a_file(alice: Staff, ana: Contact) -> None:
    log(alice, ana, text="Dear Ana <b>")
    client = signed_in(alice)
    assert "Dear Ana &lt;b&gt;" in text_of(client, f"/contacts/{ana.pk}/everything/")
    file = client.get(f"/contacts/{ana.pk}/everything/?as=json")
    assert file.json()["exchanges"][0]["text"] == "Dear Ana <b>"


def test_alice_shares_a_private_contact_with_bob(alice: Staff, bob: Staff) -> None:
    client = signed_in(alice)
    client.post("/contacts/new/", {"name": "Zed", "visibility": "private", "shared_with": [bob.pk]})
    zed = Contact.objects.get()
    assert "shared with Bob" in text_of(signed_in(bob), f"/contacts/{zed.pk}/")
    edited = {"name": "Zed", "visibility": "private", "shared_with": []}
    assert "Shared with" not in text_of(signed_in(bob), f"/contacts/{zed.pk}/edit/")
    client.post(f"/contacts/{zed.pk}/edit/", edited)
    assert signed_in(bob).get(f"/contacts/{zed.pk}/").status_code == 404


def test_erasing_and_taking_everything_out_wait_for_a_fresh_proof(ada: Staff, ana: Contact) -> None:
    client = Client()
    client.force_login(ada)  # a browser left open
    assert client.post(f"/contacts/{ana.pk}/erase/", {"sure": "1"}).status_code == 302
    assert client.post("/settings/data/erase/", {"address": "ana@example.net", "sure": "1"}).status_code == 302
    assert client.get(f"/contacts/{ana.pk}/everything/").status_code == 302
    assert not Erasure.objects.exists()
