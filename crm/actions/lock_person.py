"""Serialise what is decided about one person, whichever record it comes through."""

from django.db import connection

from crm.models import Contact, Handle


def lock_person(contact: Contact) -> set[int]:
    """Hold the person until the transaction ends: by the handles first (two colleagues may hold two records
    of the same person), in one order for everybody, then the rows. Answers which of these are in use now: the
    contact's own is not among them where somebody erased, merged or trashed it since it was read."""
    keys = {f"contact:{contact.pk}"}
    keys.update(
        f"{channel}:{key}"
        for channel, key in Handle.objects.filter(contact=contact, shared=False).values_list("channel", "key")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hash) FROM ("
            "SELECT DISTINCT hashtextextended(key, 0) AS hash FROM unnest(%s::text[]) AS key ORDER BY hash"
            ") AS ordered",
            [sorted(keys)],
        )
    rows = Contact.objects.filter(person__in=Contact.objects.filter(pk=contact.pk).values("person"))
    held = list(rows.order_by("pk").select_for_update().values_list("pk", "trashed_at"))
    return {pk for pk, trashed_at in held if trashed_at is None}
