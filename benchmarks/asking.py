"""Opening an ask: judged, locked, written; and the checklist that is looked at while one is being written."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from benchmarks.timing import head, row, timed
from crm.actions.judge_message import check_ask
from crm.actions.log_interaction import log_interaction
from crm.actions.open_ask import Because, open_ask
from crm.models import Basis, Campaign, Contact, Direction, Interest, Kind, Staff
from crm.models.contacts import Visibility

ASKS = 120
# Every text its own words: numbers and names are taken out before texts are compared.
_WORDS = "morning counter street harbour ledger winter signal bridge garden letter market winding copper"
WORDS = _WORDS.split()


def measure_asks() -> None:
    staff = Staff.objects.order_by("pk")[1]
    campaign = Campaign.objects.live(timezone.localdate()).order_by("pk").prefetch_related("topics")[0]
    people = _who_have_earned_it(staff, campaign)
    numbers = count()
    head("an ask, alone")

    def check() -> None:
        person, because = people[next(numbers) % len(people)]
        check_ask(**_asked(staff, campaign, person, because, 10_000 + next(numbers)), as_of=timezone.now())

    row("the checklist while typing", timed(check, times=50))
    waiting = iter(enumerate(people))

    def ask() -> None:
        number, (person, because) = next(waiting)
        open_ask(**_asked(staff, campaign, person, because, number), as_of=timezone.now())

    row("opening it: judged, locked, written", timed(ask, times=ASKS))
    print()


def _asked(staff: Staff, campaign: Campaign, person: Contact, because: Because, number: int) -> dict[str, Any]:
    return {
        **{"staff": staff, "contact": person, "campaign": campaign, "channel": "email", "because": because},
        "text": _text(number),
    }


def _text(number: int) -> str:
    """Forty words in an order of their own."""
    picked = []
    for place in range(40):
        number = (number * 6364136223846793005 + 1442695040888963407 + place) % 2**64
        picked.append(WORDS[(number >> 33) % len(WORDS)])
    return " ".join(picked) + "."


@transaction.atomic
def _who_have_earned_it(staff: Staff, campaign: Campaign) -> list[tuple[Contact, Because]]:
    """People whom `staff` may ask today: each is heard, known, answered and was helped."""
    as_of = timezone.now()
    found = []
    for number in range(ASKS + 20):
        person = Contact.objects.create(name=f"Asked {number}", owner=staff, visibility=Visibility.TEAM)
        for back in (200, 150, 100):
            _log(
                staff,
                person,
                Direction.OUTBOUND,
                Kind.MESSAGE,
                as_of - timedelta(days=back),
                _text(10**6 + number * 9 + back),
            )
            _log(
                staff, person, Direction.INBOUND, Kind.REPLY, as_of - timedelta(days=back - 1), "Thank you, that helps."
            )
        for back in (20, 21, 22):
            url = f"https://asked.example/{number}/{back}"
            _log(staff, person, Direction.OBSERVED, Kind.READ, as_of - timedelta(days=back), "", url=url)
        _log(staff, person, Direction.OUTBOUND, Kind.HELP, as_of - timedelta(days=10), _text(10**7 + number))
        topic = next(iter(campaign.topics.all()))
        interest = Interest.objects.create(contact=person, topic=topic, basis=Basis.STATED, noted_at=as_of)
        found.append((Contact.objects.get(pk=person.pk), Because("interest", interest.pk)))
    return found


def _log(staff: Staff, person: Contact, direction: str, kind: str, at: datetime, text: str, url: str = "") -> None:
    log_interaction(
        staff=staff,
        contact=person,
        channel="email",
        direction=direction,
        kind=kind,
        occurred_at=at,
        as_of=at,
        text=text,
        url=url,
    )
