"""Whatever goes wrong is a problem in JSON with a sentence; never HTML, never a trace."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from rest_framework.test import APIClient

from api.views.topics import TopicViewSet
from crm.models import Contact, Staff, Topic
from tests.api.conftest import V1, client_of


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["type"]
    return body


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v2/contacts/", "/api/", "/api/v1/contacts/abc/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_is_not_there(api: APIClient, path: str, method: str) -> None:
    problem(getattr(api, method)(path), 404)


def test_a_missing_slash_is_pointed_out(api: APIClient) -> None:
    assert "/api/v1/contacts/" in problem(api.get("/api/v1/contacts"), 404)["detail"]


def test_a_record_that_is_not_there(api: APIClient) -> None:
    problem(api.get(f"{V1}/contacts/999999/"), 404)
    problem(api.get(f"{V1}/contacts/{10**18 - 1}/"), 404)
    problem(api.get(f"{V1}/contacts/{10**30}/"), 404)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": 1e999}',
        b'{"name": ' + b"9" * 5000 + b"}",
        b'{"name": "\xff"}',
        b'\xef\xbb\xbf{"name": "A"',
        b"[" * 100_000,
    ],
)
def test_a_body_that_cannot_be_read(api: APIClient, body: bytes) -> None:
    problem(api.post(f"{V1}/topics/", body, content_type="application/json"), 400)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\ud800b"}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": ["A"]}, "name"),
        ({"name": "A", "tags": "x"}, "tags"),
        ({"name": "A", "tags": ["a\x00"]}, "tags"),
        ({"name": "A", "visibility": "everybody"}, "visibility"),
        ({"name": "A", "collected_on": "31.12.2026"}, "collected_on"),
        ({"name": "A", "collected_on": 10**25}, "collected_on"),
        ({"name": "A", "timezone": "Europe/Nowhere"}, "timezone"),
        ({"name": "A", "handles": [{"channel": "fax", "value": "1"}]}, "handles"),
        ({"name": "A", "handles": [{"channel": "email", "value": "no address"}]}, "handles"),
        ({"name": "A", "handles": {"channel": "email"}}, "handles"),
        ({"name": "A", "owner": 10**25}, "owner"),
        ({"name": "A", "owner": 1.5}, "owner"),
    ],
)
def test_a_field_that_cannot_be(api: APIClient, fields: dict[str, Any], named: str) -> None:
    body = json.dumps(fields).encode()  # \ud800 as an escape, as only JSON can
    found = problem(api.post(f"{V1}/contacts/", body, content_type="application/json"), 422)
    assert any(key.startswith(named) for key in found["errors"])
    assert named in found["detail"] or any(named in str(value) for value in found["errors"])
    assert not Contact.objects.exists()


def test_a_word_that_is_not_in_the_list_is_answered_with_the_list(api: APIClient) -> None:
    found = problem(api.post(f"{V1}/contacts/", {"name": "A", "visibility": "all"}), 422)
    assert "team, private" in found["errors"]["visibility"][0]


def test_a_method_that_is_not_taken(api: APIClient) -> None:
    answer = api.put(f"{V1}/topics/", {})
    problem(answer, 405)
    assert "POST" in answer["Allow"]


def test_a_media_type_that_is_not_given_or_taken(api: APIClient) -> None:
    problem(api.get(f"{V1}/topics/", headers={"Accept": "text/html"}), 406)
    problem(api.post(f"{V1}/topics/", b"<a/>", content_type="application/xml"), 415)


def test_a_body_that_is_too_big(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    problem(api.post(f"{V1}/topics/", {"name": "x" * 200}), 413)
    assert not Topic.objects.exists()


def test_a_body_in_chunks_is_not_taken_for_none(api: APIClient) -> None:
    answer = api.generic("POST", f"{V1}/topics/", b"", "application/json", HTTP_TRANSFER_ENCODING="chunked")
    problem(answer, 411)


def test_too_many_requests(alice: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.throttling.rate_allowed", lambda: 3.0)
    client = client_of(alice)
    answers = [client.get(f"{V1}/topics/") for _ in range(5)]
    problem(answers[-1], 429)
    assert int(answers[-1]["Retry-After"]) >= 1
    assert answers[0].status_code == 200


def test_an_accident_of_ours_shows_nothing_of_the_inside(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(self: Any) -> HttpResponse:
        raise RuntimeError("the inside")

    monkeypatch.setattr(TopicViewSet, "seen", stumble)
    answer = api.get(f"{V1}/topics/")
    problem(answer, 500)
    assert b"inside" not in answer.content


def test_a_host_that_is_not_ours(api: APIClient) -> None:
    problem(api.get(f"{V1}/topics/", headers={"Host": "evil.example"}), 400)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=abc", "limit=-1", "cursor=nonsense", "cursor=bnVsbA", "search=%00"]
)
def test_a_query_that_cannot_be_read(api: APIClient, query: str) -> None:
    problem(api.get(f"{V1}/contacts/?{query}"), 400)


@pytest.mark.parametrize("query", ["ordering=password", "created_at_after=yesterday", "stage=give"])
def test_a_filter_that_cannot_be_is_named(api: APIClient, query: str) -> None:
    found = problem(api.get(f"{V1}/contacts/?{query}"), 400)
    assert query.split("=")[0].removesuffix("_after") in found["errors"]


@pytest.mark.parametrize(
    "query", ["tag=none", "owner=999", "owner=abc", "channel=fax", "visibility=all", "topic=99999999999999999999"]
)
def test_a_value_that_names_nothing_gives_an_empty_list(api: APIClient, ana: Contact, query: str) -> None:
    answer = api.get(f"{V1}/contacts/?{query}")
    assert answer.status_code == 200
    assert answer.json()["results"] == []
