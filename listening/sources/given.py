"""What people fill in for a source, tidied one setting at a time. A wrong one is refused by its name."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from crm.errors import Refusal
from listening.sources import Setting

LONGEST = 2000
MOST = 500


def known(settings: Mapping[str, Any], offered: Sequence[Setting]) -> dict[str, Any]:
    """All that is offered, with defaults for what was left out. What is secret is not looked at here."""
    names = {setting.name for setting in offered}
    if unknown := sorted(settings.keys() - names):
        raise Refusal(**dict.fromkeys(unknown, _("This source has no such setting.")))
    tidy = {}
    for setting in offered:
        if not setting.secret:
            value = settings.get(setting.name, setting.default)
            tidy[setting.name] = texts(setting.name, value) if setting.many else text(setting.name, value)
    missing = [s.name for s in offered if s.required and not s.secret and not tidy[s.name]]
    if missing:
        raise Refusal(**dict.fromkeys(missing, _("Fill this in.")))
    return tidy


def text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(**{name: _("This must be a text.")})
    clean = " ".join(str(value).split())
    if len(clean) > LONGEST or "\x00" in clean:
        raise Refusal(**{name: _("Give at most %(most)s characters.") % {"most": LONGEST}})
    return clean


def texts(name: str, value: Any) -> list[str]:
    """Of a list, or of one text with commas or line breaks; each once."""
    parts = value.replace(",", "\n").splitlines() if isinstance(value, str) else value or []
    if not isinstance(parts, list | tuple) or len(parts) > MOST:
        raise Refusal(**{name: _("Give a list of at most %(most)s.") % {"most": MOST}})
    return list(dict.fromkeys(filter(None, (text(name, part) for part in parts))))


def web_address(name: str, value: str, *, schemes: Collection[str] = ("https", "http")) -> str:
    """Without a slash at its end, so that paths can be added. Names and passwords have no place in it."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in schemes and bool(parts.hostname) and parts.username is None
        fine = fine and not (parts.query or parts.fragment) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine:
        raise Refusal(**{name: _("Give an address that starts with %(scheme)s://") % {"scheme": next(iter(schemes))}})
    return value.rstrip("/")


def one_of(name: str, value: str, allowed: Collection[str]) -> str:
    if value not in allowed:
        raise Refusal(**{name: _("Choose one of: %(allowed)s.") % {"allowed": ", ".join(allowed)}})
    return value


def number(name: str, value: str, *, least: float, most: float) -> float:
    try:
        told = float(value)
    except ValueError:
        told = float("nan")
    if not least <= told <= most:
        raise Refusal(**{name: _("Give a number from %(least)g to %(most)g.") % {"least": least, "most": most}})
    return told
