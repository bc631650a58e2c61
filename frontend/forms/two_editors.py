"""Two editors of one record: the second sees both versions, field by field, and chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

TAKE, THEIRS = "take-", "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what was typed and what stands are not the same; both as words. `take`: the name of the choice."""

    take: str
    label: str
    mine: str
    theirs: str


def chosen(data: QueryDict, form_class: type[forms.Form], standing: Mapping[str, Any]) -> QueryDict:
    """What was sent, with what stands now in the fields where the writer chose that."""
    kept = data.copy()
    for name, field in form_class.base_fields.items():
        if data.get(TAKE + name) != THEIRS:
            continue
        text = _typed(field, standing.get(name))
        kept.pop(name, None)
        if text:
            kept[name] = text
    return kept


def differences(form: forms.Form, standing: Mapping[str, Any]) -> list[Difference]:
    """Between a bound form and the record as somebody else saved it meanwhile."""
    found = []
    for bound in form.visible_fields():
        if bound.name not in standing:
            continue
        mine, theirs = _tidy(bound.data), _typed(bound.field, standing[bound.name])
        if mine != _tidy(theirs):
            label = str(bound.label)
            found.append(Difference(TAKE + bound.name, label, _words(bound.field, mine), _words(bound.field, theirs)))
    return found


def anew(form: forms.Form, version: int) -> forms.Form:
    """The same form to be sent again, on the version that stands now."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(version)
    return type(form)(data)


def _typed(field: forms.Field, value: Any) -> str:
    """A stored value as its field would send it."""
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    text = field.widget.format_value(field.prepare_value(value)) if value is not None else ""
    return str(next(iter(text), "")) if isinstance(text, list) else str(text or "")  # choices come as a list


def _tidy(raw: Any) -> str:
    text = "on" if raw is True else str(raw or "")
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def _words(field: forms.Field, text: str) -> str:
    """For reading: a choice by its label."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if text else _("no")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(text, text))  # type: ignore[arg-type]
    return text
