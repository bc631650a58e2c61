"""One's own calendar: how it goes, what was taken and why not, and connecting one in three steps."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.change_calendar import change_calendar, check_calendar_now
from crm.actions.connect_calendar import USUAL_SINCE, connect_calendar, try_calendar
from crm.calendars.wording import left_out_words
from crm.errors import Refusal
from crm.filters import MeetingFilter
from crm.models import Calendar, CalendarKind, Contact, Meeting, MeetingState, Shown
from frontend.access import StaffRequest, signed_in
from frontend.connecting import keep_tried, tried_before, way_of
from frontend.forms.calendars import ChosenForm, ReachForm, ShownForm, WhoseForm, initial_of_calendar
from frontend.respond import go, page, say, say_refused

SHOWN = 100


@signed_in
@require_http_methods(["GET", "POST"])
def calendar_new(request: StaffRequest) -> HttpResponse:
    """Each step is a form of its own; going back is choosing anew."""
    steps = {"whose": _whose, "reach": _reach, "chosen": _chosen}
    step = steps.get(request.POST.get("step", ""), _whose) if request.method == "POST" else _whose
    return step(request)


def _shown(request: StaffRequest, step: str, form: Any, **more: Any) -> HttpResponse:
    context = {"step": step, "form": form, "steps": ("whose", "reach", "chosen"), **more}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "frontend/calendar_new.html", context, part="step", status=status)


def _whose(request: StaffRequest) -> HttpResponse:
    given = request.POST if request.POST.get("step") == "whose" else None
    form = WhoseForm(given, initial={"address": request.user.email})
    if not (form.is_bound and form.is_valid()):
        return _shown(request, "whose", form)
    own = form.cleaned_data["address"]
    way = way_of(own, form.cleaned_data["provider"])
    start = {"own": own, "kind": way.kind, "address": way.address, "username": own}
    return _shown(request, "reach", ReachForm(kind=way.kind, words=way.words, initial=start), provider=way.provider)


def _reach(request: StaffRequest) -> HttpResponse:
    """Tried before it is kept."""
    kind = request.POST.get("kind", "")
    if kind not in CalendarKind.values:
        return _shown(request, "whose", WhoseForm(initial={"address": request.user.email}))
    form = ReachForm(request.POST, request.FILES, kind=kind)
    if not form.is_valid():
        return _shown(request, "reach", form)
    given = form.cleaned_data
    if kind == CalendarKind.FILE:
        return _connect_file(request, form)
    address, password = given["address"], given.get("password", "")
    try:
        tried = try_calendar(
            staff=request.user, kind=kind, address=address, username=given.get("username", ""), password=password
        )
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, "reach", form)
    found = [(one.url, one.name) for one in tried.calendars]
    own = [given["own"], *(name for one in tried.calendars[:1] for name in one.own_addresses)]
    start = {
        **_usual(request),
        "own": given["own"],
        "kind": kind,
        "username": given.get("username", ""),
        "sealed": keep_tried(tried, address=address, password=password),
        "name": (tried.name or (found[0][1] if found else "") or _("Calendar"))[:200],
        "own_addresses": list(dict.fromkeys(own)),
        "address": found[0][0] if found else "",
    }
    return _shown(request, "chosen", ChosenForm(calendars=found, initial=start), tried=tried)


def _usual(request: StaffRequest) -> dict[str, Any]:
    return {"shows": Shown.TITLES, "since": request.user.today(timezone.now()) - USUAL_SINCE}


def _connect_file(request: StaffRequest, form: ReachForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    usual = {**_usual(request), "own_addresses": [form.cleaned_data["own"]]}
    try:
        made = connect_calendar(
            staff=request.user,
            kind=CalendarKind.FILE,
            address=file.name,
            name=file.name,
            file=file.read(),
            as_of=timezone.now(),
            **usual,
        )
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, "reach", form)
    say(request, _("It is being read. Only titles are shown to the team; change that here."))
    return go(request, reverse("frontend:calendar", args=[made.pk]))


def _chosen(request: StaffRequest) -> HttpResponse:
    kept = tried_before(request.POST.get("sealed", ""))
    if not kept:
        say_refused(request, Refusal(_("That took too long; begin once more.")))
        return go(request, reverse("frontend:calendar_new"))
    found = [(url, name) for url, name, _own in kept["calendars"]]
    form = ChosenForm(request.POST, calendars=found)
    if not form.is_valid():
        return _shown(request, "chosen", form)
    given = {name: value for name, value in form.cleaned_data.items() if name not in ("own", "sealed")}
    try:
        made = connect_calendar(
            staff=request.user,
            as_of=timezone.now(),
            **{**given, "address": given.get("address") or kept["address"], "password": kept["password"]},
        )
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, "chosen", form)
    say(request, _("“%(name)s” is connected and being read.") % {"name": made.name})
    return go(request, reverse("frontend:calendar", args=[made.pk]))


def _own(request: StaffRequest, pk: int) -> Calendar:
    mine: Calendar = get_object_or_404(Calendar.objects.connected().defer("data"), staff=request.user, pk=pk)
    return mine


@signed_in
@require_http_methods(["GET", "POST"])
def calendar(request: StaffRequest, pk: int) -> HttpResponse:
    """How it goes, what was taken and why not, and what may be shown of it."""
    found = _own(request, pk)
    form = ShownForm(request.POST or None, initial=initial_of_calendar(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_calendar(staff=request.user, calendar=found, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Saved."))
            return go(request, request.path)
    context = {"calendar": found, "form": form, **_meetings(request, found)}
    return page(request, "frontend/calendar.html", context, part="taken", status=422 if form.errors else 200)


def _meetings(request: StaffRequest, found: Calendar) -> dict[str, Any]:
    """Those of one state, the newest first; the states that there are."""
    seen = Contact.objects.visible_to(request.user).in_use()
    mine = Meeting.objects.filter(calendar=found, contact__in=seen)
    counts = {state: mine.filter(state=state).count() for state in MeetingState.values}
    first = next((state for state in ("unsure", "taken", "ahead") if counts[state]), "taken")
    shown = request.GET.get("state", "")
    shown = shown if shown in MeetingState.values else first
    rows = MeetingFilter({"state": shown}, mine, staff=request.user).qs.select_related("contact").order_by("-starts_at")
    return {
        "tabs": [(state, label, counts[state]) for state, label in MeetingState.choices if counts[state]],
        "state": shown,
        "rows": rows[:SHOWN],
        "more": counts[shown] > SHOWN,
        "left_out": left_out_words(found.left_out),
        "reading": found.checked_at is None and found.is_well,
    }


@signed_in
@require_POST
def calendar_check(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        check_calendar_now(staff=request.user, calendar=_own(request, pk))
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is looked at as soon as a worker is free."))
    return go(request, reverse("frontend:calendar", args=[pk]))
