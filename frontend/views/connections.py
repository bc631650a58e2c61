"""One's own connections, mailboxes and calendars alike: what is connected and how it goes, pause, disconnect, and
whether what came from one is kept or forgotten."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crm.actions.disconnect import disconnect, forget_what_came, going, keep_what_came
from crm.actions.forward_address import renew_forward_address
from crm.actions.pause_connection import pause_connection, resume_connection
from crm.correspondence.office import forward_address
from crm.models import Calendar, Mailbox
from frontend.access import StaffRequest, signed_in
from frontend.respond import go, page, say

KINDS: dict[str, type[Mailbox] | type[Calendar]] = {"mailbox": Mailbox, "calendar": Calendar}


@signed_in
@require_GET
def connections(request: StaffRequest) -> HttpResponse:
    mine = {kind: list(model.objects.ones_own(request.user).order_by("name", "pk")) for kind, model in KINDS.items()}
    mailboxes, calendars = ([one for one in rows if one.disconnected_at is None] for rows in mine.values())
    leaving = [_leaving(kind, one) for kind, rows in mine.items() for one in rows if one.disconnected_at]
    copies_to = forward_address(request.user, as_of=timezone.now())
    context = {"mailboxes": mailboxes, "calendars": calendars, "leaving": leaving, "copies_to": copies_to}
    return page(request, "frontend/connections.html", context)


@signed_in
@require_POST
def new_address(request: StaffRequest) -> HttpResponse:
    renew_forward_address(staff=request.user, as_of=timezone.now())
    say(request, _("This is your new address; what is sent to the old one is not taken any more."))
    return go(request, reverse("frontend:connections"))


def _leaving(kind: str, connection: Mailbox | Calendar) -> dict[str, Any]:
    """What is about to be forgotten, and how to decide otherwise."""
    ways = {verb: reverse(f"frontend:{kind}_{verb}", args=[connection.pk]) for verb in ("keep", "forget")}
    many = going(connection).count()
    return {"name": connection.name, "forget_at": connection.forget_at, "many": many, **ways}


@signed_in
@require_POST
def pause(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    found = pause_connection(staff=request.user, connection=_connected(request, kind, pk), as_of=timezone.now())
    undo = reverse(f"frontend:{kind}_resume", args=[pk])
    say(request, _("“%(name)s” is left alone until you resume it.") % {"name": found.name}, undo=undo)
    return go(request, reverse(f"frontend:{kind}", args=[pk]))


@signed_in
@require_POST
def resume(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    resume_connection(staff=request.user, connection=_connected(request, kind, pk), as_of=timezone.now())
    return go(request, reverse(f"frontend:{kind}", args=[pk]))


@signed_in
@require_POST
def end(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Disconnected at once; what came from it is forgotten in a week, if that was chosen."""
    found, forget = _connected(request, kind, pk), request.POST.get("then") == "forget"
    disconnect(staff=request.user, connection=found, as_of=timezone.now(), forget=forget)
    words = _("“%(name)s” is disconnected; its password is gone from here.") % {"name": found.name}
    undo = reverse(f"frontend:{kind}_keep", args=[pk]) if forget else ""
    say(request, f"{words} {_('What came from it goes in a week.')}" if forget else words, undo=undo)
    return go(request, reverse("frontend:connections"))


@signed_in
@require_POST
def keep(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    found = get_object_or_404(KINDS[kind].objects.to_forget(), staff=request.user, pk=pk)
    keep_what_came(staff=request.user, connection=found)
    say(request, _("What came from “%(name)s” stays.") % {"name": found.name})
    return go(request, reverse("frontend:connections"))


@signed_in
@require_POST
def forget(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    found = get_object_or_404(KINDS[kind].objects.to_forget(), staff=request.user, pk=pk)
    gone = forget_what_came(staff=request.user, connection=found)
    say(request, ngettext("%d exchange was taken out.", "%d exchanges were taken out.", gone) % gone)
    return go(request, reverse("frontend:connections"))


def _connected(request: StaffRequest, kind: str, pk: int) -> Any:
    return get_object_or_404(KINDS[kind].objects.connected(), staff=request.user, pk=pk)


VERBS = {"pause": pause, "resume": resume, "disconnect": end, "keep": keep, "forget": forget}
"""By what stands at the end of the address."""
