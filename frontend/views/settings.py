"""Settings: oneself, the team, API tokens."""

from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.add_staff import add_staff, sign_in_link
from crm.actions.change_staff import change_staff
from crm.actions.create_token import create_token, revoke_token
from crm.actions.leave import leave
from crm.actions.take_second_step import take_second_step
from crm.errors import Refusal
from crm.models import Staff
from frontend.access import StaffRequest, View, for_admins, proved_again, signed_in
from frontend.forms.settings import InviteForm, ProfileForm, TokenForm
from frontend.respond import say, say_refused


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_staff(staff=request.user, colleague=request.user, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Saved."))
            return redirect("frontend:settings")
    return render(request, "frontend/settings.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def settings_session_end(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign oneself out in another browser."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    end_sessions(request, [session])
    say(request, _("Signed out there."))
    return redirect("usersessions_list")


@signed_in
@for_admins
@proved_again
@require_POST
def settings_staff_second_step(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(Staff.objects.at_work(), pk=pk)
    try:
        take_second_step(staff=request.user, colleague=colleague)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("%(name)s signs in without a second step now.") % {"name": colleague})
    return redirect("frontend:settings_staff")


def _needs_proof_to_change(view: View) -> View:
    """Looking is free; what hands out keys takes a fresh proof."""
    proved = proved_again(view)

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (proved if request.method == "POST" else view)(request, *args, **kwargs)

    return guarded


@signed_in
@for_admins
@_needs_proof_to_change
@require_http_methods(["GET", "POST"])
def settings_staff(request: StaffRequest) -> HttpResponse:
    """The team; a new colleague's one-time link is shown once, here."""
    form = InviteForm(request.POST or None)
    invited, link = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            invited = add_staff(**form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            link, form = sign_in_link(invited), InviteForm()
    return _staff(request, form, invited, link)


@signed_in
@for_admins
@proved_again
@require_POST
def settings_staff_link(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(Staff.objects.at_work(), pk=pk)
    return _staff(request, InviteForm(), colleague, sign_in_link(colleague))


@signed_in
@for_admins
@require_POST
def settings_staff_leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody leaves; what they had begun goes on with a colleague."""
    leaver = get_object_or_404(Staff.objects.at_work(), pk=pk)
    chosen = request.POST.get("to", "")
    to = Staff.objects.at_work().filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    try:
        passed = leave(staff=request.user, leaver=leaver, to=to or leaver, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        said = {"who": leaver, "to": to, "contacts": passed.contacts, "promises": passed.promises}
        say(
            request,
            _("%(who)s has left. %(to)s goes on with %(contacts)d contacts and %(promises)d promises.") % said,
        )
    return redirect("frontend:settings_staff")


def _staff(request: StaffRequest, form: InviteForm, invited: Staff | None, link: str) -> HttpResponse:
    context = {
        "form": form,
        "team": Staff.objects.order_by("left_on", "name"),
        "with_second_step": set(Authenticator.objects.values_list("user", flat=True)),
        "invited": invited,
        "link": link,
    }
    return render(request, "frontend/settings_staff.html", context, status=422 if form.errors else 200)


@signed_in
@_needs_proof_to_change
@require_http_methods(["GET", "POST"])
def settings_tokens(request: StaffRequest) -> HttpResponse:
    """One's API tokens; a new one's key is shown once, here."""
    form = TokenForm(request.POST or None)
    key = ""
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        try:
            _token, key = create_token(
                staff=request.user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=timezone.now() + timedelta(days=days) if days else None,
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            form = TokenForm()
    tokens = request.user.tokens.order_by("revoked_at", "-created_at")
    context = {"form": form, "tokens": tokens, "key": key, "now": timezone.now()}
    return render(request, "frontend/settings_tokens.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def settings_token_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens.all(), pk=pk)
    try:
        revoke_token(token=token, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("“%(name)s” is revoked; whatever used it is locked out.") % {"name": token.name})
    return redirect("frontend:settings_tokens")
