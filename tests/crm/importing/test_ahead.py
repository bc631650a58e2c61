"""What is read ahead comes in order, whole, and ends with whoever takes it."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event
from threading import enumerate as threads

import pytest

from crm.importing.ahead import HELD, ahead


def is_reading() -> bool:
    return any(thread.name == "reading ahead" for thread in threads())


def test_everything_comes_in_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter(()))) == []
    assert not is_reading()


def test_what_is_raised_while_reading_is_raised_where_it_is_taken_after_what_came_before() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("a bad row")

    taken = ahead(broken())
    assert next(taken) == 1
    with pytest.raises(ValueError, match="a bad row"):
        next(taken)
    assert not is_reading()


def test_no_more_is_prepared_than_is_held_and_who_stops_taking_ends_it() -> None:
    made: list[int] = []
    enough = Event()

    def endless() -> Iterator[int]:
        while True:
            made.append(len(made))
            if len(made) >= HELD + 2:
                enough.set()
            yield made[-1]

    with closing(ahead(endless())) as taken:
        assert next(taken) == 0
        assert enough.wait(60)
        assert len(made) <= HELD + 3  # taken, held, and the one that waits to be
    assert not is_reading()
