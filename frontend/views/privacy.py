"""People's data: everything we hold on a person, erasing them, how long things are kept. Erasing is for admins."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.actions.erase_person import order_again, order_erasure, preview_erasure, read_address
from crm.errors import Refusal
from crm.jobs import queue_erasure
from crm.models import Contact, Erasure
from crm.opting_out import leads_nowhere
from crm.person_file import person_file
from crm.retention import change_retention
from frontend.access import StaffRequest, for_admins, proved_again, signed_in
from frontend.forms.privacy import AddressForm, EraseForm, RetentionForm
from frontend.respond import go, page, say, say_refused
from frontend.views.contact import visible_contact

SHOWN = 50


@signed_in
@for_admins
@require_http_methods(["GET", "POST"])
def settings_data(request: StaffRequest) -> HttpResponse:
    """How long each kind is kept, who is to be erased, and the receipts."""
    form = RetentionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_retention(staff=request.user, days=form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Saved. The worker forgets what is past it tonight."))
            return redirect("frontend:settings_data")
    return _data(request, form=form, status=422 if form.errors else 200)


def _data(request: StaffRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "form": forms.get("form") or RetentionForm(),
        "address_form": forms.get("address_form") or AddressForm(),
        "dead_link": leads_nowhere(),
        "erasures": Erasure.objects.select_related("ordered_by").order_by("-ordered_at", "-id")[:SHOWN],
    }
    return render(request, "frontend/settings_data.html", context, status=status)


@signed_in
@for_admins
@proved_again
@require_http_methods(["GET", "POST"])
def erase_contact(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    return _erase(request, {"contact": person}, reverse("frontend:contact_erase", args=[pk]), person.name)


@signed_in
@for_admins
@proved_again
@require_POST
def erase_address(request: StaffRequest) -> HttpResponse:
    """By an address: first what of it one can see, then, with `sure`, the order."""
    form = AddressForm(request.POST)
    try:
        given = form.cleaned_data["address"] if form.is_valid() else None
        whom = read_address(given["channel"], given["value"]) if given else None
    except Refusal as refusal:
        form.add_error("address", " ".join(refusal.errors.values()))
        whom = None
    if whom is None:
        return _data(request, address_form=form, status=422)
    return _erase(request, {"address_of": whom}, reverse("frontend:settings_erase"), whom[1], form)


def _erase(
    request: StaffRequest, whom: dict[str, Any], to: str, name: str, address_form: AddressForm | None = None
) -> HttpResponse:
    sure = request.method == "POST" and "sure" in request.POST
    form = EraseForm(request.POST if sure else None)
    if sure and form.is_valid():
        try:
            erasure = order_erasure(staff=request.user, as_of=timezone.now(), **whom, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            queue_erasure(erasure.pk)
            return go(request, reverse("frontend:settings_erasure", args=[erasure.pk]))
    plan = preview_erasure(staff=request.user, **whom)
    context = {"form": form, "plan": plan, "to": to, "name": name, "address_form": address_form}
    return render(request, "frontend/erase.html", context, status=422 if form.errors else 200)


@signed_in
@for_admins
@require_GET
def erasure(request: StaffRequest, pk: int) -> HttpResponse:
    """A receipt, or how far it is."""
    found = get_object_or_404(Erasure.objects.select_related("ordered_by"), pk=pk)
    underway = found.status in ("queued", "running")
    return page(request, "frontend/erasure.html", {"erasure": found, "underway": underway}, part="progress")


@signed_in
@for_admins
@require_POST
def erasure_again(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Erasure, pk=pk)
    try:
        queue_erasure(order_again(staff=request.user, erasure=found).pk)
    except Refusal as refusal:
        say_refused(request, refusal)
    return redirect("frontend:settings_erasure", pk=pk)


@signed_in
@proved_again
@require_GET
def contact_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything we hold, to read; `?as=json` to hand over."""
    person: Contact = visible_contact(request, pk)
    sensitive = request.GET.get("sensitive") == "1"
    made = person_file(staff=request.user, contact=person, as_of=timezone.now(), sensitive=sensitive)
    if request.GET.get("as") == "json":
        answer = JsonResponse(made.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2})
        answer["Content-Disposition"] = f'attachment; filename="person-{pk}.json"'
        return answer
    return render(request, "frontend/contact_file.html", {"contact": person, "file": made, "sensitive": sensitive})
