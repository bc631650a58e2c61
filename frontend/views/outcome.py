"""What came of an ask, in one tap; and its one follow-up."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.follow_up import FIRST_DAY, LAST_DAY, check_follow_up
from crm.actions.follow_up import follow_up as follow_up_ask
from crm.actions.record_outcome import record_outcome, take_back_outcome
from crm.actions.settle_letter import settle_letter
from crm.errors import Refusal
from crm.mailing.writing import mail_is_set_up, reply_subject
from crm.models import Ask, Contact, Letter
from frontend.access import StaffRequest, signed_in
from frontend.forms.ask import SCOPES, OutcomeForm
from frontend.handing_over import mail_to
from frontend.judgement import judgement_of
from frontend.respond import go, page, say, say_refused


def visible_ask(request: StaffRequest, pk: int) -> Ask:
    visible = Contact.objects.visible_to(request.user)
    return get_object_or_404(Ask.objects.select_related("contact", "campaign", "staff"), pk=pk, contact__in=visible)


@signed_in
@require_http_methods(["GET", "POST"])
def outcome(request: StaffRequest, pk: int) -> HttpResponse:
    it = visible_ask(request, pk)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_outcome(staff=request.user, ask=it, as_of=timezone.now(), **form.values())
        except Refusal as refusal:
            form.take(refusal)
        else:
            undo = reverse("frontend:outcome_undo", args=[pk])
            say(request, _outcome_words(form.cleaned_data["outcome"], it.contact.name), undo=undo)
            return go(request, reverse("frontend:contact", args=[it.contact_id]))
    age = (it.staff.today(timezone.now()) - it.staff.today(it.asked_at)).days
    may_follow = not (it.outcome or it.follow_up_at) and (it.follow_up_handed_at or FIRST_DAY <= age <= LAST_DAY)
    context = {
        **{"ask": it, "form": form, "contact": it.contact, "may_follow": may_follow, "scopes": SCOPES},
        **(_by_mail_program(request, it, it.follow_up_text) if may_follow else {}),
        "judgement": judgement_of(it),
        "letters": it.letters.select_related("update").order_by("-pk"),
        "updates": it.updates.select_related("staff").order_by("-told_at"),
        "may_hand_over": mail_is_set_up() and it.channel == "email",
    }
    return render(request, "frontend/outcome.html", context, status=422 if form.errors else 200)


def _outcome_words(outcome: str, name: str) -> str:
    words = {
        "yes": _("A yes from %(name)s. Say thank you, and let them rest."),
        "no": _("A no from %(name)s, and it is respected. Thank them."),
        "not_now": _("Not now: %(name)s rests until then."),
        "silent": _("Silence from %(name)s. They rest for a while."),
        "withdrawn": _("Withdrawn. It still counts as an ask of %(name)s."),
    }
    return words[outcome] % {"name": name}


@signed_in
@require_POST
def outcome_undo(request: StaffRequest, pk: int) -> HttpResponse:
    it = visible_ask(request, pk)
    try:
        take_back_outcome(staff=request.user, ask=it, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Taken back: the ask to %(name)s is open again.") % {"name": it.contact.name})
    return go(request, reverse("frontend:contact", args=[it.contact_id]))


@signed_in
@require_POST
def follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    it = visible_ask(request, pk)
    text, by = request.POST.get("text", "")[:50_000], request.POST.get("by")
    ways = {"send": by == "server", "handed": by == "program"}
    try:
        follow_up_ask(staff=request.user, ask=it, text=text, as_of=timezone.now(), **ways)
    except Refusal as refusal:
        it.refresh_from_db()
        if it.follow_up_at is None or it.follow_up_text != text:  # else it is the second click of two
            say_refused(request, refusal)
            return go(request, reverse("frontend:outcome", args=[pk]))
    if ways["handed"]:
        return HttpResponse(status=204)
    say(request, _("The follow-up is logged. It is the only one."))
    return go(request, reverse("frontend:contact", args=[it.contact_id]))


@signed_in
@require_POST
def follow_up_mail(request: StaffRequest, pk: int) -> HttpResponse:
    """The way into the mail program for the words as they stand; nothing is written."""
    it = visible_ask(request, pk)
    given = _by_mail_program(request, it, request.POST.get("text", "")[:50_000])
    return page(request, "frontend/follow_up_mail.html", {"ask": it, **given})


def _by_mail_program(request: StaffRequest, it: Ask, text: str) -> dict[str, str]:
    """`mail`: the address that opens it there, and `refused`: why it may not go; both empty while there is nothing to
    say, and off e-mail."""
    if it.channel != "email" or not text.strip():
        return {"mail": "", "refused": ""}
    try:
        check_follow_up(staff=request.user, ask=it, text=text, as_of=timezone.now())
    except Refusal as refusal:
        return {"mail": "", "refused": str(refusal)}
    return {"mail": mail_to(it.contact, reply_subject(it), text), "refused": ""}


@signed_in
@require_POST
def letter_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody knew whether it went; now somebody does."""
    visible = Contact.objects.visible_to(request.user)
    letter = get_object_or_404(Letter.objects.select_related("ask__contact"), pk=pk, ask__contact__in=visible)
    went = request.POST.get("went") == "yes"
    try:
        settle_letter(staff=request.user, letter=letter, went=went, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Noted: it went.") if went else _("Noted: it never went. The text is a draft again."))
    return go(request, reverse("frontend:contact", args=[letter.ask.contact_id]))
