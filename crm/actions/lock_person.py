"""Serialise what is decided about one person, whichever record it comes through."""

from django.db import connection

from crm.models import Contact, Handle


def lock_person(contact: Contact) -> None:
    """Hold the person until the transaction ends: by the handles first (two colleagues may hold two records
    of the same person), in one order for everybody, then the rows."""
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
    list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
