"""Whatever is in a file, loading it again changes nothing."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm.importing.job import refused_csv, run_import, start_import
from crm.models import Contact, Handle, ImportJob, Staff

pytestmark = pytest.mark.slow

# Few of each, so that rows meet one another in every way.
names = st.sampled_from(["", "Ana", "Ana Lee", "A. Lee", "Lee, Ana", "Bob Lee", "Kim"])
emails = st.sampled_from(["", "", "a@x.example", "A@X.example", "b@x.example", "a@x.example; b@x.example", "a@"])
phones = st.sampled_from(["", "", "+49 30 901820", "12345"])
shared = st.sampled_from(["", "", "", "a@x.example", "desk@x.example"])
identifiers = st.sampled_from(["", "", "", "1", "2"])
rows = st.lists(st.tuples(names, emails, phones, shared, identifiers, st.sampled_from(["", "hi", "ho"])), max_size=6)


def load(staff: Staff, table: list[tuple[str, ...]], visibility: str) -> ImportJob:
    text = io.StringIO(newline="")
    header = ["Name", "Email", "Phone", "Shared email", "External ID", "Notes"]
    csv.writer(text).writerows([header, *table])
    file = io.BytesIO(text.getvalue().encode())
    job = start_import(staff=staff, file=file, filename="people.csv", visibility=visibility)
    return run_import(job.pk)


# An example is three whole imports: to make a failing one smaller takes minutes, and six rows can be read as they are.
quickly = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def book() -> list[object]:
    return [list(Contact.objects.order_by("pk").values()), list(Handle.objects.order_by("pk").values())]


@pytest.mark.django_db
def test_rows_that_a_private_import_matches_and_makes_are_told_apart_again(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    alice, number = Staff.objects.create(email="alice@team.example"), "+49 30 901820"
    load(Staff.objects.create(email="bob@team.example"), [("A. Lee", "", number, "", "", "")], "team")
    table = [("A. Lee", "", number, "", "", ""), ("", "", number, "", "", "hi"), ("Ana", "", number, "", "", "")]
    load(alice, table, "private")
    before = book()
    again = load(alice, table, "private")
    assert (again.created, again.updated) == (0, 0)
    assert book() == before


@pytest.mark.django_db
@given(rows, rows, st.sampled_from(["team", "private"]), st.sampled_from(["team", "private"]))
@settings(quickly, max_examples=25)
def test_loading_again_changes_nothing(
    db: None, there: list[tuple[str, ...]], table: list[tuple[str, ...]], first: str, second: str
) -> None:
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media), transaction.atomic():
        alice = Staff.objects.create(email="alice@team.example")
        load(Staff.objects.create(email="bob@team.example"), there, first)
        once = load(alice, table, second)
        before = book()
        again = load(alice, table, second)
        assert once.status == again.status
        assert (again.created, again.updated) == (0, 0)
        assert again.refused == once.refused
        assert again.unchanged == once.created + once.updated + once.unchanged
        assert book() == before
        transaction.set_rollback(True)


scraps = st.lists(
    st.sampled_from(
        [b"\n", b",", b'"', b"\x00", b"\xff", b"\xc3\xbc", b"ana", b"@", b"a@b.example", b"\nEND:VCARD\n", b"=ED=A0=80"]
        + [b"\nBEGIN:VCARD\nFN:Ana\n", b"\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=unicode_escape:\\ud800", b"\nTZ:a/\n"]
    ),
    max_size=30,
).map(b"".join)


@pytest.mark.django_db
@given(
    st.sampled_from([b"", b"Name,Email,Time\x00zone,Timezone\n", b"Name,Em\xe4il,Notes\n", b"BEGIN:VCARD\nFN:Kim"]),
    scraps,
)
@settings(quickly, max_examples=30)
def test_any_bytes_end_as_a_job_that_is_done_or_says_why(db: None, start: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media), transaction.atomic():
        alice = Staff.objects.create(email="alice@team.example")
        job = run_import(start_import(staff=alice, file=io.BytesIO(start + rest), filename="x").pk)
        assert job.status in {"done", "failed"}
        assert job.error.endswith(".") == (job.status == "failed")
        assert "".join(refused_csv(job))
        transaction.set_rollback(True)
