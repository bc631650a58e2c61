"""Whom the addresses in a calendar belong to, as its owner knows them."""

from collections.abc import Iterable

from django.db.models import Case, Value, When

from crm.handles import HandleError, normalise
from crm.models import Calendar, Contact, Handle, Staff, Visibility

AT_ONCE = 5_000


def people_at(addresses: Iterable[str], staff: Staff) -> dict[str, Contact]:
    """By address: the contact `staff` may see whose own it is; one's own private record before the team's, for what
    was said there is not for the team. Those of a desk or an agent identify nobody."""
    keys: dict[str, list[str]] = {}
    for address in set(addresses):
        try:
            keys.setdefault(normalise("email", address).key, []).append(address)
        except HandleError:
            continue
    found: dict[str, Contact] = {}
    private_first = Case(When(contact__visibility=Visibility.PRIVATE, then=Value(0)), default=Value(1))
    seen = Contact.objects.visible_to(staff).in_use()
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        handles = Handle.objects.filter(channel="email", key__in=some, shared=False, contact__in=seen)
        for handle in handles.select_related("contact").order_by(private_first, "contact_id"):
            for address in keys[handle.key]:
                found.setdefault(address, handle.contact)
    return found


def own_addresses(calendar: Calendar) -> set[str]:
    """By which the calendar's owner is invited."""
    named = {calendar.staff.email, *calendar.own_addresses}
    if "@" in calendar.username:
        named.add(calendar.username)
    return {address.strip().lower() for address in named}
