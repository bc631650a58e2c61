"""What became of the rows of an import, for whom it belongs to."""

from collections.abc import Iterable

from crm.models.contacts import Contact
from crm.models.imports import ImportRow
from crm.models.staff import Staff


def tell_whom(rows: Iterable[ImportRow], staff: Staff) -> list[ImportRow]:
    """The rows with `seen_contact` (an id or None) and `alike` (contacts of that name): only who is still theirs to
    see, whatever was true when the file was loaded. Two queries for a page."""
    kept = list(rows)
    named = {row.contact_id for row in kept} | {contact for row in kept for contact in row.looks_like}
    seen = Contact.objects.visible_to(staff).in_use().in_bulk([contact for contact in named if contact])
    for row in kept:
        row.seen_contact = row.contact_id if row.contact_id in seen else None  # type: ignore[attr-defined]
        row.alike = [seen[contact] for contact in row.looks_like if contact in seen]  # type: ignore[attr-defined]
    return kept
