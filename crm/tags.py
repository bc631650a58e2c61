"""The tags in use, among the contacts somebody may see."""

from typing import Any

from django.db.models import CharField, Count, F, Func

from crm.models import Contact, Staff

MOST = 5_000


def tags_of(staff: Staff) -> list[dict[str, Any]]:
    """Each tag with how many contacts in use have it, by name."""
    rows = Contact.objects.visible_to(staff).in_use()
    each = rows.annotate(tag=Func(F("tags"), function="unnest", output_field=CharField())).order_by()
    counted = each.values("tag").annotate(count=Count("pk"))[:MOST]
    return sorted(({"name": row["tag"], "count": row["count"]} for row in counted), key=_by_name)


def _by_name(row: dict[str, Any]) -> str:
    return str(row["name"]).casefold()
