"""Write an ask with the rule beside it; send it once; or say that it was made elsewhere."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.judge_message import check_ask, possible_channels
from crm.actions.open_ask import open_ask
from crm.actions.save_draft import save_draft
from crm.errors import AskLocked, Refusal
from crm.mailing.writing import mail_is_set_up
from crm.models import Ask, Campaign, Contact, Draft
from crm.opting_out import leads_nowhere
from frontend.access import StaffRequest, signed_in
from frontend.forms.ask import AskForm, MadeElsewhereForm
from frontend.handing_over import mail_to
from frontend.respond import go, page, say
from frontend.views.contact import visible_contact
from listening.citing import with_words
from listening.context_pack import context_pack


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
                return _done(request, person, form.sends)
            status = 409
            form.locked = locked  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.take(refusal)
            status = 422
        else:
            return _done(request, person, form.sends)
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
        because=with_words(form.cited, contact=person),
        override_reason=data["override_reason"],
        subject=data["subject"],
        send=form.sends,
    )


def _was_sent(request: StaffRequest, form: AskForm, campaign: Campaign, person: Contact) -> bool:
    """The second click of two: the same words went out a moment ago."""
    asks = person.asks.filter(staff=request.user, campaign=campaign, outcome="", already_made=False)
    return asks.filter(text=form.cleaned_data["text"]).exists()


def _done(request: StaffRequest, person: Contact, sent: bool = False) -> HttpResponse:
    words = _("The ask of %(name)s is logged. Now it is their turn.")
    if sent:
        words = _("The ask goes to %(name)s now, and is logged. Then it is their turn.")
    say(request, words % {"name": person.name})
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
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            because_kind=cited.kind if cited else "",
            because_id=cited.id if cited else None,
        )
    context = _checklist(request, form, campaign, person, as_of)
    return page(request, "frontend/ask_check.html", context)


@signed_in
@require_POST
def ask_handed(request: StaffRequest, campaign_pk: int, contact_pk: int) -> HttpResponse:
    """The mail program got it: tomorrow they are asked whether it went."""
    campaign = get_object_or_404(Campaign, pk=campaign_pk)
    person = visible_contact(request, contact_pk)
    as_of = timezone.now()
    save_draft(staff=request.user, campaign=campaign, contact=person, as_of=as_of, handed_at=as_of)
    return HttpResponse(status=204)


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
    words = {"text": draft.text, "subject": draft.subject} if draft else {}
    return {**words, "channel": channel, "because": because}


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
        "pack": context_pack(staff=request.user, contact=person, campaign=campaign, as_of=as_of),
        "channels": possible_channels(staff=request.user, contact=person, campaign=campaign, as_of=as_of),
        "told": told or MadeElsewhereForm(staff=request.user, as_of=as_of, auto_id="told_%s"),
        "locked": getattr(form, "locked", None),
    }
    return render(request, "frontend/ask.html", context, status=status)


def _checklist(
    request: StaffRequest, form: AskForm, campaign: Campaign, person: Contact, as_of: datetime
) -> dict[str, Any]:
    data = form.cleaned_data
    text, channel = data.get("text", ""), data.get("channel", "")
    check = check_ask(
        staff=request.user,
        contact=person,
        campaign=campaign,
        channel=channel,
        text=text,
        because=with_words(form.cited, contact=person),
        subject=data.get("subject", ""),
        as_of=as_of,
    )
    # Handing it over before it may be sent would go round the lock.
    may_go = check.may_go(request.user, data.get("override_reason", ""))
    mail = mail_to(person, data.get("subject", ""), text) if channel == "email" and may_go else ""
    return {
        "form": form,
        "contact": person,
        "campaign": campaign,
        "check": check,
        "readiness": check.readiness,
        "mail": mail,
        "may_hand_over": bool(mail) and mail_is_set_up(),
        "dead_link": bool(mail) and leads_nowhere(),
    }
