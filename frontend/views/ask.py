"""Write an ask with the rule beside it; send it once; or say that it was made elsewhere."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.judge_message import copy_beside, judge_message, possible_channels
from crm.actions.open_ask import open_ask
from crm.actions.save_draft import save_draft
from crm.errors import AskLocked, Refusal
from crm.models import Ask, Campaign, Contact, Draft
from crm.readiness import readiness_of
from frontend.access import StaffRequest, signed_in
from frontend.forms.ask import AskForm, MadeElsewhereForm
from frontend.reasons import reasons_for
from frontend.respond import go, page, say
from frontend.views.contact import visible_contact


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: StaffRequest, campaign_pk: int, contact_pk: int) -> HttpResponse:
    as_of = timezone.now()
    campaign = get_object_or_404(Campaign.objects.prefetch_related("topics"), pk=campaign_pk)
    person = visible_contact(request, contact_pk)
    form = AskForm(request.POST) if request.method == "POST" else AskForm(_draft(request, campaign, person, as_of))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form, campaign, person, as_of)
        except AskLocked as locked:
            if _was_sent(request, form, campaign, person):
                return _done(request, person)
            status = 409
            form.locked = locked  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.take(refusal)
            status = 422
        else:
            return _done(request, person)
    return _compose(request, form, campaign, person, as_of, status)


def _send(request: StaffRequest, form: AskForm, campaign: Campaign, person: Contact, as_of: datetime) -> Ask:
    data = form.cleaned_data
    return open_ask(
        staff=request.user,
        contact=person,
        campaign=campaign,
        channel=data["channel"],
        text=data["text"],
        as_of=as_of,
        because=form.cited,
        override_reason=data["override_reason"],
    )


def _was_sent(request: StaffRequest, form: AskForm, campaign: Campaign, person: Contact) -> bool:
    """The second click of two: the same words went out a moment ago."""
    asks = person.asks.filter(staff=request.user, campaign=campaign, outcome="", already_made=False)
    return asks.filter(text=form.cleaned_data["text"]).exists()


def _done(request: StaffRequest, person: Contact) -> HttpResponse:
    say(request, _("The ask of %(name)s is logged. Now it is their turn.") % {"name": person.name})
    return go(request, reverse("frontend:contact", args=[person.pk]))


@signed_in
@require_POST
def ask_check(request: StaffRequest, campaign_pk: int, contact_pk: int) -> HttpResponse:
    """The checklist for the text as it stands, which is kept as a draft."""
    as_of = timezone.now()
    campaign = get_object_or_404(Campaign, pk=campaign_pk)
    person = visible_contact(request, contact_pk)
    form = AskForm(request.POST)
    if form.is_valid():
        cited = form.cited
        save_draft(
            staff=request.user,
            campaign=campaign,
            contact=person,
            as_of=as_of,
            channel=form.cleaned_data["channel"],
            text=form.cleaned_data["text"],
            because_kind=cited.kind if cited else "",
            because_id=cited.id if cited else None,
        )
    context = _checklist(request, form, campaign, person, as_of)
    return page(request, "frontend/ask_check.html", context)


@signed_in
@require_POST
def ask_elsewhere(request: StaffRequest, campaign_pk: int, contact_pk: int) -> HttpResponse:
    as_of = timezone.now()
    campaign = get_object_or_404(Campaign.objects.prefetch_related("topics"), pk=campaign_pk)
    person = visible_contact(request, contact_pk)
    told = MadeElsewhereForm(request.POST, staff=request.user, as_of=as_of)
    if told.is_valid():
        try:
            open_ask(
                staff=request.user,
                contact=person,
                campaign=campaign,
                channel=told.cleaned_data["channel"],
                text=told.cleaned_data["text"],
                as_of=as_of,
                already_made=True,
                asked_at=told.cleaned_data["when"],
            )
        except Refusal as refusal:
            told.take(refusal)
        else:
            return _done(request, person)
    form = AskForm(_draft(request, campaign, person, as_of))
    return _compose(request, form, campaign, person, as_of, 422, told=told)


def _draft(request: StaffRequest, campaign: Campaign, person: Contact, as_of: datetime) -> dict[str, Any]:
    """What was written so far; where only one channel is possible it is chosen."""
    draft = Draft.objects.filter(staff=request.user, campaign=campaign, contact=person).first()
    channels = possible_channels(staff=request.user, contact=person, campaign=campaign, as_of=as_of)
    channel = (draft and draft.channel) or (channels[0] if len(channels) == 1 else "")
    because = f"{draft.because_kind}:{draft.because_id}" if draft and draft.because_id else ""
    return {"text": draft.text if draft else "", "channel": channel, "because": because}


def _compose(
    request: StaffRequest,
    form: AskForm,
    campaign: Campaign,
    person: Contact,
    as_of: datetime,
    status: int,
    told: MadeElsewhereForm | None = None,
) -> HttpResponse:
    form.is_valid()
    context = _checklist(request, form, campaign, person, as_of) | {
        "reasons": reasons_for(person, campaign),
        "channels": possible_channels(staff=request.user, contact=person, campaign=campaign, as_of=as_of),
        "latest": person.interactions.standing().select_related("staff").order_by("-occurred_at")[:5],
        "told": told or MadeElsewhereForm(staff=request.user, as_of=as_of, auto_id="told_%s"),
        "locked": getattr(form, "locked", None),
    }
    return render(request, "frontend/ask.html", context, status=status)


def _checklist(
    request: StaffRequest, form: AskForm, campaign: Campaign, person: Contact, as_of: datetime
) -> dict[str, Any]:
    data = form.cleaned_data
    text, channel = data.get("text", ""), data.get("channel", "")
    verdicts = judge_message(
        staff=request.user,
        contact=person,
        campaign=campaign,
        channel=channel,
        text=text,
        because=form.cited,
        as_of=as_of,
    )
    readiness = readiness_of(contact=person, staff=request.user, campaign=campaign, as_of=as_of)
    return {
        "form": form,
        "contact": person,
        "campaign": campaign,
        "readiness": readiness,
        "message": verdicts,
        "beside": copy_beside(staff=request.user, contact=person, campaign=campaign, text=text, as_of=as_of),
        "may_send": readiness.unlocked and all(verdict.met for verdict in verdicts),
        "mail": _mail(person, text) if channel == "email" else "",
    }


def _mail(person: Contact, text: str) -> str:
    """The address that hands the text over to the mail program; empty without an e-mail address."""
    addresses = sorted(person.handles.all(), key=lambda handle: handle.pk)  # the one noted first is the one they use
    to = next((h.value for h in addresses if h.channel == "email" and h.status == "current"), "")
    # No subject: what a campaign is called among us is not for them to read.
    return f"mailto:{quote(to, safe='@')}?body={quote(text)}" if to else ""
