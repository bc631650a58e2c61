"""Days and moments as files write them. 3/4/2024 can be read two ways: a whole file decides, or whoever brings it."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

ORDERS = {"dmy": "Day first: 3/4/2024 is 3 April", "mdy": "Month first: 3/4/2024 is 4 March"}
NO_DAY = frozenset({"0/0/00", "0/0/0000", "00/00/00", "0000-00-00", "00.00.0000", "-", "never", "n/a"})
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jän jänner janv janvier ene enero gen gennaio januari janeiro",
            "feb february februar févr février fevr fevrier febrero febbraio februari fev fevereiro",
            "mar march mär märz mrz mars marzo maart março marco", "apr april avr avril abr abril aprile",
            "may mai mayo mag maggio mei maio maj", "jun june juni juin junio giu giugno junho",
            "jul july juli juil juillet julio lug luglio julho", "aug august août aout ago agosto augustus augusti",
            "sep sept september septembre septiembre set settembre setembro",
            "oct october okt oktober octobre octubre ott ottobre out outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember déc décembre decembre dic diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})\.?[-\s]+([^\W\d_]{3,10})\.?[-\s,]+(\d{4}|\d{2})(?!\d)")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)")
_TIME = re.compile(
    r"[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_NOON = time(12)


def day_of(text: str, order: str = "") -> date | None:
    """The day a cell names. `order` is `dmy`, `mdy`, or empty for unknown.

    None if it names none, or two at unknown order.
    """
    found = _day_at_start(text.strip(), order)
    return found[0] if found else None


def moment_of(text: str, order: str = "") -> datetime | None:
    """The moment a cell names, in UTC where it gives no offset; noon where it gives only a day."""
    text = text.strip()
    found = _day_at_start(text, order)
    if found is None:
        return None
    day, end = found
    clock = _TIME.match(text, end)
    if clock is None:
        return datetime.combine(day, _NOON, UTC)
    hour, minute, second, fraction, half, zone = clock.groups()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0] in "Pp" else 0)
    try:
        clock_time = time(hours, int(minute), int(second or 0), int((fraction or "").ljust(6, "0")))
        return datetime.combine(day, clock_time, _zone(zone))
    except ValueError:
        return None


def order_in(cells: Iterable[str]) -> str:
    """In which order dates like 3/4/2024 are written: `dmy`, `mdy`, `either` if no cell tells, `mixed` if they
    contradict each other, empty if there are no such dates."""
    seen: set[str] = set()
    for cell in cells:
        if order := _order_of(cell.strip()):
            seen.add(order)
            if {"dmy", "mdy"} <= seen:
                return "mixed"
    return next((order for order in ("dmy", "mdy", "either") if order in seen), "")


def is_two_ways(text: str) -> bool:
    """Whether it is a date that has to be told its order."""
    return _order_of(text.strip()) == "either"


def is_date(text: str) -> bool:
    """Whether a cell starts with a date, of whatever order."""
    return any(_day_at_start(text.strip(), order) for order in ORDERS)


def _order_of(text: str) -> str:
    found = _NUMBERS.match(text)
    if found is None or found[2] == ".":  # with points, it is always the day first
        return ""
    first, second = int(found[1]), int(found[3])
    if first == second or not (min(first, second) >= 1 and max(first, second) <= 31):
        return ""
    if first > 12:
        return "dmy" if second <= 12 else ""
    return "mdy" if second > 12 else "either"


def _day_at_start(text: str, order: str) -> tuple[date, int] | None:
    if found := _ISO.match(text):
        return _day(found[1], int(found[2]), found[3], found.end())
    if found := _NUMBERS.match(text):
        first, point, second, year = found.groups()
        certain = "dmy" if point == "." else _order_of(text)
        order = order if certain in {"", "either"} else certain
        if order == "mdy":
            first, second = second, first
        elif order != "dmy" and first != second:
            return None
        return _day(year, int(second), first, found.end())
    if found := _NAMED.match(text):
        return _day(found[3], _MONTHS.get(found[2].casefold(), 0), found[1], found.end())
    if found := _NAME_FIRST.match(text):
        return _day(found[3], _MONTHS.get(found[1].casefold(), 0), found[2], found.end())
    return None


def _day(year: str, month: int, day: str, end: int) -> tuple[date, int] | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        return date(number, month, int(day)), end
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text or text in {"Z", "UTC", "GMT"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
