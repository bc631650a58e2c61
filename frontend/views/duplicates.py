"""Contacts that may be one person: the work-list, the two side by side, the merge and its undo."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.actions.merge_contacts import merge_contacts
from crm.actions.tell_apart import suspect_again, tell_apart
from crm.actions.undo_merge import undo_merge
from crm.duplicates.reasons import sentences
from crm.errors import Refusal
from crm.filters import DuplicateFilter
from crm.merging.fields import FIELDS
from crm.models import Contact, Duplicate, Merge, Reason
from frontend.access import StaffRequest, signed_in
from frontend.finding import contacts_like
from frontend.forms.contact import ContactForm
from frontend.respond import back, go, page, say, say_refused
from frontend.views.contact import visible_contact

PAGE = 30


@signed_in
@require_GET
def duplicates(request: StaffRequest) -> HttpResponse:
    everything = Duplicate.objects.visible_to(request.user).with_decision().select_related("first", "second")
    found = DuplicateFilter(request.GET, queryset=everything, staff=request.user).qs
    rows = list(found.prefetch_related("first__handles", "second__handles")[: PAGE + 1])
    context: dict[str, Any] = {
        "pairs": [{"pair": pair, "reasons": sentences(pair)} for pair in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "dismissed": request.GET.get("dismissed") == "true",
        "reasons": Reason.choices,
        "asked": request.GET,
    }
    return page(request, "frontend/duplicates.html", context, part="list")


def _pair(request: StaffRequest, pk: int) -> Duplicate:
    pairs = Duplicate.objects.visible_to(request.user).select_related("first", "second")
    return get_object_or_404(pairs, pk=pk)


@signed_in
@require_POST
def duplicate_dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    pair = _pair(request, pk)
    tell_apart(staff=request.user, duplicate=pair, as_of=timezone.now())
    names = {"first": pair.first.name, "second": pair.second.name}
    undo = reverse("frontend:contacts_duplicate_undo", args=[pk])
    say(request, _("%(first)s and %(second)s are two people; that is remembered.") % names, undo=undo)
    return go(request, reverse("frontend:contacts_duplicates"))


@signed_in
@require_POST
def duplicate_undo(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        suspect_again(staff=request.user, duplicate=_pair(request, pk))
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("They are on the list again."))
    return back(request, reverse("frontend:contacts_duplicates"))


@signed_in
@require_GET
def merge_with(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose the other record: those that look like it, or anybody looked for."""
    person, words = _in_use(request, pk), request.GET.get("q", "").strip()
    suspected = DuplicateFilter(
        {"contact": str(pk)}, queryset=Duplicate.objects.visible_to(request.user).with_decision(), staff=request.user
    ).qs.select_related("first", "second")[:PAGE]
    others = [pair.second if pair.first_id == pk else pair.first for pair in suspected]
    found = [one for one in contacts_like(words, request.user, timezone.now()) if one.pk != pk] if words else []
    context = {"contact": person, "others": others, "found": found, "words": words}
    return page(request, "frontend/merge_with.html", context, part="found")


@signed_in
@require_http_methods(["GET", "POST"])
def merge(request: StaffRequest, pk: int, other_pk: int) -> HttpResponse:
    """Two records side by side. What is ticked stays; the other's rows move over."""
    survivor, other = _in_use(request, pk), _in_use(request, other_pk)
    keep = {name: request.POST[name] for name in FIELDS if name in request.POST}
    try:
        if request.method == "POST":
            return _merged(request, survivor, other, keep)
        plan = merge_contacts(staff=request.user, survivor=survivor, other=other, as_of=timezone.now(), dry_run=True)
    except Refusal as refusal:
        say_refused(request, refusal)
        return redirect("frontend:contact", pk)
    return render(request, "frontend/merge.html", _side_by_side(request, survivor, other, plan))


def _in_use(request: StaffRequest, pk: int) -> Contact:
    person = visible_contact(request, pk)
    if person.trashed_at is not None:
        raise Http404
    return person


def _merged(request: StaffRequest, survivor: Contact, other: Contact, keep: dict[str, str]) -> HttpResponse:
    done: Any = merge_contacts(staff=request.user, survivor=survivor, other=other, as_of=timezone.now(), keep=keep)
    undo = reverse("frontend:contact_merge_undo", args=[done.pk])
    say(request, _("%(name)s is one record now.") % {"name": done.survivor.name}, undo=undo)
    from_list = request.POST.get("from") == "duplicates"
    return redirect("frontend:contacts_duplicates") if from_list else redirect("frontend:contact", survivor.pk)


def _label(name: str) -> str:
    """As the contact's form calls it."""
    field = ContactForm.base_fields.get(name)
    return str(field.label if field else name.replace("_", " "))


def _shown(contact: Contact, name: str) -> str:
    return str(contact.get_basis_display() if name == "basis" and contact.basis else getattr(contact, name))


def _side_by_side(request: StaffRequest, survivor: Contact, other: Contact, plan: Any) -> dict[str, Any]:
    """Per field both values, and whether there is a choice; what would move and what would stay."""
    fields = []
    for name in FIELDS:
        mine, theirs = (_shown(contact, name) for contact in (survivor, other))
        if mine or theirs:
            fields.append(
                {"name": name, "label": _label(name), "mine": mine, "theirs": theirs, "differ": mine != theirs}
            )
    pair = Duplicate.objects.visible_to(request.user).filter(
        first=min(survivor.pk, other.pk), second=max(survivor.pk, other.pk)
    )
    suspicion = pair.select_related("first", "second").first()
    return {
        "survivor": survivor,
        "other": other,
        "fields": fields,
        "tags": plan["fields"]["tags"],
        "moves": [words for name, count in plan["moves"].items() if count and (words := _counted(name, count))],
        "stays": sum(plan["stays"].values()),
        "becomes_shared": other.visibility == "private" and survivor.visibility == "team",
        "pair": suspicion,
        "reasons": sentences(suspicion) if suspicion else [],
        "from": request.GET.get("from", ""),
    }


def _counted(kind: str, count: int) -> str:
    words = {
        "handle": ngettext("%d address", "%d addresses", count),
        "interaction": ngettext("%d exchange", "%d exchanges", count),
        "interest": ngettext("%d interest", "%d interests", count),
        "boundary": ngettext("%d boundary", "%d boundaries", count),
        "ask": ngettext("%d ask", "%d asks", count),
        "invitation": ngettext("%d invitation", "%d invitations", count),
        "attestation": ngettext("%d attestation", "%d attestations", count),
        "promise": ngettext("%d promise", "%d promises", count),
        "candidate": ngettext("%d shortlist", "%d shortlists", count),
        "draft": ngettext("%d draft", "%d drafts", count),
    }
    return words[kind] % count if kind in words else ""


@signed_in
@require_POST
def merge_undo(request: StaffRequest, pk: int) -> HttpResponse:
    seen = Contact.objects.visible_to(request.user)
    it = get_object_or_404(Merge.objects.filter(survivor__in=seen, merged__in=seen), pk=pk)
    try:
        undone = undo_merge(staff=request.user, merge=it, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("They are two records again.") + _what_stays(undone))
    return back(request, reverse("frontend:contact", args=[it.survivor_id]))


def _what_stays(undone: Merge) -> str:
    kept = len(undone.kept["fields"]) + sum(undone.kept["elsewhere"].values()) + sum(undone.kept["since"].values())
    if not kept:
        return ""
    words = ngettext("%d thing changed since stays as it is.", "%d things changed since stay as they are.", kept)
    return f" {words % kept}"
