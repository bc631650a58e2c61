"""Contacts and interactions by the filters of their lists, as a saved filter or somebody's words name them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.filters.contacts import ContactFilter
from crm.filters.interactions import InteractionFilter
from crm.filters.names import names_of, no_such_name
from crm.filters.record import RecordFilter
from crm.models import Contact, Interaction, Staff

Filters = Mapping[str, str | Sequence[str]]


def chosen_contacts(*, staff: Staff, filters: Filters, as_of: datetime, in_trash: bool = False) -> Any:
    """Contacts in use (or in the trash) that `staff` may see and that match. Raises Refusal for a filter that does
    not exist or cannot be read."""
    everybody = Contact.objects.visible_to(staff)
    among = everybody.in_trash() if in_trash else everybody.in_use()
    return _filtered(ContactFilter, "contacts", among, staff=staff, filters=filters, as_of=as_of)


def chosen_interactions(*, staff: Staff, filters: Filters, as_of: datetime) -> Any:
    """Interactions with contacts in use that `staff` may see, by the filters of their list. Raises Refusal."""
    contacts = Contact.objects.visible_to(staff).in_use()
    among = Interaction.objects.filter(contact__in=contacts)
    return _filtered(InteractionFilter, "interactions", among, staff=staff, filters=filters, as_of=as_of)


def _filtered(
    kind: type[RecordFilter], what: str, among: Any, *, staff: Staff, filters: Filters, as_of: datetime
) -> Any:
    given = QueryDict(mutable=True)
    for name, value in filters.items():
        given.setlist(name, [value] if isinstance(value, str) else [str(one) for one in value])
    known = names_of(kind)
    if unknown := next((name for name in given if name not in known), None):
        raise Refusal(filter=no_such_name(unknown, known, what))
    found = kind(given, queryset=among, staff=staff, as_of=as_of)
    if not found.is_valid():
        name, sentences = next(iter(found.errors.items()))
        raise Refusal(filter=_("%(name)s: %(sentences)s") % {"name": name, "sentences": sentences[0]})
    return found.qs
