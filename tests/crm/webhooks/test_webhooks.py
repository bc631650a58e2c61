"""Ada the admin has other systems told; Charlie keeps some people to himself. Receivers are real HTTP servers."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from crm.actions.erase_person import order_erasure
from crm.actions.merge_contacts import merge_contacts
from crm.actions.note_boundary import lift_boundary
from crm.actions.save_contact import update_contact
from crm.actions.save_webhook import change_secret, change_webhook, create_webhook
from crm.actions.trash_contact import restore_contact, trash_contact
from crm.erasing.job import run_erasure
from crm.errors import Conflict, NotAllowed, Refusal
from crm.jobs import deliver_webhook, dispatch_webhooks
from crm.models import Ask, Contact, Delivery, EventKind, ImportJob, Staff, Webhook, WebhookEvent
from crm.webhooks import deliver as delivering
from crm.webhooks.deliver import deliver
from crm.webhooks.dispatch import dispatch, ping
from crm.webhooks.log import deliveries_seen_by, forget_old, left_behind, send_again
from tests.builders import NOW, log, make_boundary, make_campaign, make_contact, make_handle, make_staff
from tests.crm.outgoing.servers import Behaviour, Server, saying, sending_on, serving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loopback_is_open(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.1"]


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def charlie() -> Staff:
    return make_staff("Charlie")


@contextmanager
def receiving(ada: Staff, behave: Behaviour | None = None, *events: str) -> Iterator[tuple[Server, Webhook, str]]:
    with serving(behave or saying(b"ok")) as server:
        chosen = events or tuple(EventKind.values)
        webhook, secret = create_webhook(staff=ada, name="Receiver", url=server.url("/in"), events=chosen)
        yield server, webhook, secret


def jobs() -> list[str]:
    job = apps.get_model("procrastinate", "ProcrastinateJob")
    return list(job.objects.order_by("id").values_list("task_name", flat=True))


def body_of(request: bytes) -> dict[str, Any]:
    return json.loads(request.partition(b"\r\n\r\n")[2])  # type: ignore[no-any-return]


def headers_of(request: bytes) -> dict[str, str]:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}


def delivered(ada: Staff, what: Any, *events: str) -> list[dict[str, Any]]:
    """What a receiver hears of `what`, done in one transaction."""
    with receiving(ada, None, *events) as (server, _webhook, _secret):
        with transaction.atomic():
            what()
        for delivery_id in dispatch(as_of=NOW):
            deliver(delivery_id, as_of=NOW)
        return [body_of(request) for request in server.requests]


# What is told


def test_a_new_contact_is_told_signed(ada: Staff) -> None:
    with receiving(ada) as (server, webhook, secret):
        ana = make_contact(ada, "Ana Lima")
        [delivery_id] = dispatch(as_of=NOW)
        done = deliver(delivery_id, as_of=NOW)
    assert done and (done.status, done.response_status, done.response_excerpt) == ("delivered", 200, "ok")
    [request] = server.requests
    assert request.startswith(b"POST /in HTTP/1.1\r\n") and b"Ana Lima" not in request
    headers = headers_of(request)
    assert headers["content-type"] == "application/json" and headers["webhook-id"] == done.message_id
    told = body_of(request)
    assert (told["type"], told["data"]) == ("contact.created", {"id": ana.pk, "contact": ana.pk})
    verify(secret, request)
    webhook.refresh_from_db()
    assert webhook.last_delivered_at == NOW


def verify(secret: str, request: bytes) -> None:
    """As a receiver would, but by the test's clock."""
    headers, body = headers_of(request), request.partition(b"\r\n\r\n")[2].decode()
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    expected = Verifier(secret).sign(headers["webhook-id"], NOW, body)
    if expected not in headers["webhook-signature"].split():
        raise WebhookVerificationError


def test_a_receiver_with_the_library_believes_it(ada: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    now = datetime.now(tz=UTC)  # the library looks at the clock by itself
    with receiving(ada) as (server, webhook, secret):
        assert deliver(ping(webhook, as_of=now).pk, as_of=now)
    [request] = server.requests
    body = request.partition(b"\r\n\r\n")[2]
    assert Verifier(secret).verify(body, headers_of(request))["type"] == "ping"
    with pytest.raises(WebhookVerificationError):
        Verifier(Webhook.make_secret()).verify(body, headers_of(request))
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body + b" ", headers_of(request))


def test_each_event_is_told(ada: Staff) -> None:
    mona = make_staff("Mona", role="manager")
    ana, ben = make_contact(ada, "Ana"), make_contact(ada, "Ben")
    campaign = make_campaign(ada)
    boundary = make_boundary(ben)
    ask = {"campaign": campaign, "contact": ana, "staff": ada, "channel": "email", "asked_at": NOW}
    for kind, what, data in (
        ("contact.changed", lambda: update_contact(staff=ada, contact=ana, as_of=NOW, title="Editor"),
         {"changed": ["title"]}),
        ("contact.changed", lambda: make_handle(ana, "bluesky", "ana.bsky.social"), {"changed": ["handles"]}),
        ("interaction.logged", lambda: log(ada, ana), {"direction": "outbound", "channel": "email", "staff": ada.pk}),
        ("boundary.noted", lambda: make_boundary(ana, "client", client="Acme"), {"scope": "client"}),
        ("boundary.lifted", lambda: lift_boundary(staff=mona, boundary=boundary, reason="Said so", as_of=NOW),
         {"id": boundary.pk, "contact": ben.pk}),
        ("ask.opened", lambda: Ask.objects.create(**ask, already_made=True, earned=False), {"campaign": campaign.pk}),
        ("ask.outcome", lambda: Ask.objects.update(outcome="yes", outcome_at=NOW), {"outcome": "yes"}),
        ("contact.trashed", lambda: trash_contact(staff=ada, contact=ben, as_of=NOW), {"contact": ben.pk}),
        ("contact.restored", lambda: restore_contact(staff=ada, contact=ben), {"contact": ben.pk}),
        ("contact.merged", lambda: merge_contacts(staff=ada, survivor=ana, other=ben, as_of=NOW), {"into": ana.pk}),
    ):  # fmt: skip
        [told] = delivered(ada, what, kind)
        assert told["type"] == kind and data.items() <= told["data"].items()
        Webhook.objects.all().delete()


def test_other_systems_hear_that_somebody_was_erased(ada: Staff, charlie: Staff, settings: Any, tmp_path: Path) -> None:
    """But not of somebody only a colleague knew, who goes all the same."""
    settings.MEDIA_ROOT = tmp_path
    ana = make_contact(ada, "Ana Lima", email="ana@gone.example")
    hidden = make_contact(charlie, "Ana", email="ana@gone.example", visibility="private")
    number = ana.pk
    with receiving(ada, None, "contact.erased", "contact.changed") as (server, _webhook, _secret):
        run_erasure(order_erasure(staff=ada, contact=ana, as_of=NOW).pk, as_of=NOW)
        for pk in [*dispatch(as_of=NOW), *Delivery.objects.values_list("pk", flat=True)]:
            deliver(pk, as_of=NOW)
    [told] = [body_of(request) for request in server.requests]
    assert told["type"] == "contact.erased" and told["data"] == {"id": number, "contact": number}
    assert not Contact.objects.filter(pk__in=[number, hidden.pk]).exists()
    assert "crm.deliver_webhook" in jobs()


def test_nothing_is_told_of_what_was_taken_back(ada: Staff) -> None:
    with receiving(ada):
        with pytest.raises(RuntimeError), transaction.atomic():
            make_contact(ada)
            raise RuntimeError
        assert dispatch(as_of=NOW) == [] and "crm.dispatch_webhooks" not in jobs()


def test_one_job_a_transaction_takes_it_from_there(ada: Staff) -> None:
    with receiving(ada):
        make_contact(ada)
        make_contact(ada)
    assert jobs().count("crm.dispatch_webhooks") == 1
    dispatch_webhooks()
    assert jobs().count("crm.deliver_webhook") == 2


def test_a_house_without_webhooks_keeps_no_outbox(ada: Staff) -> None:
    make_contact(ada)
    log(ada, make_contact(ada))
    assert not WebhookEvent.objects.exists() and jobs() == []


def test_only_what_was_chosen_is_told(ada: Staff) -> None:
    def what() -> None:
        log(ada, make_contact(ada))

    assert [told["type"] for told in delivered(ada, what, "interaction.logged")] == ["interaction.logged"]


def test_changes_of_one_transaction_are_told_once(ada: Staff) -> None:
    ana = make_contact(ada)

    def what() -> None:
        update_contact(staff=ada, contact=ana, as_of=NOW, title="Editor")
        make_handle(ana, "bluesky", "ana.bsky.social")

    [told] = delivered(ada, what, "contact.changed")
    assert told["data"]["changed"] == ["title", "handles"]


def test_an_import_is_one_event_for_whose_it_is(ada: Staff) -> None:
    other = make_staff("Ben", role="admin")
    with receiving(ada, None, "import.done"), serving(saying()) as server:
        create_webhook(staff=other, name="Other", url=server.url(), events=["import.done"])
        job = ImportJob.objects.create(staff=ada, filename="x.csv", status="running", created=3)
        job.status = "done"
        job.save()
        [delivery_id] = dispatch(as_of=NOW)
    assert Delivery.objects.get(pk=delivery_id).webhook.owner == ada
    assert Delivery.objects.get().payload["data"]["created"] == 3


# Who may hear


def test_a_private_contact_is_told_to_nobody_else(ada: Staff, charlie: Staff) -> None:
    with receiving(ada):
        zelda = make_contact(charlie, "Zelda", visibility="private")
        log(charlie, zelda)
        make_boundary(zelda)
        assert dispatch(as_of=NOW) == []
        zelda.shared_with.add(ada)
        log(charlie, zelda)
        assert len(dispatch(as_of=NOW)) == 1
    assert not WebhookEvent.objects.exists()


def test_what_became_private_meanwhile_is_withheld(ada: Staff, charlie: Staff) -> None:
    with receiving(ada) as (server, _webhook, _secret):
        zelda = make_contact(charlie, "Zelda")
        [delivery_id] = dispatch(as_of=NOW)
        Contact.objects.filter(pk=zelda.pk).update(visibility="private")
        done = deliver(delivery_id, as_of=NOW)
        assert done and done.status == "withheld"
        assert server.connections == 0
        assert not deliveries_seen_by(ada).filter(pk=delivery_id).exists()


def test_whoever_left_hears_nothing_more(ada: Staff) -> None:
    with receiving(ada):
        make_contact(ada)
        Staff.objects.filter(pk=ada.pk).update(left_on=NOW.date())
        assert dispatch(as_of=NOW) == []


# When it does not arrive


def fail_until_given_up(delivery_id: int) -> list[timedelta]:
    """The pauses between attempts, in order."""
    at, pauses = NOW, []
    while (delivery := deliver(delivery_id, as_of=at)) and delivery.next_attempt_at:
        pauses.append(delivery.next_attempt_at - at)
        at = delivery.next_attempt_at
    return pauses


def test_it_is_tried_again_with_growing_pauses_and_then_given_up(ada: Staff) -> None:
    with receiving(ada, saying(b"oops", status="500 Internal Server Error")) as (server, webhook, _secret):
        delivery_id = ping(webhook, as_of=NOW).pk
        pauses = fail_until_given_up(delivery_id)
    for planned, pause in zip(delivering.WAITS, pauses, strict=True):
        assert planned * 0.8 <= pause <= planned * 1.2
    delivery = Delivery.objects.get(pk=delivery_id)
    assert (delivery.status, delivery.attempts, delivery.response_status) == ("failed", 8, 500)
    assert delivery.error == "It answered 500." and delivery.response_excerpt == "oops"
    assert len({headers_of(request)["webhook-id"] for request in server.requests}) == 1
    webhook.refresh_from_db()
    assert webhook.failing_since == NOW


def test_a_receiver_that_comes_back_gets_it(ada: Staff) -> None:
    answers = [saying(status="503 Service Unavailable"), saying(b"thanks")]

    def behave(sock: socket.socket, request: bytes) -> None:
        answers.pop(0)(sock, request)

    with receiving(ada, behave) as (server, webhook, _secret):
        delivery_id = ping(webhook, as_of=NOW).pk
        first = deliver(delivery_id, as_of=NOW)
        assert first and first.next_attempt_at
        assert deliver(delivery_id, as_of=NOW) is None  # not before its time
        second = deliver(delivery_id, as_of=first.next_attempt_at)
    assert second and (second.status, second.attempts) == ("delivered", 2) and len(server.requests) == 2


def test_it_waits_as_long_as_it_is_asked_to(ada: Staff) -> None:
    with receiving(ada, saying(b"", "Retry-After: 3600", status="429 Too Many Requests")) as (_server, webhook, _s):
        delivery = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
    assert delivery and delivery.next_attempt_at == NOW + timedelta(hours=1)


def test_a_slow_receiver_is_tried_again(ada: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "LIMITS", delivering.Limits(total=0.2, read=0.2))
    over = threading.Event()
    with receiving(ada, lambda _sock, _request: over.wait(5) and None) as (_server, webhook, _secret):  # type: ignore[func-returns-value]
        delivery = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
        over.set()
    assert delivery and delivery.status == "pending" and "too slow" in delivery.error


def test_a_redirect_is_a_failure(ada: Staff) -> None:
    with serving(saying()) as elsewhere, receiving(ada, sending_on(elsewhere.url())) as (_server, webhook, _secret):
        delivery = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
    assert delivery and delivery.error == "It answered 302." and elsewhere.connections == 0


def test_an_address_inside_is_not_called(ada: Staff, settings: Any) -> None:
    with receiving(ada) as (server, webhook, _secret):
        settings.ALLOWED_PRIVATE_NETWORKS = []
        delivery = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
    assert delivery and delivery.status == "pending" and "our own network" in delivery.error
    assert server.connections == 0


def test_it_is_switched_off_after_days_without_success(ada: Staff) -> None:
    with receiving(ada, saying(status="500 Oops")) as (_server, webhook, _secret):
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=NOW - timedelta(days=5))
        deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
        webhook.refresh_from_db()
        assert not webhook.active and "5 days" in webhook.disabled_because
        make_contact(ada)
        assert dispatch(as_of=NOW) == []
        again = change_webhook(staff=ada, webhook=webhook, active=True)
        assert again.active and again.disabled_because == "" and again.failing_since is None


def test_who_says_gone_is_not_bothered_again(ada: Staff) -> None:
    with receiving(ada, saying(status="410 Gone")) as (_server, webhook, _secret):
        delivery = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
    webhook.refresh_from_db()
    assert delivery and delivery.status == "failed" and not webhook.active


def test_two_workers_do_not_deliver_it_twice(ada: Staff) -> None:
    with receiving(ada) as (server, webhook, _secret):
        delivery_id = ping(webhook, as_of=NOW).pk
        taken = Delivery.objects.filter(pk=delivery_id)
        taken.update(taken_until=NOW + timedelta(seconds=30))  # another one is at it
        assert deliver(delivery_id, as_of=NOW) is None and server.connections == 0
        # It was killed: later somebody else takes over, once.
        assert deliver(delivery_id, as_of=NOW + timedelta(seconds=61))
        assert deliver(delivery_id, as_of=NOW + timedelta(seconds=61)) is None
        assert len(server.requests) == 1
    deliver_webhook(delivery_id=delivery_id)  # the job of the killed worker, taken up again
    assert len(server.requests) == 1


def test_a_lost_job_is_found(ada: Staff) -> None:
    with receiving(ada) as (_server, webhook, _secret):
        delivery = ping(webhook, as_of=NOW)
    assert left_behind(as_of=NOW + timedelta(minutes=9)) == []
    assert left_behind(as_of=NOW + timedelta(minutes=11)) == [delivery.pk]


def test_it_can_be_sent_again_by_hand(ada: Staff) -> None:
    with receiving(ada) as (server, webhook, _secret):
        delivery = ping(webhook, as_of=NOW)
        with pytest.raises(Conflict):
            send_again(delivery=delivery, as_of=NOW)
        delivery = deliver(delivery.pk, as_of=NOW) or delivery
        send_again(delivery=delivery, as_of=NOW)
        assert deliver(delivery.pk, as_of=NOW)
    ids = [headers_of(request)["webhook-id"] for request in server.requests]
    assert ids == [delivery.message_id] * 2


def test_old_entries_of_the_log_are_forgotten(ada: Staff) -> None:
    with receiving(ada) as (_server, webhook, _secret):
        done = deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
        ping(webhook, as_of=NOW)  # still on its way
    forget_old(as_of=NOW + timedelta(days=31))
    assert done and not Delivery.objects.filter(pk=done.pk).exists() and Delivery.objects.count() == 1


# Secrets and addresses


def test_for_a_day_both_secrets_are_good(ada: Staff) -> None:
    with receiving(ada) as (server, webhook, old):
        new = change_secret(staff=ada, webhook=webhook, as_of=NOW - timedelta(hours=1))
        deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
        for secret in (old, new):
            verify(secret, server.requests[0])
        Webhook.objects.update(old_secret_until=NOW)
        deliver(ping(webhook, as_of=NOW).pk, as_of=NOW)
        verify(new, server.requests[1])
        with pytest.raises(WebhookVerificationError):
            verify(old, server.requests[1])


def test_a_secret_does_not_lie_open_in_the_database(ada: Staff) -> None:
    with receiving(ada) as (_server, _webhook, secret), connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM crm_webhook AS w")
        assert secret.removeprefix("whsec_")[:20] not in cursor.fetchone()[0]


def test_only_admins_make_webhooks(charlie: Staff) -> None:
    with pytest.raises(NotAllowed):
        create_webhook(staff=charlie, name="Mine", url="https://example.org/", events=["contact.created"])
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("url", "example.org"), ("url", "ftp://example.org/"), ("url", ""), ("name", " "), ("events", []),
     ("events", ["contact.sold"])],
)  # fmt: skip
def test_it_refuses_a_webhook_that_cannot_be(ada: Staff, field: str, wrong: Any) -> None:
    fields: dict[str, Any] = {"name": "Mine", "url": "https://example.org/", "events": ["contact.created"]}
    with pytest.raises(Refusal) as refused:
        create_webhook(staff=ada, **{**fields, field: wrong})
    assert field in refused.value.errors and not Webhook.objects.exists()
