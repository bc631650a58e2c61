"""Log lines: one object a line when wished, an id for each request, and nothing that is nobody's business."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from environ import Env

from config.observing.logs import REQUESTS, Json, Line, discreet, logging_settings
from crm.actions.add_staff import sign_in_link
from crm.models import Handle
from tests.builders import make_contact, make_staff

CANARY = "ana.canary@example.net"


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that is logged at all, as a collector gets it."""
    written, root, requests = StringIO(), logging.getLogger(), logging.getLogger(REQUESTS)
    handler = logging.StreamHandler(written)
    handler.setFormatter(Json())
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    requests.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


def told(lines: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_id(client: Client, db: None, lines: StringIO) -> None:
    answer = client.get("/find/?search=Ana+Lima", headers={"X-Request-ID": "proxy-0123456789"})
    [line] = [line for line in told(lines) if line["logger"] == REQUESTS]
    assert answer["X-Request-ID"] == line["request_id"] == "proxy-0123456789"
    assert (line["method"], line["route"], line["status"], line["level"]) == ("GET", "find/", 302, "info")
    assert "Ana" not in lines.getvalue()


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words of it", "new\u2028line-and-more", "<script>alert"])
def test_an_id_that_is_none_is_replaced(client: Client, db: None, given: str) -> None:
    answer = client.get("/sign-in/", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{16}", answer["X-Request-ID"])


def test_a_line_says_whose_request_it_was(client: Client, db: None, lines: StringIO) -> None:
    alice = make_staff()
    client.force_login(alice)
    client.get("/contacts/")
    assert [line["staff"] for line in told(lines) if line["logger"] == REQUESTS] == [alice.pk]


def test_what_opens_a_door_goes_into_no_log(db: None, lines: StringIO) -> None:
    """A live one-time link posted without its CSRF token is the worst case: Django logs the address."""
    strict = Client(enforce_csrf_checks=True)
    path = "/" + sign_in_link(make_staff()).split("/", 3)[3]
    token = path.split("/")[3]
    assert strict.post(path).status_code == 403
    strict.post("/sign-in/", {"email": CANARY, "password": "the-secret-word"})
    strict.get("/api/v1/contacts/", headers={"Authorization": "Bearer ll_" + "k" * 43})
    written = lines.getvalue()
    assert "Forbidden" in written
    for secret in (token, CANARY, "the-secret-word", "ll_kkk"):
        assert secret not in written


def test_a_row_that_the_database_quotes_goes_into_no_log(db: None, lines: StringIO) -> None:
    first = make_contact(make_staff(), email=CANARY)
    second = make_contact(first.owner, email="other@example.net")
    try:
        with transaction.atomic():
            Handle.objects.filter(contact=second).update(key=CANARY)
    except IntegrityError:
        logging.getLogger("listenlarge").exception("That went wrong")
    [line] = told(lines)
    assert line["error"] == "IntegrityError"
    assert "handle_once_per_book" in line["traceback"]
    assert CANARY not in lines.getvalue()


def test_lines_for_people_are_as_discreet() -> None:
    record = logging.makeLogRecord(
        {"name": "django.request", "levelname": "WARNING", "msg": "Gone: /sign-in/M/abc-12/"}
    )
    assert Line().format(record).endswith("WARNING django.request Gone: /sign-in/M/…/")
    assert discreet('invalid input syntax for type integer: "Ana"') == "invalid input syntax for type integer"


def test_requests_are_told_with_json_and_when_wished() -> None:
    class Told(Env):
        ENVIRON: dict[str, str]

    def level(**variables: str) -> str:
        Told.ENVIRON = variables
        return str(logging_settings(Told())["loggers"][REQUESTS]["level"])

    assert level() == "WARNING"
    assert level(LOG_FORMAT="json") == level(LOG_REQUESTS="true") == "INFO"
    assert level(LOG_FORMAT="json", LOG_REQUESTS="false") == "WARNING"
