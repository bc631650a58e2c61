"""The quick log: a name, one key, a line, Enter; and what that changed."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from crm.actions.log_many import log_many
from crm.actions.promise import make_promise
from crm.errors import Refusal
from crm.models import Contact, Interaction, Staff
from crm.readiness import Readiness, readiness_for_campaigns
from frontend.access import StaffRequest, signed_in
from frontend.finding import contacts_like
from frontend.forms.log import LogForm
from frontend.respond import back, page, say
from frontend.templatetags.kit import stage_label

SAID_IN_FULL = 3  # people for whom the answer says what changed; it stays one toast


@signed_in
@require_GET
def log_people(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    people = contacts_like(words, request.user) if words.strip() else []
    return page(request, "frontend/log_people.html", {"people": people, "words": words.strip()})


@signed_in
@require_POST
def log(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    form = LogForm(request.POST, staff=request.user, as_of=as_of)
    picked = [pk for pk in request.POST.getlist("contact") if pk.isdecimal()][:50]
    people = list(Contact.objects.visible_to(request.user).in_use().filter(pk__in=picked).prefetch_related("handles"))
    if not people:
        form.add_error(None, _("Pick at least one person from the list."))
    if not form.is_valid():
        return page(request, "frontend/log_answer.html", {"form": form}, status=422)
    return _log(request, form, people, as_of)


def _log(request: StaffRequest, form: LogForm, people: list[Contact], as_of: datetime) -> HttpResponse:
    before = {person.pk: _readiness(person, request.user, as_of) for person in people[:SAID_IN_FULL]}
    logged = log_many(staff=request.user, entries=[form.entry(person) for person in people], as_of=as_of)
    refused = [row for row in logged if isinstance(row, Refusal)]
    if refused:
        form.take(refused[0])
    _promise(form, [row for row in logged if not isinstance(row, Refusal)], request.user, as_of)
    if len(refused) == len(logged):
        return page(request, "frontend/log_answer.html", {"form": form}, status=422)
    for sentence in _changes(people, before, request.user, as_of):
        say(request, sentence)
    if not request.htmx:
        return back(request, "/")
    return trigger_client_event(page(request, "frontend/log_answer.html", {"form": form}, part="answer"), "logged")


def _promise(form: LogForm, logged: list[Interaction], staff: Staff, as_of: datetime) -> None:
    cleaned: dict[str, Any] = form.cleaned_data
    if not cleaned["promise"]:
        return
    for interaction in logged:
        make_promise(
            staff=staff,
            contact=interaction.contact,
            text=cleaned["promise"],
            due_on=cleaned["due_on"],
            as_of=as_of,
            interaction=interaction,
        )


def _readiness(person: Contact, staff: Staff, as_of: datetime) -> dict[int, Readiness]:
    return {r.campaign_id: r for r in readiness_for_campaigns(contact=person, staff=staff, as_of=as_of)}


def _changes(
    people: list[Contact], before: dict[int, dict[int, Readiness]], staff: Staff, as_of: datetime
) -> list[str]:
    if len(people) > SAID_IN_FULL:
        words = ngettext("Logged for %(count)d person.", "Logged for %(count)d people.", len(people))
        return [words % {"count": len(people)}]
    return [change_sentence(p, before[p.pk], _readiness(p, staff, as_of)) for p in people]


def change_sentence(person: Contact, before: dict[int, Readiness], after: dict[int, Readiness]) -> str:
    """“Ana: connect → give. Next: …”; the campaign whose stage moved speaks, else the first."""
    if not after:
        return _("%(name)s: logged.") % {"name": person.name}
    moved = [r for pk, r in after.items() if pk in before and before[pk].stage != r.stage]
    now = (moved or list(after.values()))[0]
    next_step = next((verdict.next_step for verdict in now.missing if verdict.next_step), "")
    stages = stage_label(now.stage)
    if moved:
        stages = f"{stage_label(before[now.campaign_id].stage)} → {stages}"
    told = _("%(name)s: %(stages)s.") % {"name": person.name, "stages": stages}
    return f"{told} " + _("Next: %(step)s") % {"step": next_step} if next_step else told
