"""One's own mailbox: how it goes, what was taken and why not, and connecting one in three steps."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.actions.save_mailbox import change_mailbox, connect_mailbox
from crm.errors import Refusal
from crm.models import Contact, LeftBecause, LeftMail, Mailbox, MailboxKind, Seen, TakenMail
from crm.providers import provider_named, provider_of
from crm.sealing import seal
from frontend.access import StaffRequest, signed_in
from frontend.connecting import tried_before
from frontend.forms.mailboxes import SHOWN, ChosenMailForm, ReachMailForm, SeenForm, WhoseMailForm, initial_of_mailbox
from frontend.respond import go, page, say, say_refused
from listening.correspondence.trying import try_mailbox

MOST = 50
USUAL_SINCE = timedelta(days=365)


@signed_in
@require_http_methods(["GET", "POST"])
def mailbox_new(request: StaffRequest) -> HttpResponse:
    """Each step is a form of its own; going back is choosing anew."""
    steps = {"whose": _whose, "reach": _reach, "chosen": _chosen}
    step = steps.get(request.POST.get("step", ""), _whose) if request.method == "POST" else _whose
    return step(request)


def _shown(request: StaffRequest, step: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "frontend/mailbox_new.html", {"step": step, "form": form, **more}, part="step", status=status)


def _whose(request: StaffRequest) -> HttpResponse:
    given = request.POST if request.POST.get("step") == "whose" else None
    kind = MailboxKind.OFFICE if "office" in request.GET else MailboxKind.OWN
    first = {"address": "" if kind == MailboxKind.OFFICE else request.user.email, "kind": kind}
    form = WhoseMailForm(given, may_be_office=request.user.is_admin, initial=first)
    if not (form.is_bound and form.is_valid()):
        return _shown(request, "whose", form)
    own, chosen = form.cleaned_data["address"], form.cleaned_data["provider"]
    provider = provider_named(chosen) or provider_of(own)
    kind = form.cleaned_data.get("kind") or MailboxKind.OWN
    start = {
        **{"own": own, "kind": kind, "provider": provider.key},
        **{"host": provider.mail_host, "port": provider.mail_port, "security": "tls", "user": own},
        "token_url": provider.renewed_at,
    }
    return _shown(request, "reach", ReachMailForm(initial=start), provider=provider.name)


def _reach(request: StaffRequest) -> HttpResponse:
    """Tried before it is kept."""
    form = ReachMailForm(request.POST)
    if not form.is_valid():
        return _shown(request, "reach", form)
    way = form.way()
    try:
        folders = try_mailbox(staff=request.user, **way)
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, "reach", form)
    own, kind = form.cleaned_data["own"], form.cleaned_data["kind"] or MailboxKind.OWN
    start = {
        "name": own[:200],
        "seen": Seen.EVERYTHING,
        "read_since": request.user.today(timezone.now()) - USUAL_SINCE,
        "addresses": [own] if own.lower() not in (request.user.email.lower(), way["user"].lower()) else [],
        "sealed": seal(json.dumps({**way, "kind": kind})),
    }
    return _shown(request, "chosen", ChosenMailForm(kind=kind, initial=start), folders=folders)


def _chosen(request: StaffRequest) -> HttpResponse:
    kept = tried_before(request.POST.get("sealed", ""))
    if "host" not in kept:
        say_refused(request, Refusal(_("That took too long; begin once more.")))
        return go(request, reverse("frontend:mailbox_new"))
    form = ChosenMailForm(request.POST, kind=kept["kind"])
    if not form.is_valid():
        return _shown(request, "chosen", form)
    given = {name: form.cleaned_data[name] for name in SHOWN if name in form.cleaned_data}
    try:
        made = connect_mailbox(staff=request.user, as_of=timezone.now(), **{**kept, **given})
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, "chosen", form)
    say(request, _("“%(name)s” is connected and being read.") % {"name": made.name})
    return go(request, reverse("frontend:mailbox", args=[made.pk]))


def _own(request: StaffRequest, pk: int) -> Mailbox:
    mine: Mailbox = get_object_or_404(Mailbox.objects.connected(), staff=request.user, pk=pk)
    return mine


@signed_in
@require_http_methods(["GET", "POST"])
def mailbox(request: StaffRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    form = SeenForm(request.POST or None, kind=found.kind, initial=initial_of_mailbox(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_mailbox(staff=request.user, mailbox=found, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Saved."))
            return go(request, request.path)
    context = {"mailbox": found, "form": form, **_taken(request, found)}
    return page(request, "frontend/mailbox.html", context, part="taken", status=422 if form.errors else 200)


def _taken(request: StaffRequest, found: Mailbox) -> dict[str, Any]:
    """The newest of what was taken, of people one still may see; how many were not, and those worth a look."""
    seen = Contact.objects.visible_to(request.user).in_use()
    mails = TakenMail.objects.filter(mailbox=found, interaction__contact__in=seen)
    labels = dict(LeftBecause.choices)
    left = sorted(found.left.items(), key=lambda pair: -pair[1])
    return {
        "mails": mails.select_related("interaction__contact").order_by("-interaction__occurred_at")[:MOST],
        "left": [(labels.get(why, why), number) for why, number in left if number],
        "listed": LeftMail.objects.filter(mailbox=found).order_by("-pk")[:MOST],
        "reading": found.checked_at is None and found.is_well and found.paused_at is None,
    }
