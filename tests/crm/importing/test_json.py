"""JSON and NDJSON: the API's shape, our own exports, and objects of anybody's making."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm.importing.record import ImportedContact, Unreadable
from tests.crm.importing.files import addresses, open_file, people, read_all, refused

ANA: dict[str, Any] = {
    "id": 7, "name": "Ana Lee", "organization": "The Paper", "title": "Editor", "location": "Berlin",
    "timezone": "Europe/Berlin", "language": "de", "notes": "Likes, bikes\nsays she",
    "tags": ["press, berlin", "bikes"],
    "visibility": "team", "owner": 3, "external_id": "a-1", "origin": "Conference", "collected_on": "2024-03-12",
    "informed_on": "2024-03-13", "via": "her desk", "version": 4, "unheard_of": {"a": [1]},
    "handles": [
        {"channel": "email", "value": "ana@a.example", "shared": False, "status": "bounced"},
        {"channel": "phone", "value": "+49 30 901820", "shared": True, "status": "current"},
    ],
    "boundaries": [
        {"scope": "client", "client": "Acme", "topic": "", "campaign": "", "channel": "", "until": "2027-01-01",
         "origin": "answered_no", "note": "No to Acme", "since": "2024-05-03"},
        {"scope": "everything", "origin": "they_said", "note": "", "since": None, "until": None},
    ],
    "interests": [{"topic": "Bikes", "basis": "stated", "noted_at": "2024-01-01T00:00:00Z", "quote": "I ride"}],
    "pitches": [{"pitched_on": "2024-04-01", "note": "Spring", "text": "May I?"}],
    "interactions": [
        {"channel": "email", "direction": "inbound", "kind": "message", "occurred_at": "2024-05-01T10:00:00+02:00",
         "external_id": "<m1@a.example>", "text": "Thanks", "url": "", "automated": False},
    ],
}  # fmt: skip


def check_ana(ana: ImportedContact) -> None:
    assert (ana.name, ana.organization, ana.title, ana.external_id) == ("Ana Lee", "The Paper", "Editor", "a-1")
    assert (ana.tags, ana.notes, ana.via) == (("press, berlin", "bikes"), "Likes, bikes\nsays she", "her desk")
    assert (ana.collected_on, ana.informed_on) == (date(2024, 3, 12), date(2024, 3, 13))
    assert [(h.channel, h.shared, h.status) for h in ana.handles] == [
        ("email", False, "bounced"),
        ("phone", True, "current"),
    ]
    client, everything = ana.boundaries
    assert (client.scope, client.client, client.until) == ("client", "Acme", date(2027, 1, 1))
    assert (everything.scope, everything.origin, everything.since) == ("everything", "they_said", None)
    assert ana.pitches[0].pitched_on == date(2024, 4, 1)
    assert (ana.interactions[0].external_id, ana.interactions[0].text) == ("<m1@a.example>", "Thanks")
    assert ana.left_out == ()


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"version": 1, "next": None, "contacts": rows}])
def test_an_array_or_an_object_that_holds_one(tmp_path: Path, wrap: Any, indent: int | None) -> None:
    found = open_file(tmp_path, json.dumps(wrap([ANA, {"name": "Sam"}]), indent=indent, ensure_ascii=False))
    assert found.format.NAME == "json"
    ana, sam = people(found.records())
    check_ana(ana)
    assert (ana.row, sam.row, sam.name) == (1, 2, "Sam")


def test_an_entry_a_line(tmp_path: Path) -> None:
    content = f"{json.dumps(ANA)}\n\n{json.dumps({'name': 'Sam'})}\n"
    found = open_file(tmp_path, content)
    assert found.count() == 3
    ana, sam = people(found.records())
    check_ana(ana)
    assert (ana.row, sam.row) == (1, 3)


def test_flat_objects_are_read_by_their_keys(tmp_path: Path) -> None:
    rows = [{"First Name": "Ana", "lastName": "Lee", "email": ["a@a.example", "b@a.example"], "Company": {"name": "P"}}]
    [ana] = people(read_all(tmp_path, json.dumps(rows)))
    assert (ana.name, ana.organization) == ("Ana Lee", "P")
    assert addresses(ana) == [("email", "a@a.example"), ("email", "b@a.example")]


def test_a_bad_entry_refuses_only_itself(tmp_path: Path) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    entries = ['{"name": "Ana"}', '{"name": oops}', "42", "null", '{"notes": "x"}', f'{{"name": "Kim", "a": {deep}}}']
    entries += ['{"name": "Jo", "n": ' + "9" * 6_000 + "}", '{"name": "Lee"}']
    records = read_all(tmp_path, f"[{','.join(entries)}]")
    assert [(who.row, who.name) for who in people(records)] == [(1, "Ana"), (8, "Lee")]
    assert [row.row for row in refused(records)] == [2, 3, 4, 5, 6, 7]
    assert all(row.reason.endswith(".") for row in refused(records))
    lines = read_all(tmp_path, "\n".join(entries))
    assert [(who.row, who.name) for who in people(lines)] == [(1, "Ana"), (8, "Lee")]


def test_a_file_that_is_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    records = read_all(tmp_path, '[{"name": "Ana"}, {"name": "Sam", "notes": "and th')
    assert [who.name for who in people(records)] == ["Ana"]
    assert "cut off" in refused(records)[0].reason


def test_a_lone_surrogate_is_no_crash(tmp_path: Path) -> None:
    [ana] = people(read_all(tmp_path, '[{"name": "Ana", "notes": "\\ud800"}]'))
    assert ana.notes == "\ud800"


def test_an_object_without_a_list_of_contacts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no list of contacts"):
        read_all(tmp_path, json.dumps({"settings": {"a": [1, 2]}}, indent=1))


def test_an_entry_without_an_end_is_not_held_in_memory(tmp_path: Path) -> None:
    [row] = refused(read_all(tmp_path, '[{"name": "' + "x" * 11_000_000))
    assert "longer than five million" in row.reason


def test_the_cells_of_our_own_tables_bring_everything_back(tmp_path: Path) -> None:
    others = json.dumps([{"channel": "website", "value": "x.com/ana/blog", "shared": False, "status": "former"}])
    rows = [
        ["Ana", "a,b ::: a,b", others, json.dumps(ANA["boundaries"]), json.dumps(ANA["pitches"]), "her desk", "''=1"],
        ["Sam", "", "", "please never write again", "", "", ""],
    ]
    header = ["Name", "Tags", "Other handles", "Boundaries", "Pitches", "Via", "Notes"]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [header, *rows])
    ana, sam = people(read_all(tmp_path, text))
    assert [(h.channel, h.value, h.status) for h in ana.handles] == [("website", "x.com/ana/blog", "former")]
    assert (ana.tags, ana.via, ana.notes) == (("a,b",), "her desk", "'=1")
    assert [boundary.scope for boundary in ana.boundaries] == ["client", "everything"]
    assert ana.pitches[0].text == "May I?"
    assert [(no.scope, no.note) for no in sam.boundaries] == [("everything", "please never write again")]
