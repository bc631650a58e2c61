"""How a file is to be read and loaded, as its loader wants it; what is left out is found out, or as usual."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from crm.actions.save_contact import tidy_tags
from crm.correspondence import archives
from crm.errors import Refusal
from crm.importing.columns import FIELDS
from crm.importing.deciding import OVERWRITABLE
from crm.importing.encoding import legible, named_encoding
from crm.importing.recognise import FORMATS
from crm.importing.record import Unreadable
from crm.models.contacts import Visibility

SEPARATORS = (",", ";", "\t", "|")
LONGEST_TAG = LONGEST_OPTION = 100
LONGEST_CLIENT = 200
MOST_TAGS = 50

Say = Callable[[str, str], None]


def checked_wishes(
    *,
    format: str = "",
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    separator: str = "",
    options: Mapping[str, Any] | None = None,
    visibility: str = "team",
    overwrite: Sequence[str] = (),
    tags: Sequence[str] = (),
    client: str = "",
) -> dict[str, Any]:
    """As the fields of a job. Raises Refusal.

    `mapping` is header → field of columns.FIELDS, "" leaves a column out; None maps what is recognised.
    `options` are what the format alone needs (`ours`, `dates`). `overwrite` names the fields in which the file
    knows better; all others are filled only where blank. `client` is whose past pitches these are.
    """
    errors: dict[str, str] = {}
    wishes = {
        "format": _format(format, errors.__setitem__),
        "mapping": _mapping(mapping or {}, errors.__setitem__),
        "encoding": _encoding(encoding, errors.__setitem__),
        "separator": separator,
        "options": _options(options or {}, errors.__setitem__),
        "visibility": visibility,
        "overwrite": sorted(set(overwrite)),
        "tags": _tags(tags, errors.__setitem__),
        "client": client.strip(),
    }
    if separator not in ("", *SEPARATORS):
        errors["separator"] = _("The separator is a comma, a semicolon, a tab or a bar; or leave it out.")
    if visibility not in Visibility.values:
        errors["visibility"] = _("Visibility must be team or private.")
    if unknown := set(overwrite) - set(OVERWRITABLE):
        errors["overwrite"] = _("“%(unknown)s” cannot be overwritten; these can: %(overwritable)s.") % {
            "unknown": min(unknown)[:40],
            "overwritable": ", ".join(OVERWRITABLE),
        }
    if len(client) > LONGEST_CLIENT or "\0" in client:
        errors["client"] = _("Name the client in at most %(longest_client)s characters.") % {
            "longest_client": LONGEST_CLIENT
        }
    if errors:
        raise Refusal(**errors)
    return wishes


def _format(format: str, wrong: Say) -> str:
    known = (*FORMATS, archives.NAME)
    if format and format not in known:
        wrong("format", f"“{format[:40]}” is no format; use {', '.join(known)}, or leave it out.")
    return format


def _mapping(mapping: Mapping[str, str], wrong: Say) -> dict[str, str]:
    kept = {legible(str(title)): str(field) for title, field in mapping.items()}
    if unknown := [field for field in kept.values() if field and field not in FIELDS]:
        wrong("mapping", f"“{unknown[0][:40]}” is no field; use one of {', '.join(FIELDS)}.")
    return kept


def _encoding(encoding: str, wrong: Say) -> str:
    try:
        return named_encoding(encoding).name if encoding else ""
    except Unreadable as error:
        wrong("encoding", str(error))
        return ""


def _options(options: Mapping[str, Any], wrong: Say) -> dict[str, str]:
    kept = {str(name): value for name, value in options.items() if value not in ("", None)}
    if not all(
        isinstance(value, str) and len(value) <= LONGEST_OPTION and "\0" not in value for value in kept.values()
    ):
        wrong("options", f"Give each option as a text of at most {LONGEST_OPTION} characters.")
    return kept


def _tags(tags: Sequence[str], wrong: Say) -> list[str]:
    kept = tidy_tags(tags)
    if len(kept) > MOST_TAGS:
        wrong("tags", f"These are more than {MOST_TAGS} tags; take some out.")
    if any(len(tag) > LONGEST_TAG or "\0" in tag for tag in kept):
        wrong("tags", f"A tag has more than {LONGEST_TAG} characters or holds a NUL byte; shorten it.")
    return kept
