"""Looking for duplicates: in a whole book, and for what changed."""

import time

from django.db import connection
from django.utils import timezone

from benchmarks.timing import head, row, spent, timed
from crm.duplicates.find import find_among, find_everywhere
from crm.models import Contact, Duplicate, Staff

# Names as books have them: 400 first and 2,500 last ones, some far more common; one contact in a hundred is written
# a second time, with a slip, an initial or another order; one in thirty has a website, which for one in ten of these is
# the profile of somebody else in the book.
NAMES = """
UPDATE crm_contact SET name = first || ' ' || last FROM (
    SELECT id,
        initcap(translate(substr(md5('f' || f), 1, 6), '0123456789', 'aeiouaeiou')) AS first,
        initcap(translate(substr(md5('l' || l), 1, 8), '0123456789', 'lnrstmaeio')) AS last
    FROM (
        SELECT id, floor(400 * power(random(), 2)) AS f, floor(2500 * power(random(), 1.5)) AS l FROM crm_contact
    ) AS dice
) AS named WHERE named.id = crm_contact.id
"""
TWICE = """
UPDATE crm_contact SET organization = source.organization, name = CASE crm_contact.id %% 3
    WHEN 0 THEN overlay(source.name PLACING 'x' FROM 9 FOR 1)
    WHEN 1 THEN left(source.name, 1) || '. ' || split_part(source.name, ' ', 2)
    ELSE split_part(source.name, ' ', 2) || ', ' || split_part(source.name, ' ', 1) END
FROM crm_contact AS source WHERE crm_contact.id %% 100 = 0 AND source.id = crm_contact.id - 1
"""

WEBSITES = """
INSERT INTO crm_handle (contact_id, channel, value, key, status, shared, book, version, created_at, updated_at)
SELECT id, 'website', site, site, 'current', false, 0, 1, now(), now()
FROM (
    SELECT id, CASE WHEN id % 300 = 0 THEN 'bsky.app/profile/p' || id / 2 || '.news.example'
        ELSE 'p' || id || '.example' END AS site
    FROM crm_contact WHERE id % 30 = 0
) AS sites
"""


def measure_duplicates(contacts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("ALTER TABLE crm_contact DISABLE TRIGGER USER")
        cursor.execute(NAMES)
        cursor.execute(TWICE.replace("%%", "%"))
        cursor.execute("ALTER TABLE crm_contact ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE crm_handle DISABLE TRIGGER USER")
        cursor.execute(WEBSITES)
        cursor.execute("ALTER TABLE crm_handle ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE crm_contact")
    for what in ("first time", "again"):
        start = time.perf_counter()
        busy, _ = spent(lambda: find_everywhere(as_of=timezone.now()))
        seconds = time.perf_counter() - start
        print(
            f"Whole book of {contacts:,} compared, {what}: {seconds:.1f} s, {contacts / seconds:,.0f} contacts/s;"
            f" of a core {busy.both:.1f} s.",
            flush=True,
        )
    written_twice = Contact.objects.extra(where=["id %% 100 = 0"])  # noqa: S610
    known = Duplicate.objects.filter(second__in=written_twice).values("second").distinct().count()
    print(
        f"Pairs: {Duplicate.objects.count():,}; of {written_twice.count():,} written twice, {known:,} are suspected.\n"
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm_duplicatekey, crm_duplicate")
    ids = list(Contact.objects.order_by("?").values_list("pk", flat=True)[:21_000])
    some = iter(ids)
    staff = Staff.objects.order_by("pk")[0]
    head("duplicates")
    row("one contact compared", timed(lambda: find_among([next(some)], as_of=timezone.now()), times=100, warm=10))
    row("20,000 contacts compared", timed(lambda: find_among(ids[-20_000:], as_of=timezone.now()), times=2, warm=0))
    row("first page of the work-list", timed(lambda: first_page(staff), times=30, warm=5))
    print()


def first_page(staff: Staff) -> list[Duplicate]:
    rows = Duplicate.objects.visible_to(staff).with_decision().filter(decided=False).order_by("-score", "-pk")
    return list(rows.select_related("first", "second")[:50])
