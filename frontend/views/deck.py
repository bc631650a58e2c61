"""After an import: how well do you know them, one after another; and listen to those who can be heard."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.say_how_well import know_none_of, say_how_well, take_back_how_well
from crm.errors import Refusal
from crm.importing.deck import brought_by, deck_of
from crm.models import Acquaintance, HowWell, ImportJob
from frontend.access import StaffRequest, signed_in
from frontend.respond import back, go, page, say, say_refused
from listening.actions.listen_to_people import audible, listen_to_people, stop_listening_to

KEYS = ((HowWell.WELL, "1"), (HowWell.A_LITTLE, "2"), (HowWell.NOT, "3"))


def _own_job(request: StaffRequest, pk: int) -> ImportJob:
    return get_object_or_404(request.user.imports.all(), pk=pk)


@signed_in
@require_http_methods(["GET", "POST"])
def deck(request: StaffRequest, pk: int) -> HttpResponse:
    """One person at a time; an answer shows the next."""
    job, as_of = _own_job(request, pk), timezone.now()
    if request.method == "POST":
        number = request.POST.get("contact", "")
        person = get_object_or_404(brought_by(job, request.user), pk=int(number) if number.isdecimal() else 0)
        try:
            said = say_how_well(
                staff=request.user,
                contact=person,
                how_well=request.POST.get("how_well", ""),
                as_of=as_of,
                occasion=job.filename,
            )
        except Refusal as refusal:
            say_refused(request, refusal)
        else:
            undo = f"{reverse('frontend:import_deck_undo', args=[pk])}?{urlencode({'it': said.pk})}"
            words = _("%(name)s: %(how_well)s.") % {"name": person.name, "how_well": said.get_how_well_display()}
            say(request, words, undo=undo)
        if not request.htmx:
            return go(request, request.path)
    return _shown(request, job)


def _shown(request: StaffRequest, job: ImportJob) -> HttpResponse:
    left = deck_of(job, request.user)
    people = brought_by(job, request.user)
    count = left.count()
    total = count + Acquaintance.objects.filter(staff=request.user, contact__in=people).count()
    context = {
        "job": job,
        "person": left.prefetch_related("handles").first(),
        "left": count,
        "total": total,
        "done": total - count,
        "audible": audible(people).count(),
        "ways": [(value, HowWell(value).label, key) for value, key in KEYS],
    }
    return page(request, "frontend/import_deck.html", context, part="card")


@signed_in
@require_POST
def deck_none(request: StaffRequest, pk: int) -> HttpResponse:
    """All who are left: known to nobody here."""
    job, as_of = _own_job(request, pk), timezone.now()
    number = know_none_of(staff=request.user, contacts=list(deck_of(job, request.user)), as_of=as_of)
    undo = f"{reverse('frontend:import_deck_undo', args=[pk])}?{urlencode({'at': as_of.isoformat()})}"
    words = ngettext("%d person you do not know.", "%d people you do not know.", number) % number
    say(request, words, undo=undo)
    return go(request, reverse("frontend:import", args=[pk]))


@signed_in
@require_POST
def deck_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """The last answer, or the one for all who were left."""
    job = _own_job(request, pk)
    mine = Acquaintance.objects.filter(staff=request.user, contact__in=brought_by(job, request.user))
    number, moment = request.GET.get("it", ""), _moment(request.GET.get("at", ""))
    if number.isdecimal() and len(number) < 19:
        for said in mine.filter(pk=int(number)):
            take_back_how_well(staff=request.user, acquaintance=said)
    elif moment is not None:
        for said in mine.filter(said_at=moment, how_well=HowWell.NOT):
            take_back_how_well(staff=request.user, acquaintance=said)
    return back(request, reverse("frontend:import_deck", args=[pk]))


def _moment(words: str) -> datetime | None:
    try:
        return parse_datetime(words)
    except ValueError:
        return None


@signed_in
@require_POST
def deck_listen(request: StaffRequest, pk: int) -> HttpResponse:
    people = brought_by(_own_job(request, pk), request.user)
    done = listen_to_people(staff=request.user, contacts=people, as_of=timezone.now())
    words = ngettext("%d person is listened to.", "%d people are listened to.", done.people) % done.people
    made = [("it", source.pk) for source in done.made]
    undo = f"{reverse('frontend:import_listen_undo', args=[pk])}?{urlencode(made)}" if 0 < len(made) <= 200 else ""
    say(request, words, undo=undo)
    return back(request, reverse("frontend:import_deck", args=[pk]))


@signed_in
@require_POST
def deck_listen_undo(request: StaffRequest, pk: int) -> HttpResponse:
    _own_job(request, pk)
    made = [int(number) for number in request.GET.getlist("it")[:200] if number.isdecimal() and len(number) < 19]
    stop_listening_to(staff=request.user, made=made, as_of=timezone.now())
    say(request, _("Those sources are in the trash."))
    return back(request, reverse("frontend:import_deck", args=[pk]))
