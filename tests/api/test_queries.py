"""How often the database is asked: measured, and held. More rows must not mean more queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from crm.models import ApiToken, Contact, Staff, Topic
from tests.api.conftest import V1
from tests.builders import log, make_campaign, make_contact, make_handle

pytestmark = pytest.mark.deep


@pytest.fixture
def five_live(alice: Staff, topic: Topic) -> None:
    for number in range(5):
        make_campaign(alice, name=f"Campaign {number}", topics=[topic])


def asked(api: APIClient, method: str, path: str, body: Any = None, **headers: str) -> list[str]:
    """The statements of one request, its token used a moment ago."""
    api.get(f"{V1}/topics/")  # notes the token's use
    assert ApiToken.objects.filter(last_used_at__isnull=False).exists()
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(api, method)(f"{V1}/{path}", body, headers=headers or None)
    assert answer.status_code < 300, answer.content
    return [query["sql"].strip()[:140] for query in queries]


def logged(contact: Contact, **fields: Any) -> dict[str, Any]:
    fields = {"channel": "email", "direction": "inbound", "kind": "message", **fields}
    return {"contact": contact.pk, "occurred_at": "2026-11-02T10:00:00Z", "text": "Thank you, Alice.", **fields}


@pytest.mark.parametrize(("direction", "most"), [("inbound", 6), ("outbound", 6), ("observed", 6)])
def test_logging_an_interaction(api: APIClient, ana: Contact, five_live: None, direction: str, most: int) -> None:
    """Those that go through Django: token, contact, access, insert and the action's savepoint. The prepared ones
    (crm.prepared: copies, facts, campaigns, dossier) are not counted here."""
    asked(api, "post", "interactions/", logged(ana))  # the first ever makes the house rules
    statements = asked(api, "post", "interactions/", logged(ana, direction=direction))
    assert len(statements) <= most, "\n".join(statements)


def test_an_idempotency_key_costs_a_claim_and_a_note(api: APIClient, ana: Contact, five_live: None) -> None:
    asked(api, "post", "interactions/", logged(ana))
    plain = asked(api, "post", "interactions/", logged(ana))
    keyed = asked(api, "post", "interactions/", logged(ana), **{"Idempotency-Key": "once"})
    assert len(keyed) - len(plain) <= 6  # two of them, and two savepoints
    assert len(asked(api, "post", "interactions/", logged(ana), **{"Idempotency-Key": "once"})) <= 5


LISTS = {
    "contacts/": 4,  # one for whom they are shared with
    "contacts/?search=ana&tag=bikes&channel=email": 4,
    "contacts/?campaign={campaign}&stage=listen": 6,
    "duplicates/": 3,
    "bulk-actions/": 3,
    "tags/": 3,
    "views/": 6,
    "interactions/": 3,
    "contacts/{contact}/timeline/": 7,  # two of them ask whether they were heard somewhere
    "campaigns/": 3,
    "readiness/?campaign={campaign}": 5,
    "readiness/?campaign={campaign}&stage=listen&missing=given": 9,  # four of them steer the planner
    "boundaries/": 2,
    "asks/": 2,
    "topics/": 2,
    "staff/": 2,
    "tokens/": 2,
}


@pytest.mark.parametrize(("path", "most"), LISTS.items())
def test_a_list_takes_the_same_few_queries_however_long(
    api: APIClient, alice: Staff, five_live: None, campaign: Any, path: str, most: int
) -> None:
    def more(names: str) -> Contact:
        for name in names:
            contact = make_contact(alice, f"Ana {name}", tags=["bikes"])
            make_handle(contact, "x", f"ana_{name}")
            log(alice, contact, topics=list(Topic.objects.all()))
        return contact

    path = path.format(campaign=campaign.pk, contact=more("ab").pk)
    asked(api, "get", path)  # the first ever makes the house rules
    few = asked(api, "get", path)
    more("cdefg")
    many = asked(api, "get", path)
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= most, "\n".join(many)
