"""CSV, NDJSON and JSON: the database writes the text, we pass it on."""

from collections.abc import Iterator

from crm.exporting.record import one_object
from crm.exporting.selection import Chosen
from crm.exporting.sheet import columns, handles
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
    cells = ", ".join(
        f"""{_defused(column.sql) if column.may_run else column.sql} AS "{column.header}" """ for column in columns()
    )
    yield BYTE_ORDER_MARK
    yield from copied(chosen, chosen.select(cells, f"CROSS JOIN LATERAL ({handles()}) AS h"), "FORMAT csv, HEADER")


def ndjson_file(chosen: Chosen) -> Iterator[bytes]:
    return copied(chosen, chosen.select(one_object(sensitive=chosen.sensitive)), AS_IT_IS)


def json_file(chosen: Chosen) -> Iterator[bytes]:
    before = b"[\n"
    for block in ndjson_file(chosen):
        if block:
            yield before + block[:-1].replace(b"\n", b",\n")
            before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _defused(sql: str) -> str:
    runs = f"ascii({sql}) IN {_FIRST} AND {sql} ~ '{_RUNS}' AND {sql} !~ '{_HARMLESS}'"
    return f"CASE WHEN {runs} THEN '''' || {sql} ELSE {sql} END"
