"""A file of mentions from somebody's monitoring tool."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from listening.actions.bring import bring
from listening.mention_files import FileRow, rows_of

AT_ONCE = 1000


class Brought(NamedTuple):
    """`results`: how many rows became `new`, `edited`, `known`, `passed`, `gone`. `refused`: rows that say why."""

    results: Counter[str]
    refused: list[FileRow]


def bring_file(*, data: bytes, as_of: datetime) -> Brought:
    """Each row by itself: one that cannot be keeps no other back. The same file again changes nothing. Refusal (by
    `file`) for what is no such file."""
    rows = rows_of(data)
    good = [row for row in rows if row.fields]
    results: Counter[str] = Counter()
    for start in range(0, len(good), AT_ONCE):
        taken = bring([row.fields for row in good[start : start + AT_ONCE]], as_of=as_of)
        results.update(one.result for one in taken)
    return Brought(results, [row for row in rows if not row.fields])
