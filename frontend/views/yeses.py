"""Those who said yes to a campaign: what came of it, and what is new since. And the page for its client."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.actions.note_coverage import add_coverage, remove_coverage
from crm.actions.snooze import snooze
from crm.actions.tell_update import tell_update
from crm.errors import Refusal
from crm.mailing.writing import mail_is_set_up
from crm.models import Ask, Campaign, Contact, Outcome
from crm.reports.for_client import for_client
from frontend.access import StaffRequest, signed_in
from frontend.forms.ask import NewsForm
from frontend.handing_over import mail_to
from frontend.respond import back, go, say, say_refused
from frontend.views.outcome import visible_ask
from listening.coverage import coverage_suggestions

FOR_GOOD = date(9999, 1, 1)


@signed_in
@require_http_methods(["GET", "POST"])
def yeses(request: StaffRequest, pk: int) -> HttpResponse:
    """POST keeps the words of the news, to be told to one person after the other."""
    campaign = get_object_or_404(Campaign, pk=pk)
    form = NewsForm(request.POST or None, initial=request.session.get(_news(pk)))
    if request.method == "POST" and form.is_valid():
        request.session[_news(pk)] = form.cleaned_data
        return go(request, f"{reverse('frontend:campaign_yeses', args=[pk])}#people")
    news = {} if form.is_bound else request.session.get(_news(pk), {})
    context = {
        "campaign": campaign,
        "form": form,
        "news": news,
        "rows": [_row(ask, news) for ask in _asks(request, campaign)],
        "suggestions": coverage_suggestions(campaign=campaign, staff=request.user, as_of=timezone.now()),
        "may_hand_over": mail_is_set_up(),
    }
    return render(request, "frontend/yeses.html", context, status=422 if form.errors else 200)


def _asks(request: StaffRequest, campaign: Campaign) -> list[Ask]:
    mine = Contact.objects.visible_to(request.user).in_use()
    asks = Ask.objects.standing().filter(campaign=campaign, outcome=Outcome.YES, contact__in=mine)
    return list(
        asks.select_related("contact").prefetch_related("contact__handles", "updates").order_by("contact__name")
    )


def _row(ask: Ask, news: dict[str, str]) -> dict[str, Any]:
    text = news.get("text", "")
    told = next((update for update in ask.updates.all() if update.text == text.strip()), None)
    mail = mail_to(ask.contact, news.get("subject", ""), text) if text and ask.channel == "email" else ""
    return {"ask": ask, "told": told, "mail": mail}


def _news(pk: int) -> str:
    return f"news:{pk}"


@signed_in
@require_POST
def update_tell(request: StaffRequest, pk: int) -> HttpResponse:
    ask = visible_ask(request, pk)
    news = request.session.get(_news(ask.campaign_id), {})
    send = request.POST.get("by") == "server"
    try:
        tell_update(
            staff=request.user,
            ask=ask,
            text=news.get("text", ""),
            subject=news.get("subject", ""),
            as_of=timezone.now(),
            send=send,
        )
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        words = _("It goes to %(name)s now.") if send else _("%(name)s is told.")
        say(request, words % {"name": ask.contact.name})
    return go(request, f"{reverse('frontend:campaign_yeses', args=[ask.campaign_id])}#people")


@signed_in
@require_POST
def coverage_add(request: StaffRequest, pk: int) -> HttpResponse:
    ask = visible_ask(request, pk)
    url = request.POST.get("url", "")[:2000]
    try:
        add_coverage(staff=request.user, ask=ask, url=url)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Noted as what came of it."))
    return back(request, reverse("frontend:outcome", args=[pk]))


@signed_in
@require_POST
def coverage_remove(request: StaffRequest, pk: int) -> HttpResponse:
    ask = visible_ask(request, pk)
    try:
        remove_coverage(staff=request.user, ask=ask, url=request.POST.get("url", "")[:2000])
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Taken out."))
    return back(request, reverse("frontend:outcome", args=[pk]))


@signed_in
@require_POST
def coverage_aside(request: StaffRequest, pk: int, mention_pk: int) -> HttpResponse:
    """This post is not what came of it: it is not suggested to the reader again."""
    ask = visible_ask(request, pk)
    snooze(staff=request.user, card=f"coverage:{pk}:{mention_pk}", until=FOR_GOOD, as_of=timezone.now())
    return back(request, reverse("frontend:campaign_yeses", args=[ask.campaign_id]))


@signed_in
@require_GET
def campaign_report(request: StaffRequest, pk: int) -> HttpResponse:
    """To be printed, or kept as a PDF, for the client."""
    campaign = get_object_or_404(Campaign, pk=pk)
    report = for_client(campaign=campaign, staff=request.user, as_of=timezone.now())
    return render(request, "frontend/campaign_report.html", {"report": report, "campaign": campaign})
