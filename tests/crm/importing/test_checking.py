"""What is kept of a row, and what is left out of it with a sentence."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crm.importing.checking import check, fingerprint_of
from crm.importing.record import (
    ImportedBoundary,
    ImportedContact,
    ImportedHandle,
    ImportedInteraction,
    ImportedPitch,
    Refused,
)
from tests.crm.importing.files import people, read_all, table

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAY = datetime(2024, 5, 3, 9, tzinfo=UTC)


def kept(**fields: Any) -> dict[str, Any]:
    checked = check(ImportedContact(row=2, **fields), as_of=NOW)
    assert isinstance(checked, dict), checked
    return checked


def exchange(**fields: Any) -> ImportedInteraction:
    given: dict[str, Any] = {"channel": "email", "direction": "inbound", "kind": "message", "occurred_at": MAY}
    return ImportedInteraction(**{**given, "external_id": "m1", "text": "Hello", **fields})


def test_one_bad_address_costs_itself_alone() -> None:
    handles = (ImportedHandle("email", "ana@"), ImportedHandle("email", "ana@a.example"))
    data = kept(name="Ana", handles=handles, timezone="Mars/Base")
    assert [handle["value"] for handle in data["handles"]] == ["ana@a.example"]
    assert (data["name"], data["timezone"]) == ("Ana", "")
    assert "E-mail: “ana@” is not an e-mail address" in data["left_out"]
    assert "Mars/Base" in data["left_out"]


def test_somebody_called_by_a_bad_address_is_called_by_a_good_one() -> None:
    handles = (ImportedHandle("email", "ana@"), ImportedHandle("email", "ana@a.example"))
    data = kept(name="ana@", nameless=True, handles=handles)
    assert (data["name"], data["nameless"]) == ("ana@a.example", True)


def test_a_name_that_is_also_a_bad_address_stays_a_name() -> None:
    data = kept(name="Ana Lee", handles=(ImportedHandle("facebook", "Ana Lee"),))
    assert (data["name"], data["handles"]) == ("Ana Lee", [])
    assert "Facebook" in data["left_out"]


def test_nobody_is_left_when_the_only_address_cannot_be() -> None:
    refused = check(ImportedContact(row=2, name="ana@", nameless=True, handles=(ImportedHandle("email", "ana@"),)))
    assert isinstance(refused, Refused)
    assert "is not an e-mail address" in refused.reason
    assert refused.reason.endswith("Name: give a name or an address.")


def test_the_keys_of_what_comes_beside_are_there_only_when_needed() -> None:
    assert not {"interactions", "boundaries", "pitches", "left_out"} & kept(name="Ana").keys()


def test_an_exchange_arrives_with_all_its_parts() -> None:
    [data] = kept(name="Ana", interactions=(exchange(), exchange()))["interactions"]
    assert data == {
        "channel": "email", "direction": "inbound", "kind": "message", "occurred_at": "2024-05-03T09:00:00+00:00",
        "external_id": "m1", "text": "Hello", "url": "", "automated": False,
    }  # fmt: skip


def test_exchanges_that_cannot_be_are_left_out_and_the_person_stays() -> None:
    bad = (
        exchange(external_id="2", occurred_at=NOW + timedelta(days=3)),
        exchange(external_id="3", occurred_at=datetime(1904, 1, 1, tzinfo=UTC)),
        exchange(external_id="4", channel="pigeon"),
        exchange(external_id="5", kind="stare"),
        exchange(external_id="6", direction="sideways"),
        exchange(external_id=""),
        exchange(external_id="x" * 501),
    )
    data = kept(name="Ana", interactions=(*bad, exchange()))
    assert [i["external_id"] for i in data["interactions"]] == ["m1"]
    assert "dated 2026-03-04" in data["left_out"]
    assert "(3 times)" in data["left_out"]


def test_a_day_without_an_hour_that_is_today_is_not_in_the_future() -> None:
    morning = datetime(2026, 3, 1, 7, tzinfo=UTC)
    checked = check(ImportedContact(row=1, name="Ana", interactions=(exchange(occurred_at=NOW),)), as_of=morning)
    assert isinstance(checked, dict)
    assert checked["interactions"][0]["occurred_at"] == morning.isoformat()


def test_what_cannot_be_understood_of_a_boundary_makes_it_wider_never_less() -> None:
    data = kept(
        name="Ana",
        boundaries=(
            ImportedBoundary(origin="opted_out", note="Unsubscribed", since=date(2024, 5, 3)),
            ImportedBoundary(origin="heard say", note="x" * 6_000, since=date(2031, 1, 1)),
            ImportedBoundary(origin="opted_out", note="", scope="channel", channel="pigeon"),
            ImportedBoundary(origin="opted_out", note="", scope="channel", channel="email"),
            ImportedBoundary(origin="they_said", note="", scope="client", client="Acme", until=date(2027, 1, 1)),
            ImportedBoundary(origin="they_said", note="", scope="topic"),
        ),
    )["boundaries"]
    assert data[0] == {
        "origin": "opted_out", "note": "Unsubscribed", "scope": "everything", "channel": "", "since": "2024-05-03",
    }  # fmt: skip
    assert (data[1]["origin"], len(data[1]["note"]), data[1]["since"]) == ("they_said", 5_000, None)
    assert (data[2]["scope"], data[2]["channel"]) == ("everything", "")
    assert (data[3]["scope"], data[3]["channel"]) == ("channel", "email")
    assert (data[4]["scope"], data[4]["client"], data[4]["until"]) == ("client", "Acme", "2027-01-01")
    assert data[5]["scope"] == "everything"


def test_a_refused_row_takes_its_no_along_to_be_mended(tmp_path: Path) -> None:
    who = ImportedContact(
        row=2,
        name="ana@",
        nameless=True,
        tags=("press, berlin",),
        handles=(ImportedHandle("email", "ana@", status="bounced"), ImportedHandle("phone", "12", shared=True)),
        boundaries=(ImportedBoundary(origin="opted_out", note="Unsubscribed", since=date(2024, 5, 3)),),
        pitches=(ImportedPitch(pitched_on=date(2024, 4, 1), note="Spring"),),
    )
    refused = check(who, as_of=NOW)
    assert isinstance(refused, Refused)
    cells = {**refused.raw, "Name": "Ana"}
    [again] = people(read_all(tmp_path, table(",".join(cells), list(cells.values()))))
    assert (again.boundaries, again.pitches, again.tags) == (who.boundaries, who.pitches, who.tags)
    assert set(again.handles) == set(who.handles)


def test_a_pitch_without_a_possible_day_has_none() -> None:
    pitches = (ImportedPitch(pitched_on=date(2030, 1, 1), note="Valosan: PITCHED"),)
    assert kept(name="Ana", pitches=pitches)["pitches"] == [
        {"pitched_on": None, "note": "Valosan: PITCHED", "text": ""}
    ]


def test_last_contacted_becomes_an_exchange_without_words_once_it_is_old_enough_to_count_for_nothing_else() -> None:
    [old] = kept(name="Ana", last_contacted_on=date(2025, 6, 1))["interactions"]
    assert (old["text"], old["kind"], old["channel"], old["direction"]) == ("", "message", "other", "outbound")
    young = kept(name="Ana", last_contacted_on=date(2026, 2, 20))
    assert "interactions" not in young
    assert young["left_out"].startswith("Last contacted on: 2026-02-20 is so recent")


def test_the_same_person_has_the_same_fingerprint_whenever_last_contacted() -> None:
    one, other = kept(name="Ana", last_contacted_on=date(2025, 6, 1)), kept(name="Ana")
    assert fingerprint_of(one) == fingerprint_of({**other, "interactions": []})


@pytest.mark.parametrize(
    ("said", "basis"),
    [
        ("consent", "consent"), ("Legitimate interest - prospect/lead", "interest"), ("public_task", "public_task"),
        ("Performance of a contract", "contract"), ("Not applicable", None), ("no consent", None),
        ("Consent withdrawn", None),
    ],
)  # fmt: skip
def test_on_what_their_data_is_held_is_never_guessed(said: str, basis: str | None) -> None:
    data = kept(name="Ana", handles=(ImportedHandle("email", "ana@a.example"),), basis=said)
    assert data.get("basis") == basis
    assert ("left_out" in data) == (basis is None and said != "Not applicable")
