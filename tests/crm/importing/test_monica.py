"""Monica 4's JSON, with its two-way history."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm.importing.record import Unreadable
from tests.crm.importing.files import addresses, open_file, people, read_all, refused


def held(kind: str, *values: Any) -> dict[str, Any]:
    return {"count": len(values), "type": kind, "values": list(values)}


def of(**properties: Any) -> dict[str, Any]:
    return {"created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z", "properties": properties}


ANA = {
    "uuid": "c-ana",
    "properties": {
        "first_name": "Ana", "middle_name": None, "last_name": "Lee", "nickname": "", "description": "Rides",
        "is_starred": True, "job": "Editor", "company": "The Paper", "tags": ["press", "bikes"],
    },
    "data": [
        held("call", of(called_at="2024-02-01T00:00:00Z", content="Talked about bikes", contact_called=True)),
        held("contact_field", of(data="ana@a.example", type="t-mail"), of(data="https://x.com/ana", type="t-x"),
             of(data="t.me/ana", type="gone")),
        held("note", of(body="Met in Berlin")),
        held("address", of(city="Berlin", country="DE", street="Street 1")),
        held("conversation", {
            "properties": {
                "happened_at": "2024-03-01T00:00:00Z", "contact_field_type": "t-x",
                "messages": [
                    of(content="Loved it", written_at="2024-03-01T10:00:00Z", written_by_me=True),
                    of(content="Thanks!", written_at="2024-03-02T10:00:00Z", written_by_me=False),
                ],
            },
        }),
        held("activity", "a-lunch", "a-unknown"),
    ],
}  # fmt: skip
ACCOUNT = {
    "app_version": "v4.1.2", "export_date": "2024-06-01T00:00:00Z", "url": "https://monica.example",
    "exported_by": "u-1",
    "account": {
        "uuid": "acc",
        "data": [
            held("contact", ANA, {"uuid": "c-nobody", "properties": {"is_partial": True}}, "what?"),
            held("activity", {"uuid": "a-lunch", **of(summary="Lunch", description="Long one",
             happened_at="2024-04-01")}),
            held("photo", {"properties": {"dataUrl": "data:image/png;base64,AAAA"}}),
        ],
        "instance": {
            "contact_field_types": [
                {"uuid": "t-mail", "properties": {"name": "Email", "protocol": "mailto:", "type": "email"}},
                {"uuid": "t-x", "properties": {"name": "Twitter"}},
            ]
        },
    },
}  # fmt: skip


def test_somebody_arrives_with_their_history(tmp_path: Path) -> None:
    found = open_file(tmp_path, json.dumps(ACCOUNT, indent=1))
    assert found.format.NAME == "monica"
    [ana] = people(found.records())
    assert (ana.name, ana.organization, ana.title, ana.location) == ("Ana Lee", "The Paper", "Editor", "Berlin, DE")
    assert (ana.external_id, ana.tags, ana.notes) == ("c-ana", ("press", "bikes"), "Rides\n\nMet in Berlin")
    assert addresses(ana) == [("email", "ana@a.example"), ("x", "https://x.com/ana"), ("website", "t.me/ana")]
    assert [(i.channel, i.direction, i.kind, i.text) for i in ana.interactions] == [
        ("phone", "mutual", "call", "Talked about bikes"),
        ("x", "outbound", "message", "Loved it"),
        ("x", "inbound", "message", "Thanks!"),
        ("in_person", "mutual", "meeting", "Lunch\n\nLong one"),
    ]
    assert ana.interactions[1].occurred_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert len({i.external_id for i in ana.interactions}) == 4
    assert ana.interactions[3].external_id == "monica:a-lunch"


def test_exchanges_have_the_same_identity_whenever_they_are_loaded(tmp_path: Path) -> None:
    first, second = (people(read_all(tmp_path, json.dumps(ACCOUNT)))[0] for _ in range(2))
    assert first.interactions == second.interactions


def test_who_cannot_be_is_refused_alone(tmp_path: Path) -> None:
    assert [row.row for row in refused(read_all(tmp_path, json.dumps(ACCOUNT)))] == [2, 3]


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cut off"):
        read_all(tmp_path, json.dumps(ACCOUNT)[:-40])
