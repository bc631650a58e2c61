"""Alice looks before she loads: who is new, what would change, who looks like somebody she knows."""

from pathlib import Path
from typing import Any

import pytest

from crm.errors import Conflict, Refusal
from crm.importing.job import change_preview, load_preview, run_import
from crm.importing.previewed import forget_old_files
from crm.models import Contact, Handle, ImportJob, ImportRow, Interaction, Staff, StagedRow
from tests.crm.importing.test_job import FILE, NOW, alice, bob, counts, know, load, media

__all__ = ["alice", "bob", "media"]
pytestmark = [pytest.mark.django_db, pytest.mark.deep]


def row(job: ImportJob, name: str) -> ImportRow:
    return job.rows.get(data__name=name)


def test_it_says_which_fields_would_change_from_what_to_what(alice: Staff) -> None:
    know(alice, "Ana Lee", ("email", "ana@paper.example"), tags=["friend"])
    job = load(alice, FILE, dry_run=True)
    assert row(job, "Ana Lee").changes == {
        "organization": ["", "The Paper"],
        "tags": [["friend"], ["friend", "press", "bikes"]],
        "handles": [None, ["phone: +49 30 901820"]],
    }
    assert row(job, "Sam Roe").changes is None
    assert Contact.objects.get().organization == ""


def test_nothing_at_all_is_written(alice: Staff) -> None:
    load(alice, FILE, dry_run=True)
    assert not Contact.objects.exists() and not Handle.objects.exists() and not Interaction.objects.exists()


def test_a_name_and_organisation_alone_match_nobody_but_are_pointed_out(alice: Staff, bob: Staff) -> None:
    known = know(alice, "ána lee", organization="The Paper")
    know(alice, "Ana Lee", organization="Another")
    know(bob, "Ana Lee", organization="The Paper", visibility="private")
    job = load(alice, FILE, dry_run=True)
    assert (row(job, "Ana Lee").result, row(job, "Ana Lee").looks_like) == ("created", [known.pk])
    assert row(job, "Kim").looks_like == []


def test_one_click_loads_it_without_uploading_again(alice: Staff) -> None:
    job = load(alice, FILE + "No,name@\n,,,,\n", dry_run=True)
    assert counts(job)[0] == 4
    load_preview(job=job)
    assert counts(run_import(job.pk, as_of=NOW))[0] == 4
    assert Contact.objects.count() == 4
    assert not StagedRow.objects.exists()
    job.refresh_from_db()
    assert (job.dry_run, job.rows.count()) == (False, 4)
    assert not Path(job.file.path).exists()


def test_what_was_refused_in_the_preview_is_refused_when_loaded(alice: Staff) -> None:
    job = load(alice, "Name,Email\nAna,ana@x.example\n,broken@\n", dry_run=True)
    assert counts(job) == (1, 0, 0, 1)
    load_preview(job=job)
    assert counts(run_import(job.pk, as_of=NOW)) == (1, 0, 0, 1)


def test_what_has_changed_since_the_preview_is_matched_anew(alice: Staff) -> None:
    job = load(alice, FILE, dry_run=True)
    know(alice, "Ana Lee", ("email", "ana@paper.example"))
    load_preview(job=job)
    assert counts(run_import(job.pk, as_of=NOW)) == (2, 1, 0, 0)


def test_another_mapping_gives_another_preview(alice: Staff) -> None:
    job = load(alice, "Wer,Wo,Email\nAna Lee,Paper,ana@x.example\n", dry_run=True)
    assert row(job, "ana@x.example").result == "created"
    change_preview(job=job, mapping={"Wer": "name", "Wo": "organization"}, tags=["fair 2026"])
    run_import(job.pk, as_of=NOW)
    assert row(job, "Ana Lee").data["organization"] == "Paper"
    load_preview(job=job)
    run_import(job.pk, as_of=NOW)
    assert Contact.objects.get().tags == ["fair 2026"]


def test_only_a_finished_preview_goes_on(alice: Staff) -> None:
    done = load(alice, FILE)
    for verb in (load_preview, change_preview):
        with pytest.raises(Conflict):
            verb(job=done)
    preview = load(alice, FILE, dry_run=True)
    Path(preview.file.path).unlink()
    with pytest.raises(Conflict, match="no longer there"):
        load_preview(job=preview)


def test_chosen_fields_are_overwritten_and_others_are_not(alice: Staff) -> None:
    ana = know(alice, "Ana Lee", ("email", "ana@paper.example"), organization="Old", title="Old")
    content = "Name,Email,Company,Title\nAna Lee-Po,ana@paper.example,New,New\nSam,sam@x.example,,\n"
    load(alice, content, overwrite=["organization", "name"])
    ana.refresh_from_db()
    assert (ana.name, ana.organization, ana.title) == ("Ana Lee-Po", "New", "Old")
    load(alice, "Name,Email,Company\nAna,ana@paper.example,\n", overwrite=["organization"])
    ana.refresh_from_db()
    assert ana.organization == "New"


def test_what_was_only_looked_at_is_forgotten_after_a_week(alice: Staff) -> None:
    old, new = load(alice, FILE, dry_run=True), load(alice, FILE, dry_run=True)
    assert old.finished_at and new.finished_at
    forget_old_files(before=new.finished_at)
    assert not Path(old.file.path).exists() and Path(new.file.path).exists()
    assert set(StagedRow.objects.values_list("job", flat=True)) == {new.pk}
    with pytest.raises(Conflict, match="no longer there"):
        load_preview(job=old)
    assert old.rows.count() == 3


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"overwrite": ["shoes"]}, "overwrite"),
        ({"separator": "?"}, "separator"),
        ({"tags": ["x" * 101]}, "tags"),
        ({"client": "x" * 201}, "client"),
        ({"options": {"ours": 7}}, "options"),
    ],
)
def test_wishes_that_cannot_be_are_refused_by_field(alice: Staff, wish: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        load(alice, FILE, **wish)
    assert list(refusal.value.errors) == [field]
    assert not ImportJob.objects.exists()
