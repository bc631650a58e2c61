"""Settings: other systems that are told what happens, and how that went. For admins."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.save_webhook import change_secret, change_webhook, create_webhook, remove_webhook
from crm.errors import Refusal
from crm.jobs import queue_delivery
from crm.models import Webhook
from crm.webhooks.dispatch import ping
from crm.webhooks.log import deliveries_seen_by, send_again
from frontend.access import StaffRequest, for_admins, signed_in
from frontend.forms.webhooks import WebhookForm
from frontend.respond import say, say_refused

SHOWN = 50


@signed_in
@for_admins
@require_http_methods(["GET", "POST"])
def webhooks(request: StaffRequest) -> HttpResponse:
    """All webhooks; a new one's secret is shown once, here."""
    form = WebhookForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _webhook, secret = create_webhook(staff=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            form = WebhookForm()
    context = {"form": form, "secret": secret, "webhooks": Webhook.objects.select_related("owner").order_by("name")}
    return render(request, "frontend/settings_webhooks.html", context, status=422 if form.errors else 200)


@signed_in
@for_admins
@require_http_methods(["GET", "POST"])
def webhook(request: StaffRequest, pk: int) -> HttpResponse:
    """One webhook, to be changed, with the log of its deliveries."""
    found = get_object_or_404(Webhook, pk=pk)
    known = {"name": found.name, "url": found.url, "events": found.events}
    form = WebhookForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            change_webhook(staff=request.user, webhook=found, **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Saved."))
            return redirect("frontend:settings_webhook", pk=pk)
    return _shown(request, found, form)


@signed_in
@for_admins
@require_POST
def webhook_secret(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Webhook, pk=pk)
    secret = change_secret(staff=request.user, webhook=found, as_of=timezone.now())
    return _shown(
        request, found, WebhookForm(initial={"name": found.name, "url": found.url, "events": found.events}), secret
    )


@signed_in
@for_admins
@require_POST
def webhook_test(request: StaffRequest, pk: int) -> HttpResponse:
    queue_delivery(ping(get_object_or_404(Webhook, pk=pk), as_of=timezone.now()).pk)
    say(request, _("A test is on its way; look for “ping” below."))
    return redirect("frontend:settings_webhook", pk=pk)


@signed_in
@for_admins
@require_POST
def webhook_switch(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Webhook, pk=pk)
    return _done(request, pk, lambda: change_webhook(staff=request.user, webhook=found, active=not found.active))


@signed_in
@for_admins
@require_POST
def webhook_remove(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Webhook, pk=pk)
    remove_webhook(staff=request.user, webhook=found)
    say(request, _("“%(name)s” is told nothing more.") % {"name": found.name})
    return redirect("frontend:settings_webhooks")


@signed_in
@for_admins
@require_POST
def webhook_again(request: StaffRequest, pk: int, delivery_pk: int) -> HttpResponse:
    delivery = get_object_or_404(deliveries_seen_by(request.user), webhook=pk, pk=delivery_pk)

    def send() -> None:
        queue_delivery(send_again(delivery=delivery, as_of=timezone.now()).pk)
        say(request, _("It is on its way again."))

    return _done(request, pk, send)


def _done(request: StaffRequest, pk: int, work: Callable[[], object]) -> HttpResponse:
    try:
        work()
    except Refusal as refusal:
        say_refused(request, refusal)
    return redirect("frontend:settings_webhook", pk=pk)


def _shown(request: StaffRequest, found: Webhook, form: WebhookForm, secret: str = "") -> HttpResponse:
    deliveries = deliveries_seen_by(request.user).filter(webhook=found).order_by("-id")[:SHOWN]
    context = {"webhook": found, "form": form, "secret": secret, "deliveries": deliveries}
    return render(request, "frontend/settings_webhook.html", context, status=422 if form.errors else 200)
