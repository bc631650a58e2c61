"""Take back what was logged by mistake: ours is deleted and can be brought back, theirs is voided."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.edit_interaction import delete_interaction, void_interaction
from crm.actions.log_interaction import log_interaction
from crm.actions.note_invitation import note_invitation, remove_invitation
from crm.actions.save_topic import topic_named
from crm.errors import Refusal
from crm.models import Contact, Direction, Interaction, Invitation
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import InvitationForm
from frontend.respond import go, say, say_refused
from frontend.views.contact import visible_contact
from listening.actions.accept_invitation import accept_invitation

TAKEN_OUT = "taken_out"
FIELDS = ("channel", "direction", "kind", "text", "url", "external_id")


@signed_in
@require_http_methods(["POST"])
def interaction_remove(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    it = get_object_or_404(Interaction.objects.select_related("contact", "staff"), pk=pk, contact__in=visible)
    if it.direction == Direction.INBOUND and "reason" not in request.POST:
        return render(request, "frontend/void.html", {"it": it, "contact": it.contact})
    try:
        _take_out(request, it, timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    return go(request, reverse("frontend:contact", args=[it.contact_id]))


def _take_out(request: StaffRequest, it: Interaction, as_of: datetime) -> None:
    if it.direction == Direction.INBOUND:
        void_interaction(staff=request.user, interaction=it, reason=request.POST["reason"], as_of=as_of)
        say(request, _("It counts for nothing now, and stays in the timeline with the reason."))
        return
    kept = {name: getattr(it, name) for name in FIELDS} | {"occurred_at": it.occurred_at.isoformat()}
    delete_interaction(staff=request.user, interaction=it, as_of=as_of)
    request.session[TAKEN_OUT] = {"contact": it.contact_id, "fields": kept}
    say(request, _("Taken out."), undo=reverse("frontend:interaction_undo"))


@signed_in
@require_http_methods(["GET", "POST"])
def interaction_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """What they said or wrote there asks us for something: their words open the way to one ask."""
    visible = Contact.objects.visible_to(request.user)
    it = get_object_or_404(Interaction.objects.select_related("contact"), pk=pk, contact__in=visible)
    form = InvitationForm(request.POST or None, initial={"quote": it.text[:5000]})
    if request.method == "POST" and form.is_valid():
        try:
            note_invitation(
                staff=request.user,
                contact=it.contact,
                topic=topic_named(form.cleaned_data["topic"]),
                quote=form.cleaned_data["quote"],
                given_on=request.user.today(it.occurred_at),
                as_of=timezone.now(),
                interaction=it,
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Noted: %(name)s invited us.") % {"name": it.contact.name})
            return go(request, reverse("frontend:contact", args=[it.contact_id]))
    words = _("For sixty days it stands in for connect and give, for one ask on this topic.")
    context = {"form": form, "contact": it.contact, "title": _("They invited us"), "words": words}
    return render(request, "frontend/contact_note.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def interaction_invited(request: StaffRequest, pk: int) -> HttpResponse:
    """The same in one key: their words, the day and the topic are taken from what they said; the form asks for what
    is not in it."""
    visible = Contact.objects.visible_to(request.user)
    it = get_object_or_404(Interaction.objects.select_related("contact"), pk=pk, contact__in=visible)
    try:
        invitation = accept_invitation(staff=request.user, interaction=it, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse("frontend:interaction_invitation", args=[pk]))
    said = {"name": it.contact.name, "topic": invitation.topic}
    undo = reverse("frontend:invitation_remove", args=[invitation.pk])
    say(request, _("Noted: %(name)s invited us on %(topic)s.") % said, undo=undo)
    return go(request, reverse("frontend:contact", args=[it.contact_id]))


@signed_in
@require_POST
def invitation_remove(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Contact.objects.visible_to(request.user)
    invitation = get_object_or_404(Invitation.objects.select_related("contact"), pk=pk, contact__in=visible)
    try:
        remove_invitation(staff=request.user, invitation=invitation)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Taken back: it is no invitation."))
    return go(request, reverse("frontend:contact", args=[invitation.contact_id]))


@signed_in
@require_POST
def interaction_undo(request: StaffRequest) -> HttpResponse:
    """Log the last one taken out anew."""
    kept: dict[str, Any] | None = request.session.pop(TAKEN_OUT, None)
    if kept is None:
        return go(request, reverse("frontend:today"))
    person = visible_contact(request, kept["contact"])
    fields = dict(kept["fields"])
    occurred_at = datetime.fromisoformat(fields.pop("occurred_at"))
    try:
        log_interaction(staff=request.user, contact=person, occurred_at=occurred_at, as_of=timezone.now(), **fields)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("It is back."))
    return go(request, reverse("frontend:contact", args=[person.pk]))
