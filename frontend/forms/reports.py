"""Which asks a report is about, and the thresholds to try."""

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.models import Campaign, Policy, Staff
from crm.readiness.policy import THRESHOLDS
from frontend.forms.rules import RulesForm

PERIODS = {"90": _("Last 90 days"), "365": _("Last year"), "": _("Since the beginning")}


def choices(asked: QueryDict) -> dict[str, Any]:
    """What the tools above a report offer, and what is chosen."""
    return {
        "periods": list(PERIODS.items()),
        "period": asked.get("period", ""),
        "campaigns": Campaign.objects.order_by("name"),
        "colleagues": Staff.objects.order_by("name"),
        "chosen_campaign": asked.get("campaign", ""),
        "chosen_staff": asked.get("staff", ""),
    }


def filter_data(asked: QueryDict, as_of: datetime) -> dict[str, str]:
    """For crm.filters.ReportFilter: the period becomes a moment."""
    data = {name: asked.get(name, "") for name in ("campaign", "client", "topic", "staff", "channel")}
    period = asked.get("period", "")
    if period in PERIODS and period:
        data["asked_at_after"] = (as_of - timedelta(days=int(period))).isoformat()
    return data


class WhatIfForm(RulesForm):
    """The rules' own fields; what the address leaves out is as today. Not bound where it names none."""

    def __init__(self, asked: QueryDict, *, policy: Policy) -> None:
        named = {name: asked[name] for name in THRESHOLDS if asked.get(name)}
        today = {name: getattr(policy, name) for name in THRESHOLDS}
        super().__init__({**today, **named} if named else None, policy=policy)
