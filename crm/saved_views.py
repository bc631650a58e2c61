"""Saved views: whose one sees, and what is no longer there of what they name."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from crm.models import Campaign, SavedView, Staff, Topic

NAMED: tuple[tuple[str, Any], ...] = (("topic", Topic), ("campaign", Campaign), ("owner", Staff))


def views_of(staff: Staff) -> QuerySet[SavedView]:
    """One's own, and those shared with the team."""
    return SavedView.objects.filter(Q(owner=staff) | Q(shared=True))


def gone_from(views: Iterable[SavedView]) -> dict[int, list[str]]:
    """By view, a sentence for each thing its filter names that is not there any more; then it finds nobody. Three
    queries for any number of views."""
    gone: dict[int, list[str]] = {view.pk: [] for view in views}
    words = {
        "topic": _("The topic this view looks for is gone."),
        "campaign": _("The campaign this view is for is gone."),
        "owner": _("The colleague this view looks for is gone."),
    }
    for name, model in NAMED:
        wanted = {view.pk: str(view.filter[name]) for view in views if view.filter.get(name)}
        ids = {int(text) for text in wanted.values() if text.isascii() and text.isdigit() and len(text) <= 18}
        there = set(map(str, model.objects.filter(pk__in=ids).values_list("pk", flat=True))) if ids else set()
        for pk, text in wanted.items():
            if text not in there:
                gone[pk].append(words[name])
    return gone
