"""Reports: what came of asks, who gives and who asks, where somebody stood above the rule, and what if."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.errors import Refusal
from crm.filters import ReportFilter
from crm.models import Staff
from crm.readiness.policy import default_policy
from crm.reports.asks_made import asks_seen_by
from crm.reports.balance import give_and_ask
from crm.reports.exceptions import exceptions
from crm.reports.fatigue import fatigue
from crm.reports.outcomes import all_outcomes
from crm.reports.ready_today import ready_today
from crm.reports.what_if import FEWEST, trial_policy, what_if
from frontend.access import StaffRequest, signed_in
from frontend.forms.reports import WhatIfForm, choices, filter_data
from frontend.forms.rules import LABELS
from frontend.report_charts import gave_and_asked, who_wrote
from frontend.report_files import OUTCOME_SHEETS, SHEETS, Sheet, outcome_sheet, text_of, what_if_sheet
from frontend.respond import page


@signed_in
@require_GET
def reports(request: StaffRequest) -> HttpResponse:
    """What came of asks, in every way to look at them."""
    as_of = timezone.now()
    asked = filter_data(request.GET, as_of)
    asks = ReportFilter(asked, queryset=asks_seen_by(request.user), staff=request.user, as_of=as_of).qs
    tables = all_outcomes(asks, as_of=as_of)
    files = {by: name for name, by in OUTCOME_SHEETS.items()}
    context = {
        "tables": [(table, files[table.by]) for table in tables],
        "all": tables[0].all,
        **choices(request.GET),
    }
    return page(request, "frontend/reports/outcomes.html", context, part="found")


@signed_in
@require_GET
def reports_balance(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    found = give_and_ask(staff=request.user, as_of=as_of)
    team, *people = found.people
    context = {
        "team": team,
        "people": people,
        "who_wrote": who_wrote(found),
        "gave_and_asked": gave_and_asked(found),
        "fatigue": fatigue(staff=request.user, as_of=as_of),
    }
    return render(request, "frontend/reports/balance.html", context)


@signed_in
@require_GET
def reports_exceptions(request: StaffRequest) -> HttpResponse:
    return render(
        request,
        "frontend/reports/exceptions.html",
        {"found": exceptions(staff=request.user, as_of=timezone.now())},
    )


@signed_in
@require_GET
def reports_what_if(request: StaffRequest) -> HttpResponse:
    """Other thresholds, tried on the asks that were made; nothing is saved."""
    form = WhatIfForm(request.GET, policy=default_policy())
    context: dict[str, Any] = {"form": form, "fewest": FEWEST}
    if not form.is_bound or form.is_valid():
        try:
            context |= _tried(request.user, form.cleaned_data if form.is_bound else {})
        except Refusal as refusal:
            form.take(refusal)
    return page(request, "frontend/reports/what_if.html", context, part="found", status=422 if form.errors else 200)


def _tried(staff: Staff, thresholds: dict[str, int]) -> dict[str, Any]:
    as_of, policy = timezone.now(), trial_policy(thresholds)
    now, then = ready_today(staff=staff, as_of=as_of, policies=[default_policy(), policy])
    found = what_if(asks_seen_by(staff), policy=policy, as_of=as_of)
    pairs = zip(now.by_campaign, then.by_campaign, strict=True)
    return {
        "found": found,
        "now": now,
        "then": then,
        "ready": [(campaign, before, after) for (campaign, before), (_same, after) in pairs],
        "changes": [(LABELS[name], before, getattr(policy, name)) for name, before in found.changed.items()],
        "tried": {name: getattr(policy, name) for name in found.changed},
    }


@signed_in
@require_GET
def reports_file(request: StaffRequest, name: str) -> HttpResponse:
    as_of = timezone.now()
    if name in OUTCOME_SHEETS:
        sheet = outcome_sheet(OUTCOME_SHEETS[name], request.user, as_of, filter_data(request.GET, as_of))
    elif name in SHEETS:
        sheet = SHEETS[name](request.user, as_of)
    elif name == "what-if":
        sheet = _what_if_sheet(request)
    else:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}-{as_of:%Y-%m-%d}.csv"'}
    return HttpResponse(text_of(sheet), content_type="text/csv; charset=utf-8", headers=headers)


def _what_if_sheet(request: StaffRequest) -> Sheet:
    form = WhatIfForm(request.GET, policy=default_policy())
    try:
        policy = trial_policy(form.cleaned_data if form.is_bound and form.is_valid() else {})
    except Refusal as refusal:
        raise Http404 from refusal
    return what_if_sheet(what_if(asks_seen_by(request.user), policy=policy, as_of=timezone.now()))
