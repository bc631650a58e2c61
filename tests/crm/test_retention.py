"""Each kind of data is kept as long as the settings say, and no longer."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm.actions.save_contact import create_contact
from crm.actions.trash_contact import trash_contact
from crm.erasing.job import run_erasure
from crm.errors import NotAllowed, Refusal
from crm.models import Boundary, Contact, Erasure, ImportJob, ImportRow, Interaction, Kept, Promise, Retention, Staff
from crm.retention import all_kept, change_retention, forget_what_is_past, kept_days
from tests.builders import NOW, TODAY, day, days_ago, log, make_boundary, make_contact, make_handle, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


def forget() -> dict[str, int]:
    done = forget_what_is_past(as_of=NOW)
    for erasure in Erasure.objects.exclude(status="done"):
        run_erasure(erasure.pk, as_of=NOW)
    return done


def test_an_admin_says_how_long_and_an_empty_field_keeps_for_good(ada: Staff) -> None:
    assert kept_days(Kept.TRASH) == 90
    change_retention(staff=ada, days={"trash": 30, "history": None})
    assert (all_kept()[Kept.TRASH], all_kept()[Kept.HISTORY]) == (30, None)
    assert Retention.objects.count() == 2


@pytest.mark.parametrize("days", [{"trash": 1}, {"history": 100}, {"weather": 30}, {"trash": 99_999}])
def test_too_little_too_much_and_what_there_is_not_is_refused(ada: Staff, days: dict[str, int | None]) -> None:
    with pytest.raises(Refusal):
        change_retention(staff=ada, days=days)
    with pytest.raises(NotAllowed):
        change_retention(staff=make_staff("Mona", role="manager"), days={"trash": 30})
    assert not Retention.objects.exists()


def test_the_trash_is_emptied_and_a_no_is_not_lost_with_it(ada: Staff) -> None:
    old, new = make_contact(ada, "Old", email="old@example.net"), make_contact(ada, "New")
    make_boundary(old)
    trash_contact(staff=ada, contact=old, as_of=days_ago(91))
    trash_contact(staff=ada, contact=new, as_of=days_ago(89))
    assert forget()["trash"] == 1
    assert list(Contact.objects.all()) == [new]
    back = create_contact(staff=ada, as_of=NOW, name="B", handles=[{"channel": "email", "value": "old@example.net"}])
    assert Boundary.objects.get(contact=back).scope == "everything"


def test_many_go_in_one_erasure_and_each_is_remembered_apart(ada: Staff) -> None:
    for name in ("a", "b", "c"):
        contact = make_contact(ada, name, email=f"{name}@example.net")
        make_boundary(contact, "client", client=f"Client of {name}")
        trash_contact(staff=ada, contact=contact, as_of=days_ago(100))
    forget()
    assert (Erasure.objects.count(), Contact.objects.count()) == (1, 0)
    back = create_contact(staff=ada, as_of=NOW, name="B", handles=[{"channel": "email", "value": "b@example.net"}])
    assert [boundary.client for boundary in Boundary.objects.filter(contact=back)] == ["Client of b"]


def test_whom_another_record_still_needs_stays(ada: Staff) -> None:
    bob = make_staff("Bob")
    old = make_contact(ada, "Old", email="both@example.net")
    make_contact(bob, "Private", email="both@example.net", visibility="private")
    trash_contact(staff=ada, contact=old, as_of=days_ago(100))
    forget()
    assert Contact.objects.count() == 2


def test_with_whom_nothing_happened_goes_if_it_is_wanted_and_nothing_is_open(ada: Staff) -> None:
    change_retention(staff=ada, days={"contact": 365})
    names = ("silent", "written", "promised", "young")
    people = {name: make_contact(ada, name) for name in names}
    log(ada, people["written"], days=300, text="Hello there")
    Promise.objects.create(contact=people["promised"], staff=ada, text="Send it", due_on=TODAY)
    Contact.objects.exclude(name="young").update(
        created_at=NOW - timedelta(days=500), updated_at=NOW - timedelta(days=400)
    )
    Contact.objects.filter(name="young").update(created_at=NOW, updated_at=NOW)
    forget()
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["promised", "written", "young"]


def test_words_go_and_that_something_was_said_stays(ada: Staff) -> None:
    change_retention(staff=ada, days={"interaction_text": 365})
    ana = make_contact(ada)
    old, new = log(ada, ana, days=400, text="Long ago"), log(ada, ana, days=300, text="Lately")
    forget()
    assert list(Interaction.objects.order_by("pk").values_list("pk", "text")) == [(old.pk, ""), (new.pk, "Lately")]


def test_rows_of_files_are_emptied(ada: Staff) -> None:
    job = ImportJob.objects.create(staff=ada, file="x", filename="x.csv")
    ImportRow.objects.create(job=job, number=1, data={"name": "Ana"}, result="created")
    ImportJob.objects.update(created_at=NOW - timedelta(days=366))
    forget()
    assert ImportRow.objects.get().data == {}


def test_nothing_is_forgotten_before_its_time(ada: Staff) -> None:
    ana = make_contact(ada)
    make_handle(ana, "bluesky", "ana.example")
    log(ada, ana, days=2000, entered=NOW, text="Long ago")
    make_boundary(ana, until=day(5))
    forget()
    assert Contact.objects.get() == ana
    assert Interaction.objects.get().text == "Long ago"
    assert not Erasure.objects.exists()
