"""What a person left in texts that are not theirs: notes about others, answers kept for repeating, searches saved,
what their history says. Every table there is is looked through, so a new one is, too."""

import json
from collections.abc import Iterator

from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Lower

from crm.models import Erasure, StagedHandle, StagedRow

# Not looked through: who works here and what is ours, addresses that are somebody else's own (theirs are gone by
# now), the libraries' own, and what holds no words of people.
LEFT_OUT = (
    *("crm_staff", "crm_erasure", "crm_handle", "crm_memorysecret", "crm_webhook", "crm_apitoken", "crm_wording"),
    *("listening_ourhandle", "listening_author", "listening_source", "listening_mentionkey"),
    *("crm_staffevent", "listening_ourhandleevent"),
)
_LIBRARIES = r"^(django_|auth_|procrastinate_|account_|mfa_|socialaccount_|usersessions_|listening_mention(_|topic))"


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname !~ %s AND relname <> ALL (%s) ORDER BY relname",
            [_LIBRARIES, list(LEFT_OUT)],
        )
        return [name for (name,) in cursor.fetchall()]


def erase_traces(erasure: Erasure, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT crm_erase_traces(%s, %s::regclass)", [erasure.pk, table])
        [rows] = cursor.fetchone() or [0]
    return int(rows)


def forget_answers_about(contacts: list[int], traces: list[str]) -> int:
    """First answers to writes, kept to be given again: a day's worth, gone with whatever told of them."""
    numbers = [rf'"(id|contact|survivor|merged)": ?{pk}[,}}\]]' for pk in contacts]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM crm_idempotentrequest WHERE convert_from(body, 'UTF8') ~ ANY (%s)"
            " OR convert_from(body, 'UTF8') ILIKE ANY (%s)",
            [numbers, list(_likes(traces))],
        )
        return int(cursor.rowcount)


def forget_staged(traces: list[str]) -> None:
    """Rows of files that are being read, or were only looked at: not kept, not even without the name."""
    named = Q(pk__in=[])
    for trace in traces:
        named |= Q(value__icontains=trace)
    handles = list(StagedHandle.objects.filter(named).values_list("job", "number"))
    for job, number in handles:
        StagedRow.objects.filter(job=job, number=number).delete()
        StagedHandle.objects.filter(job=job, number=number).delete()
    lower = [trace.lower() for trace in traces]
    StagedRow.objects.annotate(plain=Lower("name"), told=Cast("more", TextField())).filter(plain__in=lower).delete()


def _likes(traces: list[str]) -> Iterator[str]:
    """As they stand in JSON, too."""
    for trace in traces:
        for form in {trace, json.dumps(trace, ensure_ascii=False)[1:-1]}:
            yield "%" + form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
