"""What we know about a contact: interests, boundaries, ties from before."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.attest import attest, withdraw_attestation
from crm.actions.hand_over import hand_over
from crm.actions.note_boundary import lift_boundary, note_boundary, restore_boundary
from crm.actions.note_interest import note_interest
from crm.actions.promise import keep_promise, reopen_promise
from crm.actions.save_topic import topic_named
from crm.errors import Refusal
from crm.models import Attestation, Boundary, Contact, Promise
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import AttestForm, BoundaryForm, HandOverForm, InterestForm
from frontend.forms.days import read_moment
from frontend.forms.kit import KitForm
from frontend.respond import back, go, page, say, say_refused
from frontend.views.contact import visible_contact


@signed_in
@require_http_methods(["GET", "POST"])
def contact_interest(request: StaffRequest, pk: int) -> HttpResponse:
    def note(form: KitForm, person: Contact, as_of: datetime) -> str:
        data = dict(form.cleaned_data)
        when = data.pop("when")
        moment = read_moment(when, as_of, request.user.zone)
        if moment is None:
            raise Refusal(when=_("Which day is that? Write it like “yesterday”, “Monday” or “3 May”."))
        data["topic"] = topic_named(data["topic"])
        interest = note_interest(staff=request.user, contact=person, noted_at=moment, as_of=as_of, **data)
        return _("Noted: %(name)s cares about %(topic)s.") % {"name": person.name, "topic": interest.topic}

    return _note(request, pk, InterestForm, note, _("Note an interest"))


@signed_in
@require_http_methods(["GET", "POST"])
def contact_boundary(request: StaffRequest, pk: int) -> HttpResponse:
    def note(form: BoundaryForm, person: Contact, as_of: datetime) -> str:
        note_boundary(staff=request.user, contact=person, as_of=as_of, **form.boundary())
        return _("Noted. Nobody here will be able to do that by accident.")

    return _note(request, pk, BoundaryForm, note, _("Note a boundary"))


@signed_in
@require_http_methods(["GET", "POST"])
def contact_attest(request: StaffRequest, pk: int) -> HttpResponse:
    def note(form: KitForm, person: Contact, as_of: datetime) -> str:
        attest(staff=request.user, contact=person, reason=form.cleaned_data["reason"], as_of=as_of)
        return _("Noted: you know %(name)s from before.") % {"name": person.name}

    return _note(request, pk, AttestForm, note, _("I know them from before"))


@signed_in
@require_POST
def attestation_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    seen = Contact.objects.visible_to(request.user).in_use()
    attestation = get_object_or_404(Attestation.objects.select_related("contact"), pk=pk, contact__in=seen)
    to = reverse("frontend:contact", args=[attestation.contact_id])
    try:
        withdraw_attestation(staff=request.user, attestation=attestation)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Taken back; history keeps what was vouched for."))
    return go(request, to)


@signed_in
@require_http_methods(["GET", "POST"])
def contact_hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """To a colleague, with what one had begun; the introduction is logged where it was made."""
    person = visible_contact(request, pk)
    form = HandOverForm(request.POST or None, owner=person.owner_id)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(staff=request.user, contact=person, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("%(name)s is looked after by %(who)s now.") % {"name": person.name, "who": person.owner})
            return go(request, reverse("frontend:contact", args=[pk]))
    words = _("With it go their places on shortlists and open promises.")
    context = {"form": form, "contact": person, "title": _("Hand over"), "words": words}
    return render(request, "frontend/contact_note.html", context, status=422 if form.errors else 200)


def _note(
    request: StaffRequest,
    pk: int,
    form_class: type[KitForm],
    note: Callable[[Any, Contact, datetime], str],
    title: str,
) -> HttpResponse:
    """Ask for it in a form; what the domain refuses stays in the form with what was typed."""
    person = visible_contact(request, pk)
    topic = request.GET.get("topic", "")[:200]
    named = f"{form_class.__name__.lower()}_%s"  # two of them may be open on one page
    form = form_class(request.POST or None, initial={"topic": topic} if topic else None, auto_id=named)
    if request.method == "POST" and form.is_valid():
        try:
            say(request, note(form, person, timezone.now()))
        except Refusal as refusal:
            form.take(refusal)
        else:
            return go(request, reverse("frontend:contact", args=[pk]))
    context = {"form": form, "contact": person, "title": title}
    return page(request, "frontend/contact_note.html", context, part="form", status=422 if form.errors else 200)


@signed_in
@require_POST
def boundary_lift(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    boundary = get_object_or_404(Boundary, pk=pk, contact__in=visible)
    try:
        lift_boundary(
            staff=request.user, boundary=boundary, reason=request.POST.get("reason", ""), as_of=timezone.now()
        )
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:boundary_restore", args=[pk])
        say(request, _("The boundary is lifted; its history stays."), undo=undo)
    return go(request, reverse("frontend:contact", args=[boundary.contact_id]))


@signed_in
@require_POST
def boundary_restore(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    boundary = get_object_or_404(Boundary, pk=pk, contact__in=visible)
    try:
        restore_boundary(staff=request.user, boundary=boundary, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("The boundary stands again."))
    return go(request, reverse("frontend:contact", args=[boundary.contact_id]))


@signed_in
@require_POST
def promise_keep(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    promise = get_object_or_404(Promise, pk=pk, contact__in=visible)
    try:
        keep_promise(staff=request.user, promise=promise, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Kept."), undo=reverse("frontend:promise_reopen", args=[pk]))
    return back(request, reverse("frontend:contact", args=[promise.contact_id]))


@signed_in
@require_POST
def promise_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    promise = get_object_or_404(Promise, pk=pk, contact__in=visible)
    try:
        reopen_promise(staff=request.user, promise=promise)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is open again."))
    return back(request, reverse("frontend:contact", args=[promise.contact_id]))
