"""Most fitting first: the same as looking at everything, and it is said where it was not."""

import random
from datetime import timedelta

import pytest

from crm.models import Staff
from listening import fitting
from listening.fitting import KNOWN, most_fitting
from listening.inbox import inbox
from listening.models import Mention
from listening.recognising import matcher
from listening.voices import pointedness
from tests.builders import NOW, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    alice = make_staff("Alice")
    make_topic("Cargo bikes", query='"cargo bike*"')
    make_handle(make_contact(alice, "Ana"), "bluesky", "ana.example")
    make_handle(make_contact(make_staff("Bob"), "Ben", visibility="private"), "bluesky", "ben.example")
    return alice


def some_posts(count: int) -> None:
    """By Ana, by somebody whom Alice may not see, and by strangers; more and less about cargo bikes."""
    dice = random.Random(4)
    rest = ["streets", "trams", "rain", "money", "council", "spring", "paper", "houses"]
    hear(
        *[
            a_post(
                " ".join(["Cargo bikes"] * dice.randint(0, 3) + dice.choices(rest, k=dice.randint(2, 60))),
                by=dice.choice(["ana.example", "ben.example", "zoe.example", "yan.example"]),
                published_at=NOW - timedelta(minutes=dice.randint(1, 60 * 24 * 20)),
                url="",
            )
            for _number in range(count)
        ]
    )


def slowly(staff: Staff) -> list[int]:
    """All of them, one by one."""
    asked = matcher()

    def fit(mention: Mention) -> float:
        ana = mention.author is not None and mention.author.key == "ana.example"
        days = (NOW - mention.published_at).total_seconds() / 86_400
        return (pointedness(asked, mention, asked.queries) + (KNOWN if ana else 0)) * 0.5 ** (days / 4)

    return [one.pk for one in sorted(inbox(staff), key=lambda one: (fit(one), one.pk), reverse=True)]


@pytest.mark.parametrize("at_once", [7, 200])
def test_it_is_what_looking_at_everything_would_give(
    alice: Staff, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_posts(300)
    monkeypatch.setattr(fitting, "AT_ONCE", at_once)
    best = most_fitting(inbox(alice), staff=alice, as_of=NOW, most=20)
    assert [one.pk for one in best.found] == slowly(alice)[:20]
    assert best.whole and best.looked_at == Mention.objects.count()


def test_texts_are_read_only_while_another_could_be_better(alice: Staff, django_assert_max_num_queries: object) -> None:
    hear(*[a_post(f"Cargo bikes! {n}", by="ana.example", days=0.01, title="Cargo bikes") for n in range(30)])
    hear(*[a_post(f"Cargo bikes {n}", by="zoe.example", days=9 + n / 1000) for n in range(800)])
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        best = most_fitting(inbox(alice), staff=alice, as_of=NOW, most=30)
    assert best.whole and {one.author.key for one in best.found if one.author} == {"ana.example"}


@pytest.mark.parametrize("limit", ["LISTED", "READ"])
def test_where_a_limit_is_reached_it_is_said(alice: Staff, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    some_posts(60)
    monkeypatch.setattr(fitting, "AT_ONCE", 5)
    monkeypatch.setattr(fitting, limit, 15)
    best = most_fitting(inbox(alice), staff=alice, as_of=NOW, most=20)
    assert not best.whole and best.found


def test_of_nothing_there_is_nothing(alice: Staff) -> None:
    assert most_fitting(inbox(alice), staff=alice, as_of=NOW) == ([], 0, None, True)
