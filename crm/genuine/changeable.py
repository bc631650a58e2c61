"""What is filled in anew for each recipient: links, handles, merge fields, numbers and dates."""

import re

from crm.scripts import CLOSE_BY

MARKUP = re.compile(r"<!?/?[a-z][^<>\n]{0,500}>|&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)
WHOLE_LINK = re.compile(rf"(?:https?://|www\.)[^\s{CLOSE_BY}]+", re.IGNORECASE)
_ENDINGS = "com|org|net|info|io|eu|de|at|ch|es|fr|it|uk|us|jp|news|media|press|example"
BARE_LINK = re.compile(
    rf"(?<![^\W{CLOSE_BY}])(?<![@.])(?:[a-z0-9-]+\.)+(?:[a-z]{{2,24}}/[^\s{CLOSE_BY}]*"
    rf"|(?:{_ENDINGS})(?![^\W{CLOSE_BY}]|-))",
    re.IGNORECASE,
)
_IN_ADDRESS = rf"[^\s<>@{CLOSE_BY}]"
HANDLE = re.compile(
    rf"{_IN_ADDRESS}+@{_IN_ADDRESS}+\.[^\W{CLOSE_BY}]+"
    rf"|(?<![^\W{CLOSE_BY}])@(?:[^\W{CLOSE_BY}]|[.:-])+(?:@(?:[^\W{CLOSE_BY}]|[.-])+)?"
)
MERGE_FIELD = re.compile(
    r"\$?\{\{?[^{}\n]*\}?\}|\[\[?[^\[\]\n]{1,40}\]\]?|<<[^<>\n]*>>|«[^«»\n]{1,40}»|\*\|[^|\n]*\|\*|%%?\w+%%?|__\w+__"
)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|januar|jänner|februar|märz|mai|juni|juli|oktober|dezember"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez"
)
_DAY_BEFORE = re.compile(rf"(?<!\w)(?:{_MONTHS})\.?\s+$", re.IGNORECASE)
_DAY_AFTER = re.compile(rf"\s+(?:de\s+|of\s+)?(?:{_MONTHS})(?!\w)(?:\s+(?:de\s+)?\d{{4}})?", re.IGNORECASE)
_LONGEST_MONTH = 14
NUMBER = re.compile(r"\d[\d.,:/%°’-]*(?:(?:st|nd|rd|th|er|h|am|pm|k|m)(?![^\W\d_]))?", re.IGNORECASE)
_WEEKDAYS_FOLDED = """
    monday tuesday wednesday thursday friday saturday sunday
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lunes martes miercoles jueves viernes sabado domingo
    lundi mardi mercredi jeudi vendredi samedi dimanche
"""
WEEKDAYS = frozenset(_WEEKDAYS_FOLDED.split())
_WEEKDAY_SIGNS = re.compile("[月火水木金土日]曜日?")
# A pattern is looked for only where one of its signs is: most texts have few of them.
_GUARDED = (
    (MARKUP, "<&"),
    (WHOLE_LINK, ":."),
    (BARE_LINK, "."),
    (HANDLE, "@"),
    (MERGE_FIELD, "{[<«*%_"),
    (_WEEKDAY_SIGNS, "曜"),
)


def without_changeable(text: str) -> str:
    """The same length, with blanks for each."""
    for pattern, signs in _GUARDED:
        if any(sign in text for sign in signs):
            text = pattern.sub(_blank, text)
    return _without_numbers(text)


def without_links(text: str) -> str:
    return BARE_LINK.sub(_blank, WHOLE_LINK.sub(_blank, text))


def _without_numbers(text: str) -> str:
    """And without the month that stands beside one: “3 May”, “May 3rd”, “3 de mayo de 2026”."""
    kept: list[str] = []
    done = 0
    for found in NUMBER.finditer(text):
        start, end = found.span()
        if start < done:
            continue
        if before := _DAY_BEFORE.search(text, max(done, start - _LONGEST_MONTH), start):
            start = before.start()
        elif after := _DAY_AFTER.match(text, end):
            end = after.end()
        kept += (text[done:start], " " * (end - start))
        done = end
    return "".join((*kept, text[done:]))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
