"""Which of two values stays: what a merge writes on the survivor, and what its undo writes back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.models import Contact

FIELDS = (
    "name",
    "organization",
    "title",
    "location",
    "timezone",
    "language",
    "notes",
    "external_id",
    "origin",
    "basis",
    "via",
)


def chosen(survivor: Contact, other: Contact, keep: Mapping[str, str]) -> dict[str, Any]:
    """The survivor's values as they will be: per field the one `keep` says ("this" or "other"), blanks filled
    from the other, tags united. Raises Refusal for what cannot be chosen."""
    if unknown := keep.keys() - set(FIELDS):
        raise Refusal(
            keep=_("“%(unknown)s” cannot be chosen; these can: %(fields)s.")
            % {"unknown": sorted(unknown)[0], "fields": ", ".join(FIELDS)}
        )
    if wrong := set(keep.values()) - {"this", "other"}:
        raise Refusal(keep=_("Say “this” or “other”, not “%(wrong)s”.") % {"wrong": sorted(map(str, wrong))[0][:40]})
    fields: dict[str, Any] = {}
    for name in FIELDS:
        mine, theirs = getattr(survivor, name), getattr(other, name)
        fields[name] = theirs if (keep.get(name) == "other" and theirs) or not mine else mine
    fields["tags"] = list(dict.fromkeys([*survivor.tags, *other.tags]))
    return fields


def held(contact: Contact, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in names}


def restored(
    survivor: Contact, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What to write back, and the fields that were changed since the merge and therefore stay. Tags are taken
    back one by one: those that came with the merge go, later ones stay, those taken off since stay off."""
    back: dict[str, Any] = {}
    stay: list[str] = []
    for name, was in before.items():
        now = getattr(survivor, name)
        if name == "tags":
            back[name] = [tag for tag in was if tag in now] + [tag for tag in now if tag not in after[name]]
            changed = now != after[name]
        else:
            changed = now != after[name]
            back[name] = now if changed else was
        if changed:
            stay.append(name)
    return back, stay


def write(contact: Contact, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.check_fields()
    contact.save()
