"""New contacts, changed contacts, contacts in the trash and back."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.save_contact import create_contact, update_contact
from crm.actions.share_contact import share_contact
from crm.actions.trash_contact import restore_contact, trash_contact
from crm.errors import Conflict, Refusal
from crm.models import Contact, Staff
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import ContactForm, initial_of
from frontend.forms.two_editors import anew, chosen, differences
from frontend.respond import go, say, say_refused
from frontend.views.contact import visible_contact


@signed_in
@require_http_methods(["GET", "POST"])
def contact_new(request: StaffRequest) -> HttpResponse:
    form = ContactForm(request.POST or None, initial={"name": request.GET.get("name", "")[:300]}, owner=request.user)
    existing = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _create(request, form)
        except Refusal as refusal:
            form.take(refusal)
            existing = refusal.existing if isinstance(refusal, Conflict) else None
        else:
            say(request, _("%(name)s is in your book.") % {"name": made.name})
            return go(request, reverse("frontend:contact", args=[made.pk]))
    return _form(request, form, existing=existing)


@signed_in
@require_http_methods(["GET", "POST"])
def contact_edit(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    standing = initial_of(person)
    sent = chosen(request.POST, ContactForm, standing) if request.POST else None
    form = ContactForm(sent, initial=standing, owner=_owner(request, person))
    existing = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, person.version):
            return _both(request, person, form, standing)
        try:
            _update(request, person, form)
        except Refusal as refusal:
            form.take(refusal)
            existing = refusal.existing if isinstance(refusal, Conflict) else None
        else:
            say(request, _("%(name)s is saved.") % {"name": person.name})
            return go(request, reverse("frontend:contact", args=[pk]))
    return _form(request, form, contact=person, existing=existing)


def _owner(request: StaffRequest, person: Contact) -> Staff | None:
    return request.user if person.owner_id == request.user.pk else None


@transaction.atomic
def _create(request: StaffRequest, form: ContactForm) -> Contact:
    as_of = timezone.now()
    made = create_contact(staff=request.user, as_of=as_of, handles=form.addresses(), **form.values())
    return share_contact(staff=request.user, contact=made, with_whom=form.whom() or [], as_of=as_of)


@transaction.atomic
def _update(request: StaffRequest, person: Contact, form: ContactForm) -> None:
    as_of, whom = timezone.now(), form.whom()
    update_contact(staff=request.user, contact=person, as_of=as_of, handles=form.addresses(person), **form.values())
    if whom is not None:
        share_contact(staff=request.user, contact=person, with_whom=whom, as_of=as_of)


def _both(request: StaffRequest, person: Contact, form: ContactForm, standing: dict[str, Any]) -> HttpResponse:
    """Somebody else saved meanwhile: what they saved stands beside what was typed, and sending again decides. With
    whom it is shared only its owner says, so that is nobody else's to have changed."""
    told = {name: value for name, value in standing.items() if name != "shared_with"}
    context: dict[str, Any] = {"contact": person, "differing": differences(form, told), "stale": True}
    context["form"] = ContactForm(anew(form, person.version).data, owner=_owner(request, person))
    return render(request, "frontend/contact_form.html", context, status=409)


def _form(request: HttpRequest, form: ContactForm, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, "frontend/contact_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def contact_trash(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    try:
        trash_contact(staff=request.user, contact=person, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse("frontend:contact", args=[pk]))
    undo = reverse("frontend:contact_restore", args=[pk])
    say(request, _("%(name)s is in the trash.") % {"name": person.name}, undo=undo)
    return go(request, reverse("frontend:contacts"))


@signed_in
@require_POST
def contact_restore(request: StaffRequest, pk: int) -> HttpResponse:
    person = visible_contact(request, pk)
    try:
        restore_contact(staff=request.user, contact=person)
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse("frontend:contacts"))
    say(request, _("%(name)s is back.") % {"name": person.name})
    return go(request, reverse("frontend:contact", args=[pk]))
