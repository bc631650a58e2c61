"""The quick log: a name, one key, a line, Enter; and what that changed."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from crm.actions.quick_log import quick_log, take_back_log
from crm.errors import Refusal
from crm.models import Contact, Interaction, Staff
from crm.once import DoneBefore
from crm.readiness import Readiness, readiness_for_campaigns
from frontend.access import OUTBOX, StaffRequest, signed_in
from frontend.finding import contacts_like
from frontend.forms.log import LogForm
from frontend.respond import back, page, say, say_refused
from frontend.templatetags.kit import stage_label

SAID_IN_FULL = 3  # people for whom the answer says what changed; it stays one toast


@signed_in
@require_GET
def log_people(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    people = contacts_like(words, request.user, timezone.now()) if words.strip() else []
    return page(request, "frontend/log_people.html", {"people": people, "words": words.strip()})


@signed_in
@require_POST
def log(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    form = LogForm(request.POST, staff=request.user, as_of=as_of)
    people = _picked(request)
    if not people:
        form.add_error(None, _("Pick at least one person from the list."))
    if not form.is_valid():
        return _refused(request, form)
    before = {person.pk: _readiness(person, request.user, as_of) for person in people[:SAID_IN_FULL]}
    try:
        logged = quick_log(staff=request.user, entries=[form.entry(p) for p in people], as_of=as_of, **form.beside())
    except DoneBefore as done:
        return _answer(request, form, list(done.errors.values()))
    except Refusal as refusal:
        form.take(refusal)
        return _refused(request, form)
    for row in [row for row in logged if isinstance(row, Refusal)][:1]:
        form.take(row)
    told = _changes(people, before, request.user, as_of, form.happened)
    return _answer(request, form, told, undo=undo_address(row for row in logged if isinstance(row, Interaction)))


def _picked(request: StaffRequest) -> list[Contact]:
    picked = [pk for pk in request.POST.getlist("contact") if pk.isdecimal() and len(pk) < 19][:50]
    seen = Contact.objects.visible_to(request.user).in_use()
    return list(seen.filter(pk__in=picked).prefetch_related("handles"))


def _refused(request: StaffRequest, form: LogForm) -> HttpResponse:
    if OUTBOX in request.headers:
        return JsonResponse({"refused": [sentence for row in form.errors.values() for sentence in row]}, status=422)
    return page(request, "frontend/log_answer.html", {"form": form}, status=422)


def _answer(request: StaffRequest, form: LogForm, told: list[str], *, undo: str = "") -> HttpResponse:
    """`undo` goes with the first sentence: it takes back all that was logged together."""
    if OUTBOX in request.headers:
        return JsonResponse({"told": told})
    for number, sentence in enumerate(told):
        say(request, sentence, undo="" if number else undo)
    if not request.htmx:
        return back(request, "/")
    return trigger_client_event(page(request, "frontend/log_answer.html", {"form": form}, part="answer"), "logged")


def undo_address(logged: Iterable[Interaction]) -> str:
    return f"{reverse('frontend:log_undo')}?{urlencode([('it', row.pk) for row in logged])}"


@signed_in
@require_POST
def log_undo(request: StaffRequest) -> HttpResponse:
    """Take back what was just logged."""
    picked = [pk for pk in request.GET.getlist("it") if pk.isdecimal() and len(pk) < 19][:50]
    mine = list(request.user.interactions.filter(pk__in=picked, voided_at=None).select_related("contact", "staff"))
    try:
        take_back_log(staff=request.user, interactions=mine, reason=_("Logged by mistake"), as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is taken back.") if mine else _("There was nothing left to take back."))
    return back(request, "/")


def _readiness(person: Contact, staff: Staff, as_of: datetime) -> dict[int, Readiness]:
    return {r.campaign_id: r for r in readiness_for_campaigns(contact=person, staff=staff, as_of=as_of)}


def _changes(
    people: list[Contact], before: dict[int, dict[int, Readiness]], staff: Staff, as_of: datetime, happened: str
) -> list[str]:
    if len(people) > SAID_IN_FULL:
        words = ngettext("%(what)s: logged for one person.", "%(what)s: logged for %(count)d people.", len(people))
        return [words % {"what": happened, "count": len(people)}]
    return [change_sentence(p, before[p.pk], _readiness(p, staff, as_of), happened) for p in people]


def change_sentence(person: Contact, before: dict[int, Readiness], after: dict[int, Readiness], happened: str) -> str:
    """“Call · Ana: connect → give. Next: …”; the campaign whose stage moved speaks, else the one for which most is
    done. `happened` is what was logged, in the words it was picked by: a key pressed by mistake is seen at once."""
    if not after:
        return _("%(what)s · %(name)s: logged.") % {"what": happened, "name": person.name}
    moved = [r for pk, r in after.items() if pk in before and before[pk].stage != r.stage]
    now = moved[0] if moved else max(after.values(), key=lambda readiness: readiness.met)
    next_step = next((verdict.next_step for verdict in now.missing if verdict.next_step), "")
    stages = stage_label(now.stage)
    if moved:
        stages = f"{stage_label(before[now.campaign_id].stage)} → {stages}"
    told = _("%(what)s · %(name)s: %(stages)s.") % {"what": happened, "name": person.name, "stages": stages}
    return f"{told} " + _("Next: %(step)s") % {"step": next_step} if next_step else told
