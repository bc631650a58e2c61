"""Filters of the contact list kept under a name."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.save_view import create_view, delete_view, restore_view
from crm.errors import Refusal
from crm.filters.selection import chosen_contacts
from crm.models import Campaign, SavedView
from crm.saved_views import views_of
from frontend.access import StaffRequest, signed_in
from frontend.contact_list import filter_data
from frontend.respond import back, say, say_refused


def address_of(view: SavedView) -> str:
    """The contact list's address that shows it."""
    query = QueryDict(mutable=True)
    for name, value in view.filter.items():
        query.setlist({"campaign": "for"}.get(name, name), value if isinstance(value, list) else [value])
    if view.filter.get("campaign") and not view.filter.get("stage"):
        query["shortlist"] = "1"
    query.pop("archived", None)
    if view.filter.get("archived") == "true":
        query["archived"] = "1"
    if view.sort:
        query["sort"] = view.sort
    query["view"] = str(view.pk)
    return f"{reverse('frontend:contacts')}?{query.urlencode()}"


@signed_in
@require_GET
def view_count(request: StaffRequest, pk: int) -> HttpResponse:
    """How many it finds, for its tab; asked for when the page is there."""
    view = get_object_or_404(views_of(request.user), pk=pk)
    try:
        found = chosen_contacts(staff=request.user, filters=view.filter, as_of=timezone.now())
    except Refusal:
        return HttpResponse("!")
    return HttpResponse(f"{found.order_by().count():,}")


@signed_in
@require_POST
def view_save(request: StaffRequest) -> HttpResponse:
    asked = QueryDict(request.POST.get("query", ""))
    wanted = asked.get("for", "")
    campaign = Campaign.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    fields: dict[str, Any] = {"filter": filter_data(asked, campaign), "sort": asked.get("sort", "")}
    if columns := request.POST.getlist("column"):
        fields["columns"] = columns
    try:
        view = create_view(
            staff=request.user,
            name=request.POST.get("name", ""),
            shared="shared" in request.POST,
            as_of=timezone.now(),
            **fields,
        )
    except Refusal as refusal:
        say_refused(request, refusal)
        return back(request, reverse("frontend:contacts"))
    say(request, _("“%(name)s” is kept.") % {"name": view.name})
    return redirect(address_of(view))


@signed_in
@require_POST
def view_delete(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(views_of(request.user), pk=pk)
    try:
        delete_view(staff=request.user, view=view)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:view_restore", args=[pk])
        say(request, _("The view “%(name)s” is gone.") % {"name": view.name}, undo=undo)
    return redirect("frontend:contacts")


@signed_in
@require_POST
def view_restore(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        view = restore_view(staff=request.user, pk=pk)
    except Refusal as refusal:
        say_refused(request, refusal)
        return redirect("frontend:contacts")
    say(request, _("“%(name)s” is back.") % {"name": view.name})
    return redirect(address_of(view))
