"""Facts and readiness of a whole book."""

import random
import time

from django.db import connection
from django.utils import timezone

from benchmarks.timing import head, row, timed
from benchmarks.web import Caller, served
from crm.actions.create_token import create_token
from crm.models import Campaign, Relationship, Staff
from crm.readiness import Stage, readiness_for_campaigns
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

    print()
    _measure_pages(staff, campaign)


def _measure_pages(staff: Staff, campaign: Campaign) -> None:
    key = create_token(staff=staff, name="benchmark", scopes=["read"])[1]
    address = f"/api/v1/readiness/?campaign={campaign.pk}&limit={PAGE}"
    with served() as port:
        caller = Caller(port, key)
        connection = caller.connection()
        head(f"readiness of the whole book over HTTP, first {PAGE}")
        row("everybody, warmest first", timed(lambda: caller.get(connection, address), times=30, warm=10))
        for stage in Stage.values:
            there = f"{address}&stage={stage}"
            row(f"stage {stage}", timed(lambda there=there: caller.get(connection, there), times=30, warm=10))
        connection.close()
    print()
