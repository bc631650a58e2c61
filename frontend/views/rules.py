"""The rules: what every ask must have earned, each threshold explained; managers change them, saying why. Campaigns
may have stricter ones."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.actions.save_policy import create_policy, update_policy
from crm.errors import Refusal
from crm.models import Policy
from crm.readiness.policy import default_policy
from crm.reports.policy_versions import policy_versions
from frontend.access import StaffRequest, signed_in
from frontend.forms.rules import LABELS, ChangeRulesForm, RulesForm, StricterRulesForm
from frontend.respond import say

MOST_VERSIONS = 50


@signed_in
@require_http_methods(["GET", "POST"])
def rules(request: StaffRequest) -> HttpResponse:
    policy = default_policy()
    form = ChangeRulesForm(request.POST or None, policy=policy, proposed=request.GET.dict())

    def change(values: dict[str, Any]) -> str:
        update_policy(staff=request.user, policy=policy, **values)
        return _("The rules are changed, for everybody and from now on.")

    stricter = Policy.objects.filter(is_default=False).prefetch_related("campaigns").order_by("name", "pk")
    return _changed(request, form, change) or _page(request, form, policy, stricter=stricter)


@signed_in
@require_http_methods(["GET", "POST"])
def rules_new(request: StaffRequest) -> HttpResponse:
    """Stricter rules for campaigns: they begin as the house's."""
    _require_manager(request)
    house = default_policy()
    form = StricterRulesForm(request.POST or None, policy=house, initial={"name": ""})

    def create(values: dict[str, Any]) -> str:
        made = create_policy(staff=request.user, **values)
        return _("“%(name)s” is there. Choose it in a campaign’s brief.") % {"name": made.name}

    return _changed(request, form, create) or _page(request, form, None)


@signed_in
@require_http_methods(["GET", "POST"])
def rules_of(request: StaffRequest, pk: int) -> HttpResponse:
    policy = get_object_or_404(Policy.objects.filter(is_default=False), pk=pk)
    form = StricterRulesForm(request.POST or None, policy=policy)

    def change(values: dict[str, Any]) -> str:
        update_policy(staff=request.user, policy=policy, **values)
        return _("“%(name)s” is changed, from now on.") % {"name": policy.name}

    return _changed(request, form, change) or _page(request, form, policy)


def _require_manager(request: StaffRequest) -> None:
    if not request.user.is_manager:
        raise PermissionDenied


def _changed(request: StaffRequest, form: RulesForm, change: Callable[[dict[str, Any]], str]) -> HttpResponse | None:
    """Back to the rules once it is done; nothing while there is something to show."""
    if request.method != "POST":
        return None
    _require_manager(request)
    if not form.is_valid():
        return None
    try:
        say(request, change(form.cleaned_data))
    except Refusal as refusal:
        form.take(refusal)
        return None
    return redirect("frontend:rules")


def _page(request: StaffRequest, form: RulesForm, policy: Policy | None, **context: Any) -> HttpResponse:
    versions = policy_versions(policy)[:MOST_VERSIONS] if policy else []
    told = [(v, [(LABELS[name], *pair) for name, pair in v.changes.items()]) for v in versions]
    context |= {"form": form, "policy": policy, "house": policy is not None and policy.is_default, "versions": told}
    return render(request, "frontend/rules.html", context, status=422 if form.errors else 200)
