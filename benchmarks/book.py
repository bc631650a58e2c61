"""Facts and readiness of a whole book."""

import random
import time

from django.db import connection
from django.utils import timezone

from benchmarks.timing import head, row, timed
from crm.models import Campaign, Relationship, Staff
from crm.readiness import Stage, assess, book, readiness_for_campaigns
from crm.readiness.facts import refresh, refresh_all

PAGE = 50


def measure_book(interactions: int) -> None:
    start = time.perf_counter()
    refresh_all()
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm_relationship")
    a_million = seconds / interactions * 1_000_000
    print(f"All relationships refreshed: {seconds:.1f} s, {a_million:.1f} s a million interactions.\n")
    staff, campaign = Staff.objects.order_by("pk")[1], Campaign.objects.order_by("pk")[1]
    now = timezone.now()
    pairs = list(Relationship.objects.filter(staff=staff).values_list("staff_id", "contact_id")[:1000])
    random.Random(1).shuffle(pairs)
    some = iter(pairs * 10)
    head("facts and readiness")
    row("one relationship refreshed", timed(lambda: refresh([next(some)]), times=200, warm=20))
    ties = Relationship.objects.filter(staff=staff).select_related("contact").order_by("pk")
    contacts = iter([tie.contact for tie in ties[:300]])
    row(
        "one contact judged for 5 campaigns",
        timed(lambda: readiness_for_campaigns(contact=next(contacts), staff=staff, as_of=now), times=200, warm=20),
    )

    def page(stage: str | None) -> object:
        rows = book(staff=staff, campaign=campaign, as_of=timezone.now())
        rows = rows.stage(stage) if stage else rows
        return [assess(one) for one in rows.order_by_warmth()[:PAGE]]

    row(f"first page of {PAGE}, warmest first", timed(lambda: page(None)))
    for stage in Stage.values:
        row(f"first page of stage {stage}", timed(lambda stage=stage: page(stage)))
    print()
