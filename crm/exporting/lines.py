"""CSV, NDJSON and JSON: the database writes the text, we pass it on."""

from collections.abc import Iterable, Iterator

from crm.exporting.record import one_object
from crm.exporting.selection import Chosen
from crm.exporting.sheet import Column, columns, handles
from crm.exporting.stream import copied

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # or Excel reads names as cp1252
# One JSON text a line: with delimiters that no JSON text can hold, nothing is quoted or escaped.
AS_IT_IS = r"FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01'"
# What a spreadsheet would run gets an apostrophe, which our import takes off again: so does what has one already.
# A plain telephone number is harmless and stays as it is. The first character is looked at before the costly part.
_FIRST = "(39, 61, 43, 45, 64, 9, 13)"  # ' = + - @ tab return
_RUNS = r"^''*[=+@\t\r-]"
_HARMLESS = r"^\+[0-9 ]+$"


def csv_file(chosen: Chosen) -> Iterator[bytes]:
    return table_of(chosen, columns(), f"CROSS JOIN LATERAL ({handles()}) AS h")


def table_of(chosen: Chosen, kinds: Iterable[Column], more: str) -> Iterator[bytes]:
    cells = ", ".join(
        f"""{_defused(column.sql) if column.may_run else column.sql} AS "{column.header}" """ for column in kinds
    )
    yield BYTE_ORDER_MARK
    yield from copied(chosen, chosen.select(cells, more), "FORMAT csv, HEADER")


def ndjson_file(chosen: Chosen) -> Iterator[bytes]:
    return lines_of(chosen, one_object(sensitive=chosen.sensitive))


def json_file(chosen: Chosen) -> Iterator[bytes]:
    return array_of(ndjson_file(chosen))


def whole_ndjson_file(chosen: Chosen) -> Iterator[bytes]:
    return lines_of(chosen, one_object(sensitive=chosen.sensitive, everything=True))


def whole_json_file(chosen: Chosen) -> Iterator[bytes]:
    return array_of(whole_ndjson_file(chosen))


def lines_of(chosen: Chosen, record: str, more: str = "") -> Iterator[bytes]:
    """`record` is SQL for the object of each row."""
    return copied(chosen, chosen.select(record, more), AS_IT_IS)


def array_of(lines: Iterator[bytes]) -> Iterator[bytes]:
    before = b"[\n"
    for block in lines:
        if block:
            yield before + block[:-1].replace(b"\n", b",\n")
            before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _defused(sql: str) -> str:
    runs = f"ascii({sql}) IN {_FIRST} AND {sql} ~ '{_RUNS}' AND {sql} !~ '{_HARMLESS}'"
    return f"CASE WHEN {runs} THEN '''' || {sql} ELSE {sql} END"
