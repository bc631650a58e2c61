"""Changes and kept values in words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.audit import Change

register = template.Library()


@register.filter
def told(value: Any) -> str:
    """A value of a record as people read it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return date_format(localtime(value), "j M Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple) and all(isinstance(one, str | int) for one in value):
        return ", ".join(map(str, value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


@register.filter
def told_change(change: Change, names: Mapping[int, str]) -> str:
    """Who did what, by which door."""
    who = names.get(change.staff_id or 0) or str(change.context.get("role") or _("Somebody"))
    words = {
        "insert": _("%(who)s added: %(what)s"),
        "update": _("%(who)s changed: %(what)s"),
        "delete": _("%(who)s took out: %(what)s"),
    }
    sentence = words.get(change.verb, "%(who)s: %(what)s") % {"who": who, "what": change.kind.model._meta.verbose_name}
    return f"{sentence} ({DOORS[change.door]()})"


DOORS = {
    "screen": lambda: _("on a screen"),
    "api": lambda: _("by the API"),
    "import": lambda: _("by an import"),
    "bulk": lambda: _("with many others"),
    "erasure": lambda: _("by an erasure"),
    "sample": lambda: _("with the sample"),
    "sql": lambda: _("by a command, the worker, or straight in the database"),
}
