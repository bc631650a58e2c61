"""The doctor finds nothing in a sound book, and names what is broken: each thing that must hold is broken once."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.doctor import examine
from crm.actions.merge_contacts import merge_contacts
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.doctor.history import GATE, STANDS, histories
from crm.models import Ask, Boundary, Contact, ImportJob, Interest, Staff
from crm.sample.load import load_sample_book
from listening.months import open_months
from tests.builders import (
    LETTER,
    NOW,
    earn,
    make_boundary,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)
from tests.listening.posts import a_post, hear

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


def broken() -> dict[str, list[str]]:
    return {finding.name: finding.offenders for finding in examine(as_of=NOW) if finding.offenders}


def sql(*statements: str, past_guards: str = "") -> None:
    """As somebody with the owner's password and no manners would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if past_guards:
            cursor.execute(f"ALTER TABLE {past_guards} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        if past_guards:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {past_guards} ENABLE TRIGGER USER")
            for always in ("crm_ask_gate", "crm_ask_keep_slots") if past_guards == "crm_ask" else ():
                cursor.execute(f"ALTER TABLE crm_ask ENABLE ALWAYS TRIGGER {always}")


@pytest.mark.slow
def test_a_book_full_of_everything_is_sound() -> None:
    alice = make_staff("Alice", role="manager")
    load_sample_book(staff=alice, as_of=NOW)
    open_months(NOW)
    first, second = (make_contact(alice, name, email=None) for name in ("Ana Lima", "A. Lima"))
    for contact, value in ((first, "ana.example"), (second, "lima.example")):
        make_handle(contact, "bluesky", value)
    merge_contacts(staff=alice, survivor=first, other=second, as_of=NOW)
    hear(a_post(by="ana.example"), a_post())
    assert broken() == {}


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", role="manager")


@pytest.fixture
def ask(alice: Staff) -> Ask:
    """A sound world: Ana was asked and thinks about it, Bo is known, a post was heard."""
    open_months(NOW)
    topic = make_topic("Cargo bikes", query='"cargo bike*"')
    ana = make_contact(alice, "Ana Lima", email="ana@example.net")
    make_contact(alice, "Bo Lund", email="bo@example.net")
    earn(alice, ana, topic)
    hear(a_post(by="zoe.example"))
    campaign = make_campaign(alice, topics=[topic], client="Velo Verband")
    interest = Interest.objects.get(contact=ana, basis="stated")
    ask = open_ask(
        staff=alice, contact=ana, campaign=campaign, channel="email", text=LETTER,
        because=Because("interest", interest.pk), as_of=NOW,
    )  # fmt: skip
    assert broken() == {}
    return ask


def _ana() -> Contact:
    return Contact.objects.get(name="Ana Lima")


def _bo() -> Contact:
    return Contact.objects.get(name="Bo Lund")


COPY = (
    "INSERT INTO crm_ask (version, created_at, updated_at, channel, text, fingerprint, because_kind, because_text,"
    " because_url, asked_at, already_made, earned, override_reason, judged, follow_up_text, outcome, outcome_at,"
    " outcome_note, links, void_reason, campaign_id, contact_id, staff_id)"
    " SELECT 1, created_at + interval '1 hour', updated_at, channel, text, fingerprint, because_kind, because_text,"
    " because_url, asked_at + interval '1 day', false, true, '', judged, '', 'yes',"
    " asked_at + interval '2 days', '', '{{}}', '',"
    " {campaign}, {contact}, staff_id FROM crm_ask"
)


def _another_ask(*, campaign: str = "campaign_id", contact: str = "contact_id") -> None:
    sql(COPY.format(campaign=campaign, contact=contact), past_guards="crm_ask")


def _past_a_boundary(ask: Ask) -> None:
    make_boundary(ask.contact, created_at=ask.created_at - timedelta(days=1))


def _twice_at_once(ask: Ask) -> None:
    sql("ALTER TABLE crm_askslot DROP CONSTRAINT ask_slot_one_at_a_time")
    _another_ask(campaign=str(make_campaign(ask.staff, name="Winter").pk))
    sql(
        "INSERT INTO crm_askslot (ask_id, key, during, exclusive)"
        " SELECT (SELECT max(id) FROM crm_ask), key, during, true FROM crm_askslot"
    )


def _no_without_boundary(ask: Ask) -> None:
    record_outcome(staff=ask.staff, ask=ask, outcome="no", as_of=NOW, scope="campaign")
    sql("UPDATE crm_boundary SET ask_id = NULL")


def _lost_import(ask: Ask) -> None:
    ImportJob.objects.create(staff=ask.staff, filename="people.csv")
    ImportJob.objects.update(created_at=NOW - timedelta(days=400))


def _orphan(ask: Ask) -> None:
    folder = Path(ImportJob._meta.get_field("file").storage.path("imports"))
    folder.mkdir(parents=True, exist_ok=True)
    left = folder / "left-lying.csv"
    left.write_text("Ana")
    os.utime(left, (0, 0))


BREAKS: dict[str, Callable[[Ask], Any]] = {
    "one person": lambda ask: sql(f"UPDATE crm_contact SET person = {_bo().pk} WHERE id = {_ana().pk}"),
    "books": lambda ask: sql(
        "UPDATE crm_handle SET book = 77 WHERE value = 'bo@example.net'", past_guards="crm_handle"
    ),
    "addresses once": lambda ask: sql(
        "DROP INDEX handle_once_per_book",
        "INSERT INTO crm_handle"
        " (version, created_at, updated_at, contact_id, channel, value, key, status, shared, book)"
        f" SELECT 1, now(), now(), {_bo().pk}, channel, value, key, status, shared, book"
        f" FROM crm_handle WHERE contact_id = {_ana().pk}",
    ),
    "addresses keyed": lambda ask: sql(
        "ALTER TABLE crm_handle DROP CONSTRAINT handle_keyed",
        f"UPDATE crm_handle SET key = '' WHERE contact_id = {_bo().pk}",
    ),
    "merged away": lambda ask: sql(f"UPDATE crm_contact SET merged_into_id = {_ana().pk} WHERE id = {_bo().pk}"),
    "boundaries": _past_a_boundary,
    "once": lambda ask: _another_ask(),
    "rests": lambda ask: _another_ask(campaign=str(make_campaign(ask.staff, name="Winter").pk)),
    "overrides": lambda ask: sql(
        "ALTER TABLE crm_ask DROP CONSTRAINT ask_earned_or_said_why_not", "UPDATE crm_ask SET earned = false"
    ),
    "trash": lambda ask: sql(
        f"UPDATE crm_contact SET trashed_at = '2020-01-01' WHERE id = {ask.contact_id}",
    ),
    "slots held": lambda ask: sql("DELETE FROM crm_askslot WHERE key LIKE 'email:%'"),
    "slots let go": lambda ask: sql("UPDATE crm_ask SET voided_at = now(), void_reason = 'x'", past_guards="crm_ask"),
    "one at a time": _twice_at_once,
    "a no stays": _no_without_boundary,
    "facts": lambda ask: sql("UPDATE crm_relationship SET reached_days = 99"),
    "wordings": lambda ask: sql("DELETE FROM crm_wording"),
    "guards": lambda ask: sql("ALTER TABLE crm_ask DISABLE TRIGGER crm_ask_gate"),
    "history of contacts": lambda ask: sql("UPDATE crm_contact SET name = 'Somebody else'", past_guards="crm_contact"),
    "files there": lambda ask: ImportJob.objects.create(staff=ask.staff, filename="a.csv", file="imports/gone.csv"),
    "files needed": _orphan,
    "imports": _lost_import,
    "stalled jobs": lambda ask: sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'crm.import_file', 'doing')",
        "UPDATE procrastinate_events SET at = now() - interval '16 minutes'",
    ),
    "months": lambda ask: sql("DROP TABLE listening_mention_passing_2026_11"),
    "posts known": lambda ask: sql("DELETE FROM listening_mentionkey"),
    "posts once": lambda ask: sql(
        "CREATE TEMP TABLE twice AS SELECT * FROM listening_mention",
        "UPDATE twice SET keep = true",
        "INSERT INTO listening_mention SELECT * FROM twice",
    ),
    "posts matched": lambda ask: sql("DELETE FROM listening_mention"),
    "posts taken back": lambda ask: sql("UPDATE listening_mentionkey SET forgotten_at = now()"),
    "queue": lambda ask: sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('default', 'crm.import_file', now() - interval '1 day')"
    ),
    "migrations": lambda ask: sql("DELETE FROM django_migrations WHERE name = '0002_guards'"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_it_names_what_is_broken(ask: Ask, name: str) -> None:
    BREAKS[name](ask)
    assert name in broken()


def test_each_thing_that_must_hold_of_the_data_is_broken_above(ask: Ask) -> None:
    """But for those of the machine, tested beside it, and history, of which one record stands for all."""
    alike = {invariant.name for invariant in histories()} | {"exports", "bulk actions"}
    elsewhere = {"database", "disk", "secret key", "role", "address", "backups"}
    assert {finding.name for finding in examine(as_of=NOW)} - alike - elsewhere == set(BREAKS) - alike


def test_offenders_are_numbers_never_names(ask: Ask) -> None:
    make_contact(make_staff("Bob"), "Zed Secret", visibility="private")
    sql("UPDATE crm_contact SET name = name || '!', person = 7", past_guards="crm_contact")
    told = str(broken())
    assert "contact" in told
    assert "Zed" not in told


def test_a_boundary_noted_after_the_ask_breaks_nothing(ask: Ask) -> None:
    make_boundary(ask.contact, created_at=ask.created_at + timedelta(days=1))
    assert Boundary.objects.exists()
    assert broken() == {}


def test_every_guard_that_the_migrations_make_is_looked_for() -> None:
    """All triggers of the database that are not history's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'crm\\_%'"
        )
        assert {name: table for name, table in cursor.fetchall() if name != STANDS} == GATE


def test_a_secret_key_that_others_can_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)
    key = tmp_path / "secret_key"
    key.write_text("secret")
    key.chmod(0o600)
    assert "secret key" not in broken()
    key.chmod(0o640)
    assert broken()["secret key"] == ["secret_key"]


def test_a_backup_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "secret_key").chmod(0o600)
    os.utime(tmp_path / "secret_key", (NOW.timestamp() - 3 * 86_400,) * 2)
    assert "backups" in broken()
    dump = tmp_path / "backups" / "listenlarge-2026-11-22-030000.dump"
    dump.parent.mkdir()
    dump.write_text("")
    os.utime(dump, (NOW.timestamp() - 86_400,) * 2)
    assert "backups" not in broken()


def test_letters_whose_opt_out_link_nobody_outside_can_open_are_named(settings: Any) -> None:
    settings.SENDS_MAIL, settings.BASE_URL = False, "http://127.0.0.1:8000"
    assert "address" not in broken()
    settings.SENDS_MAIL = True
    assert broken()["address"] == ["http://127.0.0.1:8000"]
    settings.BASE_URL = "https://crm.example.org"
    assert "address" not in broken()
