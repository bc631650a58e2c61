"""People whose name, organisation or address looks like the words: for the quick log and the palette."""

from crm.filters import ContactFilter
from crm.models import Contact, Staff

AT_MOST = 8


def contacts_like(words: str, staff: Staff) -> list[Contact]:
    everyone = Contact.objects.visible_to(staff).in_use()
    found = ContactFilter({"search": words[:200]}, queryset=everyone, staff=staff).qs
    return list(found.prefetch_related("handles")[:AT_MOST])
