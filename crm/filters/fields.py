"""The kinds of values that filters take. What merely names nothing matches nothing; only what cannot be read
at all, such as a date that is none, is an error."""

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

NOBODY = -1  # an id that no record has
TRUE, FALSE = {"true", "1", "yes", "on"}, {"false", "0", "no", "off"}


class IdField(forms.CharField):
    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else NOBODY


class Id(filters.CharFilter):
    """A record by its id."""

    field_class = IdField


class Word(filters.CharFilter):
    """A value taken as it is."""


class TextSearch(filters.CharFilter):
    """Words to look for; longer ones than any name are cut."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=200, **kwargs)


class ChoiceWord(Word):
    """One of a few words. Another one matches nothing."""

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        self.words = [value for value, _label in choices]
        super().__init__(*args, **kwargs)


class YesNoField(forms.CharField):
    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]
        text = (super().to_python(value) or "").lower()
        if text and text not in TRUE | FALSE:
            raise ValidationError(_("Say true or false."))
        return text in TRUE if text else None


class YesNo(filters.Filter):
    """True or false; nothing means both."""

    field_class = YesNoField


class MomentField(forms.CharField):
    """RFC 3339, or a day: its first moment, or for an end its last, where the reader's days are counted."""

    def __init__(self, *args: Any, ends: bool = False, **kwargs: Any) -> None:
        self.ends = ends
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = (super().to_python(value) or "").replace(" ", "+" if "T" in str(value).upper() else " ")
        if not text:
            return None
        try:
            if len(text) == 10:
                moment = datetime.combine(date.fromisoformat(text), time.max if self.ends else time.min)
            else:
                moment = parse_datetime(text) or datetime.fromisoformat(text)
            aware = moment if moment.tzinfo else timezone.make_aware(moment)
            return aware.astimezone(timezone.get_fixed_timezone(0))
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("Give a time like 2026-11-22T09:00:00+01:00, or a day.")) from error


class MomentsField(filters.fields.RangeField):
    widget = DateRangeWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = (MomentField(required=False), MomentField(required=False, ends=True))
        super().__init__(fields, *args, **kwargs)


class Moments(filters.RangeFilter):
    """`<name>_after` and `<name>_before`, both included."""

    field_class = MomentsField


class Order(filters.OrderingFilter):
    """`ordering=name` or `-name`; the arguments say which public name sorts by which column."""

    def __init__(self, **columns: str) -> None:
        super().__init__(fields=[(column, name) for name, column in columns.items()])
