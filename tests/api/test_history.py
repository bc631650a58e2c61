"""History says who changed what, through whichever door."""

from pghistory.models import Events
from rest_framework.test import APIClient

from crm.models import Contact, Staff
from tests.builders import make_contact


def test_what_alice_changes_by_token_is_known_as_hers(api: APIClient, alice: Staff):
    ana = make_contact(alice)
    assert api.patch(f"/api/v1/contacts/{ana.pk}/", {"title": "Editor"}, format="json").status_code == 200
    last = Events.objects.tracks(Contact.objects.get(pk=ana.pk)).order_by("-pgh_created_at", "-pgh_id")[0]
    assert last.pgh_diff["title"] == ["", "Editor"]
    assert last.pgh_context["user"] == alice.pk
    assert last.pgh_context["url"] == f"/api/v1/contacts/{ana.pk}/"
