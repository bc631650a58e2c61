"""How dates, counts and quotes read in the rule's sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format

# A page of fifty people holds some two thousand phrases, most of them the same: each is looked up once a language,
# and the language once a judgement.
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def one_language() -> Iterator[None]:
    """Within it the language that is active now is taken to stay."""
    token = _SPOKEN.set(translation.get_language())
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def _language() -> str | None:
    return _SPOKEN.get() or translation.get_language()


@lru_cache(maxsize=1024)
def _phrase(message: str, language: str | None) -> str:
    return translation.gettext(message)


def _(message: str) -> str:
    """gettext, remembered."""
    return _phrase(message, _language())


@lru_cache(maxsize=4096)
def _counted(singular: str, plural: str, count: int, language: str | None) -> str:
    return translation.ngettext(singular, plural, count)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The same, remembered."""
    return _counted(singular, plural, count, _language())


@lru_cache(maxsize=4096)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "j F Y")


def on(day: date) -> str:
    return _day(day, _language())


def days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def different_days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d different days", count) % {"count": count}


def days_of(have: int, need: int) -> str:
    """ "1 of 3 different days" while some are missing, else how many."""
    if have >= need:
        return different_days(have)
    return _("%(have)d of %(need)d different days") % {"have": have, "need": need}


def times(count: int) -> str:
    if count == 1:
        return _("once")
    return _("twice") if count == 2 else _("%(count)d times") % {"count": count}


def quoted(text: str, words: int = 12) -> str:
    found = text.split(maxsplit=words)
    return "“" + " ".join(found[:words]) + ("…" if len(found) > words else "") + "”"


def wait_until(day: date) -> str:
    return _("Wait until %(day)s.") % {"day": on(day)}
