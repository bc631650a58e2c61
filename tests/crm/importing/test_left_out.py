"""What of a file was not taken is said, so that nobody thinks they have it all."""

import pytest

from crm.filters import ImportRowFilter
from crm.importing.job import change_preview, run_import
from crm.models import Contact, ImportStatus, Staff
from tests.crm.importing.test_job import NOW, alice, load, media

__all__ = ["alice", "media"]
pytestmark = pytest.mark.django_db

UNKNOWN = (
    "Name,E-mail,Favourite colour,Shoe size,Empty\nAna Lee,ana@paper.example,green,,\nKim Ode,kim@wire.example,,43,\n"
)


def test_columns_nobody_knows_are_named_if_they_held_something(alice: Staff) -> None:
    job = load(alice, UNKNOWN)
    assert (job.created, job.columns_left_out) == (2, ["Favourite colour", "Shoe size"])


def test_a_column_somebody_left_out_on_purpose_is_not(alice: Staff) -> None:
    assert load(alice, UNKNOWN, mapping={"Favourite colour": "", "shoe size": "notes"}).columns_left_out == []


def test_what_a_known_format_leaves_out_on_purpose_is_not(alice: Staff) -> None:
    hubspot = (
        "Record ID,First Name,Last Name,Email,Lead Status,Contact owner,Lifecycle Stage,Lucky number\n"
        "1,Ana,Lee,ana@paper.example,NEW,Bob,lead,7\n"
    )
    assert load(alice, hubspot).columns_left_out == ["Lucky number"]
    google = (
        "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Birthday,"
        "Custom Field 1 - Label,Custom Field 1 - Value\n"
        "Kim,Ode,* Work,kim@wire.example,1990-01-01,Beat,bikes\n"
    )
    assert load(alice, google).columns_left_out == ["Birthday"]


def test_rows_that_came_in_part_are_counted_and_found(alice: Staff) -> None:
    job = load(alice, "Name,E-mail,Timezone\nAna Lee,ana@paper.example,Mars/Base\nKim Ode,kim@wire.example,\n,,x\n")
    assert (job.created, job.refused, job.partly) == (2, 1, 1)
    found = ImportRowFilter({"partly": "true"}, job.rows.all(), staff=alice).qs
    assert [row.data["name"] for row in found] == ["Ana Lee"]
    assert ImportRowFilter({"partly": "false"}, job.rows.all(), staff=alice).qs.count() == 2


def test_what_could_not_be_read_at_once_can_be_told_how_without_sending_it_again(alice: Staff) -> None:
    job = load(alice, "wer|wo\nAna Lee|ana@paper.example\n")
    assert job.status == ImportStatus.FAILED
    job = change_preview(job=job, mapping={"wer": "name", "wo": "email"}, separator="|")
    assert (run_import(job.pk, as_of=NOW).created, job.dry_run) == (1, True)
    assert not Contact.objects.exists()
