"""Settings of webhooks, and the way out of the contact list."""

from typing import Any

from crm.models import Delivery, Export, Staff, Webhook
from tests.builders import make_contact
from tests.frontend.conftest import signed_in

DATA = {"name": "Newsroom", "url": "https://example.org/in", "events": ["contact.created"]}


def test_ada_makes_a_webhook_whose_secret_is_shown_once(ada: Staff) -> None:
    client = signed_in(ada)
    answer = client.post("/settings/webhooks/", DATA)
    assert answer.context["secret"].startswith("whsec_")
    assert "Newsroom" in client.get("/settings/webhooks/").content.decode()
    assert "whsec_" not in client.get("/settings/webhooks/").content.decode()


def test_what_cannot_be_is_said_at_its_field(ada: Staff) -> None:
    answer = signed_in(ada).post("/settings/webhooks/", {**DATA, "url": "gopher://x/"})
    assert answer.status_code == 422 and "url" in answer.context["form"].errors
    assert not Webhook.objects.exists()


def test_ada_changes_tries_switches_and_removes_it(ada: Staff) -> None:
    client = signed_in(ada)
    client.post("/settings/webhooks/", DATA)
    path = f"/settings/webhooks/{Webhook.objects.get().pk}/"
    assert client.post(path, {**DATA, "name": "Desk"}).status_code == 302
    assert client.post(f"{path}test/", follow=True).status_code == 200
    assert "ping" in client.get(path).content.decode()
    delivery = Delivery.objects.get()
    assert client.post(f"{path}deliveries/{delivery.pk}/again/").status_code == 302  # refused: still on its way
    assert client.post(f"{path}secret/").context["secret"].startswith("whsec_")
    client.post(f"{path}switch/")
    assert not Webhook.objects.get(name="Desk").active
    client.post(f"{path}remove/")
    assert not Webhook.objects.exists()


def test_it_is_not_for_others(ada: Staff, alice: Staff, mona: Staff) -> None:
    signed_in(ada).post("/settings/webhooks/", DATA)
    path = f"/settings/webhooks/{Webhook.objects.get().pk}/"
    for staff in (alice, mona):
        client = signed_in(staff)
        assert client.get("/settings/webhooks/").status_code == client.get(path).status_code == 403
        assert client.post(f"{path}remove/").status_code == client.post(f"{path}secret/").status_code == 403
        assert "/settings/webhooks/" not in client.get("/settings/").content.decode()
    assert Webhook.objects.exists()


def test_the_list_goes_out_as_it_is_filtered(alice: Staff, bob: Staff) -> None:
    make_contact(alice, "Ana", tags=["press"])
    make_contact(alice, "Ben")
    make_contact(bob, "Zelda", tags=["press"], visibility="private")
    client = signed_in(alice)
    assert "contacts/export/?tag=press&amp;as=xlsx" in client.get("/contacts/?tag=press").content.decode()
    answer: Any = client.get("/contacts/export/?tag=press&as=ndjson")
    whole = b"".join(answer.streaming_content)
    assert b"Ana" in whole and b"Ben" not in whole and b"Zelda" not in whole
    assert answer["Content-Disposition"].endswith('.ndjson"') and "no-store" in answer["Cache-Control"]
    assert Export.objects.get().filter["tag"] == "press"
