"""People whose name, organisation or address looks like the words: for the quick log and the palette."""

from datetime import datetime

from crm.filters.people import people_at, people_like
from crm.models import Contact, Staff
from frontend.forms.log import first_link
from listening.linked import writer_at

AT_MOST = 8


def contacts_like(words: str, staff: Staff, as_of: datetime) -> list[Contact]:
    """A pasted link finds who wrote what is there; an address finds whose it is; else the words are looked for."""
    link = first_link(words)
    writer = writer_at(link, staff=staff, today=staff.today(as_of)) if link else None
    if writer is not None:
        return [writer]
    return people_at(link or words, staff=staff, at_most=AT_MOST) or people_like(words, staff=staff, at_most=AT_MOST)
