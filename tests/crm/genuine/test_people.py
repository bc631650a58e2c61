"""Two records turn out to be one person, or two: what went to both is judged anew, whichever door it came through."""

import io
import json
from typing import Any

import pytest
from django.db import connection

from crm.actions.merge_contacts import merge_contacts
from crm.actions.open_ask import open_ask
from crm.actions.save_contact import create_contact, update_contact
from crm.actions.undo_merge import undo_merge
from crm.actions.upsert_contacts import upsert_contacts
from crm.genuine.people import judge_left_over
from crm.importing.job import run_import, start_import, undo_import
from crm.models import Contact, Interaction, PersonChange, Staff
from crm.readiness.facts import drifted
from tests.builders import NOW, days_ago, log, make_campaign, make_contact, make_handle, make_staff

pytestmark = pytest.mark.django_db

NEWS = (
    "the ferry across the bay runs again after eleven years of silence. "
    "its captain learned the route from her father and still sings to the gulls. "
    "we could take you along on an early trip before the others come"
)
SAME = "ana@paper.example"


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bob() -> Staff:
    return make_staff("Bob")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana", email=SAME)


@pytest.fixture
def anna(bob: Staff) -> Contact:
    """Bob's own record, of which Alice knows nothing."""
    return make_contact(bob, "Anna", visibility="private")


@pytest.fixture
def copy(alice: Staff, bob: Staff, ana: Contact, anna: Contact) -> Interaction:
    """The later of two texts to two people counts for nothing."""
    log(alice, ana, days=9, text=NEWS)
    copy = log(bob, anna, days=5, text=NEWS)
    assert copy.canned
    return copy


def is_canned(interaction: Interaction) -> bool:
    interaction.refresh_from_db()
    assert drifted() == [] and not PersonChange.objects.exists()
    return interaction.canned


def addresses(*values: str) -> list[dict[str, str]]:
    return [{"channel": "email", "value": value} for value in values]


def test_an_address_that_comes_makes_them_one_and_one_that_goes_two(bob: Staff, anna: Contact, copy: Any) -> None:
    own = anna.handles.get().value
    update_contact(staff=bob, contact=anna, as_of=NOW, handles=addresses(own, SAME))
    assert not is_canned(copy)
    update_contact(staff=bob, contact=anna, as_of=NOW, handles=addresses(own))
    assert is_canned(copy)


def test_an_address_of_a_desk_makes_nobody_one(bob: Staff, anna: Contact, copy: Any) -> None:
    desk = [{"channel": "email", "value": SAME, "shared": True}]
    update_contact(staff=bob, contact=anna, as_of=NOW, handles=desk)
    assert is_canned(copy)
    update_contact(staff=bob, contact=anna, as_of=NOW, handles=addresses(SAME))
    assert not is_canned(copy)


def test_a_third_record_ties_two_together(bob: Staff, ana: Contact, anna: Contact, copy: Any) -> None:
    cleo = make_staff("Cleo")
    both = addresses(SAME, anna.handles.get().value)
    create_contact(staff=cleo, as_of=NOW, handles=both, name="A.", visibility="private")
    assert not is_canned(copy)


def test_many_at_once_are_judged_too(anna: Contact, copy: Any) -> None:
    row = {"name": "Ana", "handles": addresses(SAME, anna.handles.get().value)}
    [answer] = upsert_contacts(staff=make_staff("Cleo"), rows=[row], as_of=NOW)
    assert not isinstance(answer, Exception) and answer.result == "updated"
    assert not is_canned(copy)


def test_an_import_makes_them_one_and_its_undo_two(
    bob: Staff, anna: Contact, copy: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = [{"name": "Anna", "handles": addresses(anna.handles.get().value, SAME)}]
    file = io.BytesIO(json.dumps(rows).encode())
    job = run_import(start_import(staff=bob, file=file, filename="x", visibility="private").pk, as_of=NOW)
    assert job.updated == 1
    assert not is_canned(copy)
    undo_import(staff=bob, job=job, as_of=NOW)
    assert is_canned(copy)


def test_an_ask_to_one_of_them_is_none_to_another(alice: Staff, ana: Contact) -> None:
    other = make_contact(alice, "Ana")
    made = {"already_made": True, "asked_at": days_ago(9), "as_of": NOW}
    open_ask(staff=alice, contact=other, campaign=make_campaign(alice), channel="email", text=NEWS, **made)
    told = log(alice, ana, days=3, text=NEWS)
    assert is_canned(told)
    merge = merge_contacts(staff=alice, survivor=ana, other=other, as_of=NOW)
    assert not is_canned(told)
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    assert is_canned(told)


def test_a_merge_ties_in_who_shares_an_address_with_the_merged_one(alice: Staff, ana: Contact, copy: Any) -> None:
    other = make_contact(alice, "Ana", email=copy.contact.handles.get().value)
    judge_left_over()
    merge = merge_contacts(staff=alice, survivor=ana, other=other, as_of=NOW)
    assert not is_canned(copy)
    undo_merge(staff=alice, merge=merge, as_of=NOW)
    assert is_canned(copy)


def test_straight_sql_is_caught_up_with(anna: Contact, copy: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_handle SET key = %s WHERE contact_id = %s", [SAME, anna.pk])
    assert PersonChange.objects.count() == 1  # the other's number stays
    judge_left_over()
    assert not is_canned(copy)


def test_whoever_was_never_written_to_makes_no_work(alice: Staff, bob: Staff) -> None:
    make_contact(alice, "Ben", email="ben@paper.example")
    make_handle(make_contact(bob, "Ben", email=None, visibility="private"), "email", "ben@paper.example")
    assert not PersonChange.objects.exists()
