"""Add a source by any address, by its kind, or many from a list; change one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.errors import Conflict, Refusal
from frontend.access import StaffRequest, signed_in
from frontend.forms.listening import AddressForm, OpmlForm, SourceForm
from frontend.respond import fragment, go, page, say
from listening.actions.import_opml import import_opml
from listening.actions.save_source import cost_of_a_run, create_source, update_source
from listening.at_address import what_is_there
from listening.models import Source
from listening.sources.kinds import all_kinds, is_paid, kind_named


@signed_in
@require_http_methods(["GET", "POST"])
def source_new(request: StaffRequest) -> HttpResponse:
    """Paste an address, load a list, or choose a kind."""
    loads_list = "list" in request.POST
    address = AddressForm(None if loads_list else request.POST or None)
    opml = OpmlForm(*((request.POST, request.FILES) if loads_list else ()))
    context: dict[str, Any] = {"address": address, "opml": opml, "kinds": all_kinds()}
    answer = None
    if loads_list and opml.is_valid():
        answer = _load_list(request, opml, context)
    elif request.method == "POST" and not loads_list and address.is_valid():
        answer = _look(request, address, context)
    if answer is not None:
        return answer
    status = 422 if address.errors or opml.errors else 200
    return page(request, "frontend/listening/source_new.html", context, part="found", status=status)


def _look(request: StaffRequest, form: AddressForm, context: dict[str, Any]) -> HttpResponse | None:
    """What can be listened to there: offered; a single feed is taken at once."""
    try:
        there = what_is_there(form.cleaned_data["address"])
        if len(there.feeds) == 1 and not there.offers:
            return go(request, _made(request, there.feeds[0].url, there.feeds[0].title))
    except Refusal as refusal:
        form.take(Refusal(**{"address": " ".join(refusal.errors.values())}))
        context["existing"] = refusal.existing if isinstance(refusal, Conflict) else None
        return None
    context |= {"there": there}
    return None


def _made(request: StaffRequest, url: str, title: str) -> str:
    made = create_source(
        staff=request.user, kind="feed", name=title[:200], settings={"base": url}, as_of=timezone.now()
    )
    undo = reverse("frontend:listening_source_remove", args=[made.pk])
    say(request, _("“%(name)s” is listened to from now on.") % {"name": made.name}, undo=undo)
    return reverse("frontend:listening_sources")


def _load_list(request: StaffRequest, form: OpmlForm, context: dict[str, Any]) -> HttpResponse | None:
    try:
        brought = import_opml(staff=request.user, body=form.cleaned_data["file"].read(), as_of=timezone.now())
    except Refusal as refusal:
        form.take(refusal)
        return None
    words = ngettext("%(n)d feed is listened to.", "%(n)d feeds are listened to.", len(brought.made))
    known = " " + _("%(n)d were already.") % {"n": brought.known} if brought.known else ""
    say(request, words % {"n": len(brought.made)} + known)
    if brought.refused:
        context["refused"] = brought.refused[:100]
        return None
    return go(request, reverse("frontend:listening_sources"))


@signed_in
@require_http_methods(["GET", "POST"])
def source_new_of(request: StaffRequest, kind: str) -> HttpResponse:
    """A source of one kind; its form asks for what the kind says it needs."""
    try:
        module = kind_named(kind)
    except Refusal:
        return go(request, reverse("frontend:listening_source_new"))
    given = {setting.name: request.GET[setting.name] for setting in module.SETTINGS if request.GET.get(setting.name)}
    form = SourceForm(request.POST or None, kind=module, initial=given)
    existing = None
    if "cost" in request.POST:
        return _cost(request, form, Source(kind=kind, owner=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            made = create_source(staff=request.user, kind=kind, as_of=timezone.now(), **form.values())
        except Refusal as refusal:
            form.take(refusal)
            existing = refusal.existing if isinstance(refusal, Conflict) else None
        else:
            undo = reverse("frontend:listening_source_remove", args=[made.pk])
            say(request, _("“%(name)s” is listened to from now on.") % {"name": made.name}, undo=undo)
            return go(request, reverse("frontend:listening_sources"))
    return _form(request, form, kind=module, existing=existing)


@signed_in
@require_http_methods(["GET", "POST"])
def source_edit(request: StaffRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.in_use().select_related("owner"), pk=pk)
    module = kind_named(source.kind)
    form = SourceForm(request.POST or None, kind=module, source=source)
    existing, stale = None, False
    if "cost" in request.POST:
        return _cost(request, form, source)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, source.version):
            data = form.data.copy()  # type: ignore[attr-defined]
            data["version"] = str(source.version)
            form, stale = SourceForm(data, kind=module, source=source), True
        else:
            try:
                update_source(staff=request.user, source=source, as_of=timezone.now(), **form.values())
            except Refusal as refusal:
                form.take(refusal)
                existing = refusal.existing if isinstance(refusal, Conflict) else None
            else:
                say(request, _("“%(name)s” is saved.") % {"name": source.name})
                return go(request, reverse("frontend:listening_sources"))
    source.refresh_from_db()
    return _form(request, form, kind=module, source=source, existing=existing, stale=stale)


def _cost(request: StaffRequest, form: SourceForm, source: Source) -> HttpResponse:
    """What a run would cost with what stands in the form; nothing is saved and nothing spent."""
    context: dict[str, Any] = {}
    if form.is_valid():
        settings = form.values()["settings"]
        try:
            context["words"] = cost_of_a_run(staff=request.user, source=source, settings=settings, as_of=timezone.now())
        except Refusal as refusal:
            context["refused"] = refusal.errors.values()
    else:
        context["refused"] = [
            f"{form.fields[name].label}: {' '.join(map(str, said))}" for name, said in form.errors.items()
        ]
    return fragment(request, "frontend/listening/source_cost.html", context)


def _form(request: StaffRequest, form: SourceForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "paid": is_paid(context["kind"])}
    if context["paid"] and context.get("source"):
        context["spent"] = context["kind"].spent(context["source"], as_of=timezone.now())
    status = 409 if context.get("stale") else 422 if form.errors else 200
    return render(request, "frontend/listening/source_form.html", context, status=status)
