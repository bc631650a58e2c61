"""What if: other thresholds over ten thousand past asks, and who is ready today among a million relationships."""

import random
from datetime import timedelta
from itertools import islice

from django.db import connection
from django.utils import timezone

from benchmarks.timing import head, row, timed
from crm.models import Ask, Campaign, Contact, Relationship, Staff
from crm.readiness.criteria import CRITERIA
from crm.readiness.facts import COLUMNS, refresh_all
from crm.readiness.policy import default_policy
from crm.reports.asks_made import asks_seen_by
from crm.reports.balance import give_and_ask
from crm.reports.outcomes import all_outcomes
from crm.reports.ready_today import ready_today
from crm.reports.what_if import trial_policy, what_if

ASKS, TIES = 10_000, 1_000_000
TRIED = {"known_days": 60, "heard_min": 4, "rest_days": 120}


def measure_reports() -> None:
    refresh_all()
    _make_ties()
    _make_asks()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm_relationship, crm_ask")
    staff, now = Staff.objects.order_by("pk")[0], timezone.now()
    asks = asks_seen_by(staff)
    policies = [default_policy(), trial_policy(TRIED)]
    head(f"reports: {asks.count():,} asks, {Relationship.objects.count():,} relationships")
    row("what if, over all past asks", timed(lambda: what_if(asks, policy=policies[1], as_of=now), times=5, warm=1))
    row("who is ready today", timed(lambda: _ready(staff, policies[:1]), times=5, warm=1))
    row("who is ready today, under other thresholds, too", timed(lambda: _ready(staff, policies), times=5, warm=1))
    row("what came of asks, in eight ways", timed(lambda: all_outcomes(asks, as_of=now), times=5, warm=1))
    row("give and ask of twelve months", timed(lambda: give_and_ask(staff=staff, as_of=now), times=5, warm=1))
    print()


def _ready(staff: Staff, policies: list) -> None:  # type: ignore[type-arg]
    ready_today(staff=staff, as_of=timezone.now(), policies=policies)


def _make_ties() -> None:
    """Others here know the same people just as well, until there are enough ties."""
    needed = -(-TIES // Relationship.objects.count()) - 1
    first = Staff.objects.count()
    colleagues = [Staff(email=f"more{n}@press.example", name=f"More {n}") for n in range(first, first + needed)]
    Staff.objects.bulk_create(colleagues)
    copied = ", ".join(COLUMNS[1:])
    with connection.cursor() as cursor:
        for colleague in colleagues:
            cursor.execute(
                f"INSERT INTO crm_relationship (staff_id, {copied}) SELECT %s, {copied} FROM crm_relationship "
                "WHERE staff_id <= (SELECT min(id) + 7 FROM crm_staff)",
                [colleague.pk],
            )


def _make_asks() -> None:
    made = random.Random(6)
    campaigns, now = list(Campaign.objects.order_by("pk")), timezone.now()
    people = islice(Contact.objects.order_by("-pk").values_list("pk", "owner_id"), ASKS - Ask.objects.count())
    Ask.objects.bulk_create(
        Ask(
            contact_id=contact,
            staff_id=owner,
            campaign=made.choice(campaigns),
            channel=made.choice(("email", "bluesky", "phone")),
            text="An ask",
            asked_at=now - timedelta(days=made.randint(1, 900)),
            already_made=True,
            earned=made.random() < 0.8,
            judged=_judged(made),
        )
        for contact, owner in people
    )


def _judged(made: random.Random) -> dict:  # type: ignore[type-arg]
    def ages(most: int, oldest: int) -> list[int]:
        return sorted(made.randint(1, oldest) for _ in range(made.randint(0, most)))

    criteria = [
        {"name": c.name, "group": c.group, "met": made.random() < 0.9, "have": 3, "need": 3, "stood_in_by": ""}
        for c in CRITERIA
    ]
    facts = {
        "heard": ages(10, 120),
        "heard_days": ages(10, 120),
        "stated": made.random() < 0.5,
        "observed": [ages(8, 300)],
        "known": made.randint(0, 900),
        "reached": made.randint(0, 20),
        "answered": made.randint(0, 20),
        "owed": made.choice((None, None, 3, 20)),
        "wrote": [5, 200, made.randint(0, 400)],
        "given": ages(5, 400),
        "rests": [[made.randint(60, 400), "yes", None]],
        "asked": ages(2, 500),
        "pitched": [],
        "stands_in": [],
    }
    return {"stage": "ready", "policy": {}, "criteria": criteria, "facts": facts}
