"""The rules: what every ask must have earned, each threshold explained; managers may change them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.actions.save_policy import update_policy
from crm.errors import Refusal
from crm.readiness.policy import default_policy
from frontend.access import StaffRequest, signed_in
from frontend.forms.rules import RulesForm
from frontend.respond import say


@signed_in
@require_http_methods(["GET", "POST"])
def rules(request: StaffRequest) -> HttpResponse:
    policy = default_policy()
    form = RulesForm(request.POST or None, policy=policy)
    if request.method == "POST":
        if not request.user.is_manager:
            raise PermissionDenied
        if form.is_valid():
            try:
                update_policy(staff=request.user, policy=policy, **form.cleaned_data)
            except Refusal as refusal:
                form.take(refusal)
            else:
                say(request, _("The rules are changed, for everybody and from now on."))
                return redirect("frontend:rules")
    context = {"form": form, "policy": policy}
    return render(request, "frontend/rules.html", context, status=422 if form.errors else 200)
