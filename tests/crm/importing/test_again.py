"""Whatever is in a file, loading it again changes nothing."""

import csv
import io
import tempfile

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.importing.job import run_import, start_import
from crm.models import Contact, Handle, ImportJob, Staff

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


def book() -> list[object]:
    return [list(Contact.objects.order_by("pk").values()), list(Handle.objects.order_by("pk").values())]


@pytest.mark.django_db
@given(rows, rows, st.sampled_from(["team", "private"]), st.sampled_from(["team", "private"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
