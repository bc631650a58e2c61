"""Texts that trip up programs, through every text field that the API describes: kept as they are, or refused."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from api.views.schema import described
from crm.models import Contact, Interest, Staff
from tests.api.conftest import V1, client_of
from tests.builders import log, make_campaign, make_contact, make_topic
from tests.naughty import NAUGHTY

pytestmark = pytest.mark.slow


@pytest.fixture
def bodies(ada: Staff) -> dict[str, dict[str, Any]]:
    """A sound body for each path; its text fields are filled with the texts in turn."""
    ana, topic = make_contact(ada, "Ana"), make_topic("Cargo bikes")
    campaign, heard = make_campaign(ada, topics=[topic]), log(ada, ana, "inbound")
    Interest.objects.create(contact=ana, topic=topic, basis="stated", noted_at=heard.occurred_at)
    return {
        "contacts/": {"name": "Bo", "handles": []},
        "interactions/": {
            "contact": ana.pk, "channel": "phone", "direction": "mutual", "kind": "call",
            "occurred_at": "2026-01-05T10:00:00Z",
        },
        "topics/": {"name": "Rail"},
        "interests/": {"contact": ana.pk, "topic": topic.pk, "basis": "stated", "noted_at": "2026-01-05T10:00:00Z"},
        "boundaries/": {"contact": ana.pk, "scope": "everything", "origin": "they_said"},
        "invitations/": {
            "contact": ana.pk, "topic": topic.pk, "quote": "Send it", "given_on": "2026-01-05", "interaction": heard.pk,
        },
        "campaigns/": {"name": "Winter", "client": "Velo"},
        "policies/": {"name": "Careful"},
        "promises/": {"contact": ana.pk, "text": "Send the deck", "due_on": "2026-12-24"},
        "candidates/": {"campaign": campaign.pk, "contact": ana.pk},
        "attestations/": {"contact": ana.pk, "reason": "School"},
        "tokens/": {"name": "Mine", "scopes": ["read"]},
        "views/": {"name": "Press", "query": {}},
        "mappings/": {"name": "Ours", "header": ["a"], "mapping": {}},
    }  # fmt: skip


def text_fields(path: str) -> list[str]:
    """Free texts of what may be posted there, by the description."""
    schema = described()
    named = schema["paths"].get(f"{V1}/{path}", {}).get("post", {}).get("requestBody", {})
    reference = named.get("content", {}).get("application/json", {}).get("schema", {})
    while "oneOf" in reference:
        reference = reference["oneOf"][0]
    shape = schema["components"]["schemas"].get(reference.get("$ref", "").rpartition("/")[2], reference)
    return [name for name, field in shape.get("properties", {}).items() if _is_text(field)]


def _is_text(field: dict[str, Any]) -> bool:
    kinds = field.get("type")
    is_text = kinds == "string" or (isinstance(kinds, list) and "string" in kinds)
    return is_text and "format" not in field and "enum" not in field and not field.get("readOnly")


def test_every_text_field_takes_it_or_refuses_it_in_words(ada: Staff, bodies: dict[str, dict[str, Any]]) -> None:
    """Pairs of field and text: each text meets several fields, each field several texts."""
    client, texts = client_of(ada), list(NAUGHTY.items())
    fields = [(path, name) for path in bodies for name in text_fields(path)]
    assert len(fields) > 25
    for number, (path, name) in enumerate(fields):
        for turn in range(len(texts) // 6):
            called, text = texts[(number * 7 + turn * 5) % len(texts)]
            _try(client, path, {**bodies[path], name: text}, f"{called} as {name} of {path}")


def test_the_name_of_a_contact_takes_each_of_them(api: APIClient) -> None:
    for called, text in NAUGHTY.items():
        answer = _try(api, "contacts/", {"name": text, "notes": text, "tags": [text] if text.strip() else []}, called)
        if answer.status_code == 201:
            kept = Contact.objects.get(pk=answer.json()["id"])
            assert kept.name.split() == text.split(), called
            for path in (f"contacts/{kept.pk}/", f"contacts/{kept.pk}/timeline/", f"contacts/{kept.pk}/export/"):
                assert api.get(f"{V1}/{path}").status_code < 500, called


def test_filters_and_orders_take_each_of_them(api: APIClient) -> None:
    for called, text in NAUGHTY.items():
        if "\ud83d" in text:
            continue  # no address can hold it
        for name in ("search", "tag", "owner", "ordering", "cursor", "limit", "channel", "stage"):
            answer = api.get(f"{V1}/contacts/", {name: text})
            assert answer.status_code in (200, 400, 404, 422), f"{called} as {name}: {answer.content[:200]!r}"


def _try(client: APIClient, path: str, body: dict[str, Any], what: str) -> Any:
    answer = client.post(f"{V1}/{path}", json.dumps(body), content_type="application/json")  # any half character too
    assert answer.status_code in (200, 201, 202, 400, 403, 409, 422), f"{what}: {answer.content[:300]!r}"
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", what
        assert answer.json()["detail"], what
    return answer
