"""Reading while the database writes: what is prepared of a file in one thread, taken by another."""

from collections.abc import Generator, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar

T = TypeVar("T")

HELD = 2  # prepared at most: memory stays flat however slow the taker is
_WAIT = 0.2  # seconds between two looks at whether anybody still takes


def ahead(prepared: Iterator[T]) -> Generator[T, None, None]:
    """The same, each made while the one before is being dealt with. What is raised while one is made is raised here.

    `prepared` must not touch the database: connections belong to threads. Close this (or exhaust it) and it ends.
    """
    queue: Queue[tuple[bool, Any]] = Queue(HELD)
    given_up = Event()
    thread = Thread(target=_fill, args=(queue, prepared, given_up), name="reading ahead", daemon=True)
    thread.start()
    try:
        while True:
            is_one, found = queue.get()
            if is_one:
                yield found
            elif found is None:
                return
            else:
                raise found
    finally:
        given_up.set()
        thread.join()


def _fill(queue: "Queue[tuple[bool, Any]]", prepared: Iterator[Any], given_up: Event) -> None:
    try:
        for one in prepared:
            if not _put(queue, (True, one), given_up):
                return
        _put(queue, (False, None), given_up)
    except BaseException as error:
        _put(queue, (False, error), given_up)


def _put(queue: "Queue[tuple[bool, Any]]", item: tuple[bool, Any], given_up: Event) -> bool:
    """Whether it was taken in; not if nobody wants it any more."""
    while not given_up.is_set():
        try:
            queue.put(item, timeout=_WAIT)
        except Full:
            continue
        return True
    return False
