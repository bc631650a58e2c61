"""Days as people write them: “yesterday”, “Monday”, “3 May”, “2 days ago”; and “→ Thu send deck”."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import override

NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
UNITS = {"day": 1, "week": 7}
DAY_FIRST = re.compile(r"(?P<day>\d\d?)(?:st|nd|rd|th|\.)? (?P<month>[^\W\d]+)\.?(?: (?P<year>\d{4}))?")
MONTH_FIRST = re.compile(r"(?P<month>[^\W\d]+)\.? (?P<day>\d\d?)(?:st|nd|rd|th|\.)?(?: (?P<year>\d{4}))?")
ARROW = re.compile(r"(?:^|\s)(?:→|->|=>)\s*(?P<promise>[^\n]+?)\s*$", re.MULTILINE)


def read_day(words: str, today: date, *, ahead: bool = False) -> date | None:
    """The day these words mean, None if they mean none. A weekday is the last one, or with `ahead` the next."""
    text = " ".join(words.lower().replace(",", " ").split()).strip(" .")
    return _named(text, today) or _counted(text, today) or _weekday(text, today, ahead) or _calendar(text, today, ahead)


def read_moment(words: str, as_of: datetime, zone: ZoneInfo) -> datetime | None:
    """Now for today; noon of any other day, where its writer is."""
    today = as_of.astimezone(zone).date()
    day = read_day(words, today) if words.strip() else today
    if day is None:
        return None
    return as_of if day == today else datetime.combine(day, time(12), tzinfo=zone)


def split_promise(text: str, today: date) -> tuple[str, str, date | None]:
    """The text without its “→ …”, what was promised, and until when (a week from today if it does not say)."""
    found = ARROW.search(text)
    if not found:
        return text, "", None
    words = found["promise"].split()
    rest = (text[: found.start()] + text[found.end() :]).strip()
    for count in (3, 2, 1):
        day = read_day(" ".join(words[:count]), today, ahead=True) if len(words) > count else None
        if day:
            return rest, " ".join(words[count:]), day
    return rest, " ".join(words), today + timedelta(days=7)


def _named(text: str, today: date) -> date | None:
    named = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "next week": 7, "last week": -7}
    named |= {_("today"): 0, _("yesterday"): -1, _("tomorrow"): 1}
    return today + timedelta(days=named[text]) if text in named else None


def _counted(text: str, today: date) -> date | None:
    ago = re.fullmatch(r"(\w+) (day|week)s? ago", text)
    until = re.fullmatch(r"in (\w+) (day|week)s?", text)
    found = ago or until
    if not found:
        return None
    count = NUMBERS.get(found[1]) or (int(found[1]) if re.fullmatch(r"\d{1,3}", found[1]) else 0)
    return today + timedelta(days=count * UNITS[found[2]] * (-1 if ago else 1)) if count else None


def _weekday(text: str, today: date, ahead: bool) -> date | None:
    text = text.removeprefix("next ").removeprefix("last ").removeprefix("on ")
    number = _place(text, list(WEEKDAYS.values()))
    if number is None:
        return None
    if ahead:
        return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def _calendar(text: str, today: date, ahead: bool) -> date | None:
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", text):
        return _date(*map(int, text.split("-")))
    if numbers := re.fullmatch(r"(\d\d?)\. ?(\d\d?)(?:\. ?(\d{4}))?\.?", text):
        day, month_number, year = (int(part or 0) for part in numbers.groups())
        return _nearest(year, month_number, day, today, ahead)
    parts = DAY_FIRST.fullmatch(text) or MONTH_FIRST.fullmatch(text)
    month = _place(parts["month"], list(MONTHS.values())) if parts else None
    if parts is None or month is None:
        return None
    return _nearest(int(parts["year"] or 0), month + 1, int(parts["day"]), today, ahead)


def _nearest(year: int, month: int, day: int, today: date, ahead: bool) -> date | None:
    """Without a year (0), the last or the next one of that name."""
    if year:
        return _date(year, month, day)
    near = [_date(today.year + step, month, day) for step in ((0, 1) if ahead else (0, -1))]
    return next((one for one in near if one and (one >= today if ahead else one <= today)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _place(word: str, names: list[object]) -> int | None:
    """Where a name or its first letters (three at least) stands, in the reader's language or in English."""
    if len(word) < 3:
        return None
    own = [str(name).lower() for name in names]
    with override("en"):
        english = [str(name).lower() for name in names]
    pairs = enumerate(zip(own, english, strict=True))
    return next((place for place, pair in pairs if any(name.startswith(word) for name in pair)), None)
