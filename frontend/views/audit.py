"""History to read: of one contact, and of everything."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.audit import Asked, Page, audit, kinds
from crm.errors import Refusal
from crm.filters import AuditFilter
from crm.models import Staff
from frontend.access import StaffRequest, for_admins, signed_in
from frontend.respond import page
from frontend.views.contact import visible_contact


@signed_in
@for_admins
@require_GET
def settings_audit(request: StaffRequest) -> HttpResponse:
    with timezone.override(request.user.zone):
        form = AuditFilter(request.GET)
    found = _page(request, Asked(**form.asked())) if form.is_valid() else Page([])
    context = {
        "page": found,
        "form": form,
        "team": Staff.objects.order_by("name"),
        "kinds": [(kind.name, kind.model._meta.verbose_name) for kind in kinds().values()],
        "asked": request.GET,
    }
    return page(request, "frontend/settings_audit.html", context, part="rows" if "after" in request.GET else "")


@signed_in
@require_GET
def contact_history(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    context: dict[str, Any] = {"contact": person, "page": _page(request, Asked(contacts=[person.pk]))}
    return page(request, "frontend/contact_history.html", context, part="rows" if "after" in request.GET else "")


def _page(request: StaffRequest, asked: Asked) -> Page:
    """A place that nobody gave out begins at the beginning."""
    try:
        return audit(staff=request.user, asked=asked, cursor=request.GET.get("after", ""))
    except Refusal:
        return audit(staff=request.user, asked=asked)
