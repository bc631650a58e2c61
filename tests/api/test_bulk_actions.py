"""Bulk actions, tags and views over HTTP."""

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from rest_framework.test import APIClient

from crm.bulk.run import run_bulk
from crm.models import Contact, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import NOW, make_contact

pytestmark = pytest.mark.django_db


def work(path: str = "") -> None:
    """What the worker would do."""
    for job in ProcrastinateJob.objects.filter(task_name="crm.bulk_action"):
        run_bulk(job.args["bulk_id"], as_of=NOW)


def post(api: APIClient, **body: Any) -> Any:
    return api.post(f"{V1}/bulk-actions/", body)


def test_it_is_queued_done_and_undone(api: APIClient, ana: Contact) -> None:
    made = post(api, action="add_tag", filter={"search": "ana"}, params={"tag": "press"})
    assert (made.status_code, made.json()["status"]) == (202, "queued")
    path = f"{V1}/bulk-actions/{made.json()['id']}/"
    work()
    assert (api.get(path).json()["status"], api.get(path).json()["changed"]) == ("done", 1)
    assert api.get(f"{V1}/tags/").json()["results"] == [{"name": "press", "count": 1}]
    assert api.post(f"{path}undo/").json()["status"] == "undoing"
    work()
    assert api.get(path).json()["status"] == "undone"
    assert api.get(f"{path}kept/").json() == []
    ana.refresh_from_db()
    assert ana.tags == []


def test_a_misspelt_filter_chooses_nobody(api: APIClient, ana: Contact) -> None:
    for body in ({"filter": {"tags": "x"}}, {"filter": {"created_at_after": "soon"}}, {"contacts": ["x"]}):
        assert post(api, action="trash", **body).status_code == 422, body
    assert not ProcrastinateJob.objects.filter(task_name="crm.bulk_action").exists()


def test_a_colleagues_actions_are_not_to_be_seen(api: APIClient, bob: Staff, ana: Contact) -> None:
    made = post(client_of(bob), action="archive").json()
    assert api.get(f"{V1}/bulk-actions/{made['id']}/").status_code == 404
    assert api.post(f"{V1}/bulk-actions/{made['id']}/undo/").status_code == 404


def test_tags_count_whom_one_may_see(api: APIClient, charlie: Staff, ana: Contact) -> None:
    make_contact(charlie, "C", tags=["press", "secret"], visibility="private")
    Contact.objects.filter(pk=ana.pk).update(tags=["press"])
    assert api.get(f"{V1}/tags/").json()["results"] == [{"name": "press", "count": 1}]
    assert len(client_of(charlie).get(f"{V1}/tags/").json()["results"]) == 2


def test_the_archive(api: APIClient, ana: Contact) -> None:
    assert api.post(f"{V1}/contacts/{ana.pk}/archive/").json()["archived_at"]
    assert api.get(f"{V1}/contacts/?archived=false").json()["results"] == []
    assert [row["id"] for row in api.get(f"{V1}/contacts/?archived=true").json()["results"]] == [ana.pk]
    assert api.post(f"{V1}/contacts/{ana.pk}/unarchive/").json()["archived_at"] is None


def test_the_trash_says_who_put_them_there(api: APIClient, alice: Staff, ana: Contact) -> None:
    api.delete(f"{V1}/contacts/{ana.pk}/")
    [row] = api.get(f"{V1}/contacts/?trashed=true").json()["results"]
    assert (row["id"], row["trashed_by"]) == (ana.pk, alice.pk)
    assert api.post(f"{V1}/contacts/{ana.pk}/restore/").json()["trashed_by"] is None


def test_a_view_is_kept_shared_and_says_what_is_gone(api: APIClient, bob: Staff, mona: Staff, topic: Topic) -> None:
    body = {"name": "Cyclists", "filter": {"topic": topic.pk, "tag": ["press"]}, "columns": ["stage", "last"]}
    made = api.post(f"{V1}/views/", body)
    assert made.status_code == 201, made.content
    path = f"{V1}/views/{made.json()['id']}/"
    assert made.json()["filter"] == {"topic": str(topic.pk), "tag": ["press"]}
    assert api.post(f"{V1}/views/", body).status_code == 409
    assert client_of(bob).get(path).status_code == 404
    assert api.patch(path, {"shared": True}).json()["shared"] is True
    assert client_of(bob).get(path).json()["gone"] == []
    assert client_of(bob).patch(path, {"name": "Mine"}).status_code == 403
    assert client_of(mona).patch(path, {"name": "Cyclists of the team"}).status_code == 200
    topic.delete()
    assert client_of(bob).get(path).json()["gone"] == ["The topic this view looks for is gone."]
    for wrong in ({"filter": {"tags": "x"}}, {"columns": ["shoe"]}, {"sort": "shoe"}, {"name": " "}):
        assert api.patch(path, wrong).status_code == 422, wrong
    assert api.delete(path).status_code == 204
