"""What one does with a mention: each answers with the row as it is now, and can be taken back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from crm.actions.trash_contact import trash_contact
from crm.errors import Refusal
from crm.models import Contact
from frontend.access import StaffRequest, signed_in
from frontend.adopting import adopt_author
from frontend.inbox import rows_of
from frontend.respond import back, fragment, say, say_refused
from listening.actions.hear import (
    accept_overture,
    dismiss_mention,
    hear_mention,
    put_overture_aside,
    undo_hearing,
    undo_overture,
)
from listening.actions.share_mention import share_mention, unshare_mention
from listening.inbox import inbox
from listening.models import Mention, Overture

INBOX = "/listening/"


def _mention(request: StaffRequest, pk: int) -> Mention:
    return get_object_or_404(inbox(request.user), pk=pk)


def _answer(request: StaffRequest, mention: Mention, *, leaves: bool = False, returns: bool = False) -> HttpResponse:
    """The row anew. `leaves`: it goes from a list of what is new, and keeps its place for an undo, which `returns`."""
    if not request.htmx:
        return back(request, INBOX)
    if "told" in request.POST:  # by a page that only wants to know that something was logged
        return trigger_client_event(fragment(request, "frontend/log_answer.html", {}), "logged")
    gone = leaves and "stays" not in request.POST
    [row] = rows_of([mention], staff=request.user, as_of=timezone.now())
    context: dict[str, Any] = {"row": row, "gone": gone, "late": returns}
    return fragment(request, "frontend/listening/mention.html", context)


def _do(request: StaffRequest, pk: int, words: str, undo: str, act: Callable[[Mention], Any]) -> HttpResponse:
    mention = _mention(request, pk)
    try:
        act(mention)
    except Refusal as refusal:
        say_refused(request, refusal)
        return _answer(request, mention)
    say(request, words, undo=reverse(f"frontend:{undo}", args=[pk]))
    return _answer(request, mention, leaves=True)


@signed_in
@require_POST
def heard(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _do(
        request,
        pk,
        _("Heard."),
        "listening_undo",
        lambda mention: hear_mention(staff=request.user, mention=mention, as_of=now),
    )


@signed_in
@require_POST
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _do(
        request,
        pk,
        _("Put aside, for you alone."),
        "listening_undo",
        lambda mention: dismiss_mention(staff=request.user, mention=mention, as_of=now),
    )


@signed_in
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    try:
        undo_hearing(staff=request.user, mention=mention, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is back in your inbox."))
    return _answer(request, mention, returns=True)


@signed_in
@require_POST
def shared(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _do(
        request,
        pk,
        _("Noted: you shared it."),
        "listening_unshare",
        lambda mention: share_mention(staff=request.user, mention=mention, as_of=now),
    )


@signed_in
@require_POST
def unshare(request: StaffRequest, pk: int) -> HttpResponse:
    """With it goes that it was heard: both came by one key."""
    mention, now = _mention(request, pk), timezone.now()
    try:
        unshare_mention(staff=request.user, mention=mention, as_of=now)
        undo_hearing(staff=request.user, mention=mention, as_of=now)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("The share is taken back."))
    return _answer(request, mention, returns=True)


@signed_in
@require_POST
def adopt(request: StaffRequest, pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    try:
        if mention.author is None:
            raise Refusal(_("Nobody is known to have written this."))
        contact = adopt_author(request.user, mention.author, timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        words = _("%(name)s is in your book now.") % {"name": contact.name}
        say(request, words, undo=reverse("frontend:listening_unadopt", args=[pk, contact.pk]))
    return _answer(request, _mention(request, pk))


@signed_in
@require_POST
def unadopt(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    mention = _mention(request, pk)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_pk)
    try:
        trash_contact(staff=request.user, contact=contact, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("%(name)s is in the trash.") % {"name": contact.name})
    return _answer(request, mention, returns=True)


@signed_in
@require_POST
def overture_accept(request: StaffRequest, pk: int) -> HttpResponse:
    offered = get_object_or_404(Overture.objects.select_related("to__staff"), pk=pk)
    try:
        logged = accept_overture(staff=request.user, overture=offered, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:listening_overture_undo", args=[pk])
        say(request, _("Noted with %(name)s.") % {"name": logged.contact.name}, undo=undo)
    return _answer(request, _mention(request, offered.mention_id))


@signed_in
@require_POST
def overture_aside(request: StaffRequest, pk: int) -> HttpResponse:
    offered = get_object_or_404(Overture, pk=pk)
    put_overture_aside(staff=request.user, overture=offered, as_of=timezone.now())
    say(request, _("Left as it is."), undo=reverse("frontend:listening_overture_undo", args=[pk]))
    return _answer(request, _mention(request, offered.mention_id))


@signed_in
@require_POST
def overture_undo(request: StaffRequest, pk: int) -> HttpResponse:
    offered = get_object_or_404(Overture, pk=pk)
    try:
        undo_overture(staff=request.user, overture=offered, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is offered again; what was noted of it counts no more."))
    return _answer(request, _mention(request, offered.mention_id), returns=True)
