"""People whose name, organisation or address looks like the words: for the quick log and the palette."""

from crm.filters import ContactFilter
from crm.handles import guess
from crm.models import Contact, Staff

AT_MOST = 8


def contacts_like(words: str, staff: Staff) -> list[Contact]:
    """A pasted address, a post's for instance, finds whose it is; else the words are looked for."""
    known = guess(words[:500])
    return (known and _found(known.key, staff)) or _found(words[:200], staff)


def _found(words: str, staff: Staff) -> list[Contact]:
    everyone = Contact.objects.visible_to(staff).in_use()
    found = ContactFilter({"search": words}, queryset=everyone, staff=staff).qs
    return list(found.prefetch_related("handles")[:AT_MOST])
