"""How dates, counts and quotes read in the rule's sentences."""

from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def on(day: date) -> str:
    return date_format(day, "j F Y")


def days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def different_days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d different days", count) % {"count": count}


def days_of(have: int, need: int) -> str:
    """"1 of 3 different days" while some are missing, else how many."""
    if have >= need:
        return different_days(have)
    return _("%(have)d of %(need)d different days") % {"have": have, "need": need}


def times(count: int) -> str:
    if count == 1:
        return _("once")
    return _("twice") if count == 2 else _("%(count)d times") % {"count": count}


def quoted(text: str, words: int = 12) -> str:
    return "“" + Truncator(" ".join(text.split())).words(words) + "”"


def wait_until(day: date) -> str:
    return _("Wait until %(day)s.") % {"day": on(day)}
