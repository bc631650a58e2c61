"""Alice takes an import back: what it made goes, what it changed is as before, what people touched stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crm.actions.edit_interaction import edit_interaction
from crm.actions.note_boundary import note_boundary
from crm.actions.save_contact import update_contact
from crm.errors import Conflict, NotAllowed
from crm.importing.job import undo_import
from crm.importing.record import ImportedBoundary, ImportedContact, ImportedHandle, ImportedPitch
from crm.models import Boundary, Contact, Handle, ImportJob, Interaction, Relationship, Staff
from crm.readiness.facts import drifted
from tests.builders import NOW, TODAY, log, make_contact, make_staff
from tests.crm.importing.test_history import exchange, load, person

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
LATER = NOW + timedelta(hours=1)
BEN = ImportedContact(row=3, name="Ben Ode", handles=(ImportedHandle("email", "ben@radio.example"),))


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


def undo(job: ImportJob) -> dict[str, int]:
    """What became of its rows, by name."""
    undo_import(staff=job.staff, job=job, as_of=LATER)
    assert not drifted()
    return dict(job.rows.order_by("number").values_list("data__name", "undone"))


def why(job: ImportJob) -> str:
    return " ".join(job.rows.values_list("kept_because", flat=True)).strip()


def book() -> list[Any]:
    """Everything there is, but for what rises with every write."""
    passing = ("version", "updated_at")
    rows: list[Any] = []
    for model in (Contact, Handle, Interaction, Boundary):
        fields = [field.attname for field in model._meta.concrete_fields if field.name not in passing]
        rows.append(list(model._default_manager.order_by("pk").values(*fields)))
    return rows


def test_who_was_created_is_gone(alice: Staff) -> None:
    ada = make_contact(alice, "Ada")
    before = book()
    job = load(alice, person(interactions=(exchange(40),), tags=("press",)), BEN)
    assert Contact.objects.count() == 3
    assert undo(job) == {"Ana Lima": "removed", "Ben Ode": "removed"}
    assert book() == before
    assert Contact.objects.get() == ada
    assert not Relationship.objects.exists()
    assert (job.undone_at, job.undone_by) == (None, None)
    job.refresh_from_db()
    assert (job.undone_at, job.undone_by) == (LATER, alice)


def test_who_was_changed_is_as_before(alice: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example", tags=["friend"], organization="Paper")
    log(alice, ana, days=5)
    before, facts = book(), Relationship.objects.values().get()
    handles = (ImportedHandle("email", "ana@paper.example"), ImportedHandle("x", "@ana"))
    blanks = {"via": "Her desk", "basis": "consent", "informed_on": TODAY - timedelta(days=9)}
    told = person(
        handles=handles, title="Editor", organization="Radio", tags=("press",), interactions=(exchange(3),), **blanks
    )
    job = load(alice, told, overwrite=["organization"])
    ana.refresh_from_db()
    assert (ana.title, ana.organization, ana.tags, ana.handles.count()) == ("Editor", "Radio", ["friend", "press"], 2)
    assert {field: getattr(ana, field) for field in blanks} == blanks
    assert undo(job) == {"Ana Lima": "restored"}
    assert book() == before
    assert Relationship.objects.values().get() == facts


def test_a_field_that_was_changed_since_is_kept_and_named(alice: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example")
    job = load(alice, person(title="Editor", location="Berlin", tags=("press",)))
    ana.refresh_from_db()
    update_contact(staff=alice, contact=ana, as_of=NOW, location="Bonn", tags=["press", "mine"])
    assert undo(job) == {"Ana Lima": "kept"}
    assert why(job) == "Changed since and kept: location."
    ana.refresh_from_db()
    assert (ana.title, ana.location, ana.tags) == ("", "Bonn", ["mine"])


def test_who_was_touched_since_is_kept_and_the_reason_told(alice: Staff) -> None:
    job = load(alice, person(interactions=(exchange(40),)), BEN)
    log(alice, Contact.objects.get(name="Ana Lima"), days=0)
    assert undo(job) == {"Ana Lima": "kept", "Ben Ode": "removed"}
    assert why(job) == "There are exchanges with them since."
    assert Interaction.objects.get().import_job_id is None


@pytest.mark.parametrize("touch", ["edit", "address", "boundary", "candidate"])
def test_every_kind_of_touch_keeps_somebody(alice: Staff, touch: str) -> None:
    from tests.builders import make_campaign, make_handle

    job = load(alice, BEN)
    ben = Contact.objects.get()
    if touch == "edit":
        update_contact(staff=alice, contact=ben, as_of=NOW, title="Host")
    elif touch == "address":
        make_handle(ben, "x", "@ben")
    elif touch == "boundary":
        note_boundary(staff=alice, contact=ben, scope="everything", as_of=NOW)
    else:
        make_campaign(alice).candidates.create(contact=ben, staff=alice)
    assert undo(job) == {"Ben Ode": "kept"}
    assert why(job)


def test_an_exchange_that_was_corrected_since_is_kept(alice: Staff) -> None:
    job = load(alice, person(interactions=(exchange(40), exchange(50))))
    edit_interaction(staff=alice, interaction=Interaction.objects.order_by("pk")[0], as_of=LATER, text="Better put")
    undo(job)
    assert Interaction.objects.get().text == "Better put"
    assert Contact.objects.in_trash().count() == 1


def test_a_members_undo_never_lifts_a_no(alice: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example")
    declined = (ImportedBoundary(origin="answered_no", note="Declined"),)
    ben = ImportedContact(row=3, name="Ben", handles=BEN.handles, boundaries=declined)
    job = load(alice, person(boundaries=declined), ben)
    assert undo(job) == {"Ana Lima": "kept", "Ben": "trashed"}
    assert "a manager can lift it" in why(job)
    assert Boundary.objects.filter(lifted_at=None).count() == 2
    ana.refresh_from_db()
    assert ana.trashed_at is None


def test_a_managers_undo_lifts_it_with_the_reason_and_loading_again_brings_it_back() -> None:
    manager = make_staff("Mo", role="manager")
    told = person(boundaries=(ImportedBoundary(origin="opted_out", note="Unsubscribed"),))
    job = load(manager, told)
    assert undo(job) == {"Ana Lima": "trashed"}
    lifted = Boundary.objects.get()
    assert (lifted.lifted_by, lifted.lift_reason) == (manager, "The import “old.json” that brought it was undone.")
    again = load(manager, told)
    assert (again.updated, again.boundaries) == (1, 1)
    assert Contact.objects.get().trashed_at is None
    assert Boundary.objects.filter(lifted_at=None).count() == 1


def test_a_members_undo_keeps_the_rest_after_a_pitch(alice: Staff) -> None:
    pitched = (ImportedPitch(pitched_on=TODAY, note="PITCHED"),)
    job = load(alice, person(pitches=pitched, interactions=(exchange(40),)))
    assert undo(job) == {"Ana Lima": "trashed"}
    assert Interaction.objects.get().promotional


def test_a_managers_undo_takes_pitches_back() -> None:
    manager = make_staff("Mo", role="manager")
    assert undo(load(manager, person(pitches=(ImportedPitch(pitched_on=TODAY, note="PITCHED"),)))) == {
        "Ana Lima": "removed"
    }


def test_who_came_back_from_the_trash_goes_there_again(alice: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example", trashed_at=timezone.now())
    job = load(alice, person())
    before = ana.trashed_at
    ana.refresh_from_db()
    assert ana.trashed_at is None
    assert undo(job) == {"Ana Lima": "restored"}
    ana.refresh_from_db()
    assert ana.trashed_at == before


def test_who_was_needed_since_stays_out_of_the_trash(alice: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example", trashed_at=timezone.now())
    job = load(alice, person())
    ana.refresh_from_db()
    update_contact(staff=alice, contact=ana, as_of=NOW, title="Editor")
    assert undo(job) == {"Ana Lima": "kept"}
    ana.refresh_from_db()
    assert ana.trashed_at is None


def test_an_address_that_linked_two_records_links_them_no_more(alice: Staff) -> None:
    bob = make_staff("Bob")
    make_contact(bob, "Ana private", email="other@paper.example", visibility="private")
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example")
    handles = (ImportedHandle("email", "ana@paper.example"), ImportedHandle("email", "other@paper.example"))
    job = load(alice, person(handles=handles))
    assert Contact.objects.values("person").distinct().count() == 1
    undo(job)
    assert Contact.objects.values("person").distinct().count() == 2
    assert ana.handles.count() == 1


def test_loading_after_an_undo_is_as_loading_for_the_first_time(alice: Staff) -> None:
    told = (person(interactions=(exchange(40),), title="Editor"), BEN)
    undo(load(alice, *told))
    again = load(alice, *told)
    assert (again.created, again.interactions) == (2, 1)
    undo(again)
    assert not Contact.objects.exists()


def test_an_import_is_undone_once_and_by_whom_it_belongs_to(alice: Staff) -> None:
    job = load(alice, BEN)
    with pytest.raises(NotAllowed):
        undo_import(staff=make_staff("Bob", role="admin"), job=job, as_of=LATER)
    undo(job)
    with pytest.raises(Conflict, match="before"):
        undo_import(staff=alice, job=job, as_of=LATER)
    waiting = ImportJob.objects.create(staff=alice, filename="x.csv")
    with pytest.raises(Conflict, match="nothing"):
        undo_import(staff=alice, job=waiting, as_of=LATER)


def test_the_serving_role_may_undo(alice: Staff) -> None:
    job = load(alice, person(interactions=(exchange(40),)), BEN)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE listenlarge")
    assert undo(job) == {"Ana Lima": "removed", "Ben Ode": "removed"}
