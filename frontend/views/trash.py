"""The trash; and the archive of a contact's page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.archive_contact import archive_contact, unarchive_contact
from crm.errors import Refusal
from crm.models import Contact
from frontend.access import StaffRequest, signed_in
from frontend.respond import go, say, say_refused
from frontend.views.contact import visible_contact

MOST = 200


@signed_in
@require_GET
def trash(request: StaffRequest) -> HttpResponse:
    """Newest first; who put them there and when."""
    rows = Contact.objects.visible_to(request.user).in_trash().select_related("trashed_by")
    people = list(rows.order_by("-trashed_at", "-pk")[: MOST + 1])
    return render(request, "frontend/trash.html", {"people": people[:MOST], "more": len(people) > MOST})


@signed_in
@require_POST
def contact_archive(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    try:
        archive_contact(staff=request.user, contact=person, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:contact_unarchive", args=[pk])
        say(request, _("%(name)s is in the archive.") % {"name": person.name}, undo=undo)
    return go(request, reverse("frontend:contacts"))


@signed_in
@require_POST
def contact_unarchive(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    try:
        unarchive_contact(staff=request.user, contact=person)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("%(name)s is out of the archive.") % {"name": person.name})
    return go(request, reverse("frontend:contact", args=[pk]))
