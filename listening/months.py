"""The months in which mentions lie."""

import threading
from datetime import date, datetime

from django.db import connection, transaction

_open: set[tuple[str, date]] = set()
_lock = threading.Lock()


def month_of(moment: datetime) -> date:
    return moment.date().replace(day=1)


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def open_month(month: date) -> None:
    """Make room for what is heard in it; asked of the database once a process."""
    known = (str(connection.settings_dict["NAME"]), month)
    if known in _open:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT listening_open_month(%s)", [month])

    def remember() -> None:
        with _lock:
            _open.add(known)

    transaction.on_commit(remember)


def open_months(as_of: datetime) -> None:
    """This month and the next, so that nobody has to at midnight."""
    open_month(month_of(as_of))
    open_month(month_after(month_of(as_of)))


def open_since() -> list[date]:
    """The months that hold something that is not kept for good, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'listening_mention_passing'::regclass ORDER BY 1"
        )
        names = [name.strip('"') for (name,) in cursor.fetchall()]
    return [date(int(name[-7:-3]), int(name[-2:]), 1) for name in names]


def drop_month(month: date, today: date) -> bool:
    """Drop what is not kept of it; False if there was nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT listening_drop_month(%s, %s)", [month, today])
        [found] = cursor.fetchone() or [False]
    _open.discard((str(connection.settings_dict["NAME"]), month))
    return bool(found)
