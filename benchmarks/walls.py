"""What the walls cost: the same work without them, as it is, and with row-level security besides, in one run.

Each way is tried in a transaction that is rolled back, in turn with the others; told are seconds of a core, this
process and its database together, so that other work on the machine matters little."""

import statistics
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pgtrigger
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.timing import spent
from config.embedded.cluster import SERVING
from crm.actions.log_interaction import log_interaction
from crm.actions.save_contact import create_contact
from crm.filters.contacts import ContactFilter
from crm.models import Contact, Interaction, Staff

ROUNDS = 7
# Kept by the memory of the erased: every new address is held against it.
MEMORY = (("crm_handle", "crm_handles_unchecked"), ("crm_handle", "crm_handles_changed_unchecked"))
ME = "nullif(current_setting('crm.staff', true), '')::bigint"
ROW_SECURITY = f"""
CREATE POLICY seen ON crm_contact USING (visibility = 'team' OR owner_id = {ME}
    OR id IN (SELECT contact_id FROM crm_contact_shared_with WHERE staff_id = {ME}));
CREATE POLICY seen ON crm_handle USING (contact_id IN (SELECT id FROM crm_contact));
CREATE POLICY seen ON crm_interaction USING (contact_id IN (SELECT id FROM crm_contact));
ALTER TABLE crm_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm_handle ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm_interaction ENABLE ROW LEVEL SECURITY;
"""

Way = Callable[[], None]


def measure_walls() -> None:
    staff = Staff.objects.order_by("pk")[1]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE crm_contact DISABLE TRIGGER USER")
        cursor.execute("UPDATE crm_contact SET visibility = 'private' WHERE id % 20 = 0")
        cursor.execute("ALTER TABLE crm_contact ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE crm_contact")
    print("| of a core, ms | without walls | as it is | cost | with row security | cost |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, bare, walled in _works(staff):
        _measure(name, bare, walled, staff)
    print()


def _works(staff: Staff) -> Iterator[tuple[str, Way, Way]]:
    """Name, the work without the rule of who sees whom, and with it. Writes are the same twice: their walls are in the
    database."""
    everybody, seen = Contact.objects.all(), Contact.objects.visible_to(staff)
    own = list(seen.filter(owner=staff).order_by("pk")[:40])
    several = own[0].pk, own[-1].pk
    for name, read in (
        ("first page of the list", lambda rows: list(_filtered(rows, {}, staff)[:50])),
        ("count of the list", lambda rows: _filtered(rows, {}, staff).count()),
        ("search by a part of a name", lambda rows: list(_filtered(rows, {"search": "a1b2"}, staff)[:50])),
        ("one contact", lambda rows: [rows.get(pk=pk) for pk in several]),
        ("a page of exchanges", lambda rows: list(
            Interaction.objects.filter(contact__in=rows.filter(pk__in=several)).order_by("-occurred_at")[:50])),
    ):  # fmt: skip
        yield name, lambda read=read: read(everybody), lambda read=read: read(seen)
    for name, write in (
        ("log 40 exchanges", lambda: _log(staff, own)),
        ("make 20 contacts", lambda: _make(staff)),
        ("insert 5,000 exchanges", lambda: _insert(staff, own[0])),
    ):
        yield name, write, write


def _measure(name: str, bare: Way, walled: Way, staff: Staff) -> None:
    ways = ((_without_walls, bare), (_as_it_is, walled), (_row_security, walled))
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(ROUNDS + 1):
        for times, (wall, work) in zip(taken, ways, strict=True):
            with transaction.atomic():
                with wall(staff):
                    seconds, _done = spent(work)
                transaction.set_rollback(True)
            if number:  # the first warms
                times.append(seconds.both * 1000)
    without, now, more = (statistics.median(times) for times in taken)
    print(f"| {name} | {without:.1f} | {now:.1f} | {now / without - 1:+.0%} | {more:.1f} | {more / without - 1:+.0%} |",
          flush=True)  # fmt: skip


@contextmanager
def _without_walls(staff: Staff) -> Iterator[None]:
    """Neither history nor the memory of the erased is kept."""
    kept = [(model._meta.db_table, one.get_pgid(model)) for model, one in pgtrigger.registered()]
    with connection.cursor() as cursor:
        for table, trigger in (*kept, *MEMORY):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    yield


@contextmanager
def _as_it_is(staff: Staff) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {SERVING}")
    yield


@contextmanager
def _row_security(staff: Staff) -> Iterator[None]:
    """As the serving role, which policies bind; the owner they do not."""
    with connection.cursor() as cursor:
        cursor.execute(ROW_SECURITY)
        cursor.execute(f"SET LOCAL crm.staff = {staff.pk}")
        cursor.execute(f"SET LOCAL ROLE {SERVING}")
    yield


def _filtered(rows, given: dict[str, str], staff: Staff):  # type: ignore[no-untyped-def]
    return ContactFilter(given, queryset=rows.listed(), staff=staff, as_of=timezone.now()).qs


def _log(staff: Staff, people: list[Contact]) -> None:
    now = timezone.now()
    for person in people:
        log_interaction(
            staff=staff, contact=person, channel="email", direction="inbound", kind="message", as_of=now,
            occurred_at=now - timedelta(minutes=5), text=f"What they said, number {uuid.uuid4()}.",
        )  # fmt: skip


def _make(staff: Staff) -> None:
    for _ in range(20):
        word = uuid.uuid4().hex[:16]
        create_contact(
            staff=staff, name=f"Somebody {word}", as_of=timezone.now(),
            handles=[{"channel": "email", "value": f"{word}@press.example"}],
        )  # fmt: skip


def _insert(staff: Staff, person: Contact) -> None:
    now = timezone.now()
    Interaction.objects.bulk_create(
        Interaction(staff=staff, contact=person, channel="email", direction="inbound", kind="message",
                    occurred_at=now - timedelta(minutes=number), entered_at=now, text=f"Said {number}")
        for number in range(5000)
    )  # fmt: skip
