"""The description is true: whatever it says may be sent gets an answer it says may come, and never a 5xx."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.drainage import GENERATOR_STATS
from hypothesis import HealthCheck
from hypothesis import settings as examples
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.views.schema import described
from crm.actions.create_token import create_token
from crm.actions.save_webhook import create_webhook
from crm.models import (
    Ask,
    Attestation,
    BulkAction,
    Calendar,
    Contact,
    Draft,
    Duplicate,
    Erasure,
    Interest,
    Invitation,
    Letter,
    Mailbox,
    MailOffer,
    Merge,
    Promise,
    SavedView,
    Scope,
    Staff,
    Topic,
    Update,
)
from listening.models import OurHandle, Overture
from listening.observed import Address, Observed
from listening.pipeline import take_in
from tests.api.conftest import V1
from tests.builders import NOW, TODAY, log, make_boundary, make_campaign, make_contact, make_staff, make_topic
from tests.listening.posts import make_source

pytestmark = pytest.mark.slow

THOROUGH = "SOAK" in os.environ  # adds the bounds of every parameter: some seven thousand requests, minutes
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": THOROUGH}}})
schema = schemathesis.openapi.from_wsgi(f"{V1}/schema/", get_wsgi_application(), config=CONFIG)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 10


@pytest.fixture
def one_transaction(db: Any) -> Iterator[None]:
    """The test's transaction outlives its requests: Django would close the connection after each."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def book(one_transaction: None) -> dict[str, int]:
    """Something of each kind, so that an id may be of a record that is there."""
    ada, bob = make_staff("Ada", role="admin"), make_staff("Bob")
    topic, spare = make_topic("Cargo bikes", query="bikes"), make_topic("Rail")
    ana, ben = make_contact(ada, "Ana"), make_contact(bob, "Ben")
    campaign = make_campaign(ada, topics=[topic])
    read = log(ada, ana, "inbound")
    asked = {"campaign": campaign, "contact": ana, "staff": ada, "channel": "email", "asked_at": NOW}
    ids = {
        "staff": bob.pk,
        "topics": spare.pk,
        "topic": topic.pk,
        "contacts": ana.pk,
        "contact": ana.pk,
        "other": ben.pk,
        "owner": ada.pk,
        "campaigns": campaign.pk,
        "campaign": campaign.pk,
        "interactions": read.pk,
        "interaction": read.pk,
        "interests": Interest.objects.create(contact=ana, topic=topic, basis="stated", noted_at=NOW).pk,
        "boundaries": make_boundary(ben).pk,
        "invitations": Invitation.objects.create(
            contact=ana, topic=topic, quote="Please", given_on=TODAY, url="https://ana.example"
        ).pk,
        "attestations": Attestation.objects.create(contact=ana, staff=ada, reason="School", attested_on=TODAY).pk,
        "promises": Promise.objects.create(contact=ana, staff=ada, text="Send", due_on=TODAY).pk,
        "candidates": campaign.candidates.create(contact=ana, staff=ada).pk,
        "drafts": Draft.objects.create(contact=ana, staff=ada, campaign=campaign).pk,
        "asks": Ask.objects.create(**asked, already_made=True, earned=False).pk,
        "duplicates": Duplicate.objects.create(
            first=ana, second=ben, reasons=["rare_name"], score=0.4, found_at=NOW
        ).pk,
        "bulk-actions": BulkAction.objects.create(staff=ada, action="archive", status="done", created_at=NOW).pk,
        "views": SavedView.objects.create(owner=ada, name="Press").pk,
        "erasures": Erasure.objects.create(ordered_by=ada, ordered_at=NOW, status="failed").pk,
        "merges": Merge.objects.create(survivor=ana, merged=ben, by=ada, at=NOW).pk,
    }
    said_yes = Ask.objects.create(
        **asked | {"contact": ben}, already_made=True, earned=False, outcome="yes", outcome_at=NOW
    )
    update = Update.objects.create(ask=said_yes, staff=ada, channel="email", text="Later", digest="d", told_at=NOW)
    ids["updates"] = update.pk
    ids["letters"] = Letter.objects.create(
        ask=said_yes, kind="ask", to="ben@example.net", message_id="<1@x>", status="uncertain", queued_at=NOW
    ).pk
    theirs = log(ada, ana, "inbound")
    ids["offers"] = MailOffer.objects.create(interaction=theirs, kind="request", quote="Send me the numbers").pk
    ids["webhooks"] = create_webhook(staff=ada, name="W", url="https://example.org/", events=["contact.created"])[0].pk
    calendar = Calendar.objects.create(staff=ada, kind="file", name="Work", place="work.ics", since=TODAY)
    ids["calendars"] = ids["calendar"] = calendar.pk
    ids["meetings"] = calendar.meetings.create(
        staff=ada, contact=ana, uid="coffee", starts_at=NOW, ends_at=NOW, kind="meeting", channel="in_person",
        state="unsure", seen_at=NOW,
    ).pk  # fmt: skip
    ids["mailboxes"] = Mailbox.objects.create(staff=ada, name="Mail", host="imap.house.example", user="ada").pk
    ids["acquaintances"] = ana.acquaintances.create(staff=ada, how_well="not", said_at=NOW).pk
    ids |= _heard(ada, topic)
    _token, key = create_token(staff=ada, name="fuzz", scopes=Scope.values)
    return {**ids, "key": key}  # type: ignore[dict-item]


def _heard(ada: Staff, topic: Topic) -> dict[str, int]:
    """Something in the inbox, and where it came from."""
    source = make_source(owner=ada)
    [taken] = take_in(
        [Observed(native_id="1", text="Cargo bikes", author=Address("bluesky", "zoe.example"))],
        kind="feed", channel="website", source=source, as_of=NOW,
    )  # fmt: skip
    ours = OurHandle.objects.create(channel="bluesky", key="ada.example", value="ada.example")
    overture = Overture.objects.create(mention_id=taken.mention, to=ours, kind="named")
    return {
        "sources": source.pk,
        "source": source.pk,
        "mentions": taken.mention or 0,
        "overture": overture.pk,
        "our-handles": ours.pk,
    }


@schema.parametrize()
@examples(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_the_description_is_true(case: Any, book: dict[str, Any]) -> None:
    with_known_ids(case, book)
    case.call_and_validate(headers={"Authorization": f"Bearer {book['key']}"}, checks=CHECKS)


def with_known_ids(case: Any, book: dict[str, Any]) -> None:
    """Where an id may be any number, take one that is there; hardly any would come past the first check else."""
    kind = case.path.removeprefix(f"{V1}/").split("/")[0]
    if isinstance(case.path_parameters.get("id"), int):
        case.path_parameters["id"] = book.get(kind, 1)
    for part in (case.body, case.query):
        if isinstance(part, dict):
            part.update({name: book[name] for name in part if name in book and isinstance(part[name], int)})


def test_the_description_is_made_without_a_warning(db: Any) -> None:
    described.cache_clear()
    GENERATOR_STATS.reset()
    assert described()["openapi"].startswith("3.1")
    assert not GENERATOR_STATS


def test_the_page_for_people_loads_nothing_from_outside(settings: Any) -> None:
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": static}
    page = APIClient().get(f"{V1}/docs/")
    assert page.status_code == 200
    assert b"//" not in page.content.replace(b"<!doctype", b"")
    assert "unsafe" not in page["Content-Security-Policy"]


def test_everyone_may_read_the_description(db: Any) -> None:
    assert Staff.objects.count() == Contact.objects.count() == Topic.objects.count() == 0
    answer = APIClient().get(f"{V1}/schema/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
