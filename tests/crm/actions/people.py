"""Many people who may be asked, written at once."""

from collections.abc import Sequence

from crm.models import Contact, Handle, Interaction, Interest, Staff, Topic
from crm.readiness.facts import refresh_all
from tests.builders import LETTER, days_ago

# Direction, kind, days ago: read, talked with, helped.
STORY = [("observed", "read", 20), ("observed", "read", 21), ("observed", "read", 22), ("outbound", "help", 10)]
STORY += [(direction, "message", days) for days in (200, 150, 100) for direction in ("inbound", "outbound")]


def letters(number: int) -> str:
    """A number as a word: numbers are taken out of a text before it is compared."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def letter(number: int, name: str = "") -> str:
    """A text of which no other has three words in a row."""
    return " ".join(f"{word.strip('.,?')}{letters(number)}{name.lower()}" for word in LETTER.split())


def make_people(owner: Staff, how_many: int, *, same_as: Sequence[Contact] = (), **fields) -> list[Contact]:
    """With an e-mail address each; the same as those they are second records of."""
    rows = [Contact(name=f"Reader {n}", owner=owner, **fields) for n in range(how_many)]
    people = Contact.objects.bulk_create(rows)
    first = same_as or people
    Handle.objects.bulk_create(
        Handle(contact=who, channel="email", value=f"r{one.pk}@example.net", key=f"r{one.pk}@example.net")
        for who, one in zip(people, first, strict=True)
    )
    return list(Contact.objects.filter(pk__in=[who.pk for who in people]).order_by("pk"))


def link(people: Sequence[Contact], others: Sequence[Contact]) -> None:
    """Each of the others has an address of one of the people, too."""
    for who, one in zip(others, people, strict=True):
        for contact in (who, one):
            Handle.objects.create(contact=contact, channel="bluesky", value=f"r{one.pk}", key=f"r{one.pk}.example")


def earn_all(staff: Sequence[Staff], people: Sequence[Contact], topic: Topic) -> None:
    """Each of the staff has earned to ask each of the people."""
    rows = [
        Interaction(
            staff=one,
            contact=who,
            channel="email",
            direction=direction,
            kind=kind,
            occurred_at=days_ago(days, hour=9 if direction == "inbound" else 10),
            entered_at=days_ago(days, hour=11),
            text="Something between the two of us.",
        )
        for one in staff
        for who in people
        for direction, kind, days in STORY
    ]
    Interaction.objects.bulk_create(rows)
    Interest.objects.bulk_create(
        Interest(contact=who, topic=topic, basis="stated", noted_at=days_ago(30)) for who in people
    )
    refresh_all()
