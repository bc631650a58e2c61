"""Settings: which addresses are ours, so that an answer to us, or a share of ours, is recognised."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import Refusal
from frontend.access import StaffRequest, signed_in
from frontend.forms.settings import OurHandleForm
from frontend.respond import say, say_refused
from listening.actions.our_handles import add_our_handle, remove_our_handle, restore_our_handle
from listening.models import OurHandle

LIST = "frontend:settings_our_handles"


@signed_in
@require_http_methods(["GET", "POST"])
def our_handles(request: StaffRequest) -> HttpResponse:
    form = OurHandleForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = add_our_handle(staff=request.user, channel=given["channel"], value=given["value"], of=given["whose"])
        except Refusal as refusal:
            form.take(refusal)
        else:
            undo = reverse("frontend:settings_our_handle_remove", args=[made.pk])
            say(
                request,
                _("Posts that answer, name or share %(value)s are offered from now on.") % {"value": made},
                undo=undo,
            )
            return redirect(LIST)
    rows = OurHandle.objects.in_use().select_related("staff").order_by("staff__name", "channel", "value")
    context = {"form": form, "rows": [(row, _may_change(request, row)) for row in rows]}
    return render(request, "frontend/settings_our_handles.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def our_handle_remove(request: StaffRequest, pk: int) -> HttpResponse:
    handle = get_object_or_404(OurHandle, pk=pk)
    try:
        remove_our_handle(staff=request.user, handle=handle, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:settings_our_handle_restore", args=[pk])
        say(request, _("%(value)s is off the list.") % {"value": handle}, undo=undo)
    return redirect(LIST)


@signed_in
@require_POST
def our_handle_restore(request: StaffRequest, pk: int) -> HttpResponse:
    handle = get_object_or_404(OurHandle, pk=pk)
    try:
        restore_our_handle(staff=request.user, handle=handle)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("%(value)s is back on the list.") % {"value": handle})
    return redirect(LIST)


def _may_change(request: StaffRequest, handle: OurHandle) -> bool:
    return handle.staff_id == request.user.pk or request.user.is_manager
