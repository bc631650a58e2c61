"""Many small worlds of the slow oracle as one: written once, each with contacts and records of its own."""

from collections.abc import Sequence
from dataclasses import replace

from tests.crm.readiness.words import check_words, is_past
from tests.crm.readiness.worlds import Written, write
from tests.oracle.book import ANA, COLLEAGUE, GONE, ME, VIENNA, Book, K
from tests.oracle.events import Thresholds, World

APART = 1000
ZONES = {ME: VIENNA, COLLEAGUE: "America/New_York", 3: "UTC", GONE: "Asia/Tokyo"}


def _moved(row, by: int):
    changes = {"contact": row.contact + by}
    for name in ("id", "answers", "used_by"):
        if getattr(row, name, None) is not None:
            changes[name] = getattr(row, name) + by
    return replace(row, **changes)


def side_by_side(worlds: Sequence[World]) -> World:
    """Contact 1 of the n-th world becomes contact 1000 n + 1, and so on. Campaigns are the same in all."""
    whole = World(campaigns=worlds[0].campaigns)
    for n, world in enumerate(worlds):
        by = n * APART
        for name in ("touches", "asks", "interests", "limits", "invitations", "attestations"):
            getattr(whole, name).extend(_moved(row, by) for row in getattr(world, name))
        whole.handles |= {contact + by: handles for contact, handles in world.handles.items()}
        whole.handles.setdefault(ANA + by, [])
        whole.left |= world.left
        whole.same_person |= {contact + by: {n + by for n in same} for contact, same in world.same_person.items()}
    return whole


def write_all(books: Sequence[Book], thresholds: Thresholds | None = None) -> Written:
    return write(side_by_side([book.world for book in books]), ZONES, house=thresholds)


def judge_all(
    written: Written,
    books: Sequence[Book],
    *names: str,
    thresholds: Thresholds | None = None,
    only: int | None = None,
):
    """The judgements of each book's Ana (or of one), after all three faces were found to agree with the oracle,
    the filter on `names` and stages."""
    as_of = books[0].at(0, 12)
    faces = written.faces(ME, K, as_of, names)
    answers = []
    for n, book in enumerate(books):
        if only not in (None, n):
            continue
        readiness = written.readiness(ME, ANA + n * APART, K, as_of)
        told = book.judge(thresholds=thresholds)
        assert ({v.name: v.met for v in readiness.criteria}, readiness.stage) == (told.criteria, told.stage), n
        face = {**{name: told.criteria[name] for name in names}, "stage": told.stage}
        assert faces[ANA + n * APART] == face, n
        check_words(
            readiness,
            book.tz,
            lambda name, moment, book=book: book.judge(as_of=moment, thresholds=thresholds).criteria[name],
            is_past(book.world, as_of),
        )
        answers.append(readiness)
    return answers
