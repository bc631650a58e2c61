"""Erasure, retention, audit and everything we hold, by the API. Ada is the admin, Alice owns."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.erasing.job import run_erasure
from crm.models import Contact, Erasure, Scope, Staff
from tests.api.conftest import V1, client_of
from tests.builders import NOW, log, make_contact


@pytest.fixture
def admin(ada: Staff) -> APIClient:
    return client_of(ada)


def test_an_admin_has_somebody_erased_and_gets_a_receipt(admin: APIClient, ana: Contact) -> None:
    plan = admin.post(f"{V1}/contacts/{ana.pk}/erase/", {"dry_run": True})
    assert (plan.status_code, plan.json()) == (
        200, {"contacts": [ana.pk], "addresses": [["email", "ana@example.net"]]},
    )  # fmt: skip
    answer = admin.post(f"{V1}/contacts/{ana.pk}/erase/", {"reason": "By letter"})
    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    run_erasure(answer.json()["id"], as_of=NOW)
    receipt = admin.get(f"{V1}/erasures/{answer.json()['id']}/").json()
    assert (receipt["status"], receipt["reason"], receipt["erased"]["contacts"]) == ("done", "By letter", 1)
    assert admin.get(f"{V1}/contacts/{ana.pk}/").status_code == 404
    assert "ana" not in str(admin.get(f"{V1}/erasures/").json()).lower().replace("ordered", "")


def test_by_an_address_the_answer_tells_nothing_of_who_has_it(admin: APIClient, secret: Contact, ana: Contact) -> None:
    body = {"channel": "email", "dry_run": True}
    known = admin.post(f"{V1}/erasures/", {**body, "value": "Zelda@hidden.example"}).json()
    unknown = admin.post(f"{V1}/erasures/", {**body, "value": "nobody@hidden.example"}).json()
    assert known == {"contacts": [], "addresses": [["email", "zelda@hidden.example"]]}
    assert unknown["contacts"] == []
    ordered = admin.post(f"{V1}/erasures/", {"channel": "email", "value": "zelda@hidden.example"})
    run_erasure(ordered.json()["id"], as_of=NOW)
    assert list(Contact.objects.all()) == [ana]
    assert admin.post(f"{V1}/erasures/", {"channel": "email", "value": "no address"}).status_code == 422


def test_it_takes_the_role_and_the_scope(api: APIClient, ada: Staff, mona: Staff, ana: Contact) -> None:
    for client in (api, client_of(mona), client_of(ada, [Scope.READ, Scope.WRITE])):
        assert client.post(f"{V1}/contacts/{ana.pk}/erase/").status_code == 403
        assert client.get(f"{V1}/erasures/").status_code == 403
        assert client.get(f"{V1}/audit/").status_code == 403
        assert client.patch(f"{V1}/retention/", {"days": {"trash": 30}}).status_code == 403
    assert not Erasure.objects.exists()


def test_how_long_things_are_kept_is_read_by_all_and_said_by_admins(api: APIClient, admin: APIClient) -> None:
    kinds = {row["kind"]: row["days"] for row in api.get(f"{V1}/retention/").json()["results"]}
    assert kinds["trash"] == 90
    changed = admin.patch(f"{V1}/retention/", {"days": {"trash": 30, "history": None}}).json()["results"]
    assert {row["kind"]: row["days"] for row in changed} == {**kinds, "trash": 30, "history": None}
    assert admin.patch(f"{V1}/retention/", {"days": {"trash": 1}}).status_code == 422
    assert admin.patch(f"{V1}/retention/", {"days": {"trash": "x"}}).status_code == 422


def test_everything_on_a_person_comes_as_one_file(api: APIClient, alice: Staff, ana: Contact) -> None:
    log(alice, ana, text="Dear Ana")
    answer = api.get(f"{V1}/contacts/{ana.pk}/export/")
    assert answer.json()["exchanges"][0]["text"] == "Dear Ana"
    assert answer["Content-Disposition"] == f'attachment; filename="person-{ana.pk}.json"'


def test_history_says_who_and_from_what_to_what(api: APIClient, admin: APIClient, alice: Staff, ana: Contact) -> None:
    api.patch(f"{V1}/contacts/{ana.pk}/", {"title": "Editor"})
    [newest, *_rest] = api.get(f"{V1}/contacts/{ana.pk}/history/?kind=contact").json()["results"]
    assert (newest["staff"], newest["by"], newest["door"], newest["changed"]) == (
        *(alice.pk, "Alice", "api"), {"title": ["", "Editor"]},
    )  # fmt: skip
    audit = admin.get(f"{V1}/audit/?staff={alice.pk}&kind=contact&limit=1").json()
    assert audit["results"] == [newest]
    assert admin.get(audit["next"]).json()["results"] == [] if audit["next"] else True
    assert admin.get(f"{V1}/audit/?at_after=yesterday").status_code == 400
    assert admin.get(f"{V1}/audit/?cursor=nonsense").status_code == 400


def test_a_private_contact_is_shared_by_name(api: APIClient, alice: Staff, bob: Staff, charlie: Staff) -> None:
    body: dict[str, Any] = {"name": "Zed", "visibility": "private", "shared_with": [bob.pk]}
    made = api.post(f"{V1}/contacts/", body).json()
    assert made["shared_with"] == [bob.pk]
    path = f"{V1}/contacts/{made['id']}/"
    assert client_of(bob).get(path).status_code == 200
    assert client_of(charlie).get(path).status_code == 404
    assert client_of(bob).patch(path, {"shared_with": [charlie.pk]}).status_code == 403
    assert api.patch(path, {"shared_with": []}).json()["shared_with"] == []
    assert client_of(bob).get(path).status_code == 404
    team = make_contact(alice)
    assert api.patch(f"{V1}/contacts/{team.pk}/", {"shared_with": [bob.pk]}).status_code == 422
