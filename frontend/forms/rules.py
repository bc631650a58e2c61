"""The thresholds of the rule, in the order of its rungs."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db import models
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from crm.models import Policy
from frontend.forms.kit import KitForm

GROUPS: tuple[tuple[str, LazyText, LazyText, tuple[str, ...]], ...] = (
    (
        "listen",
        _("Listen"),
        _("Know what they care about before anything else."),
        ("heard_min", "heard_within_days", "fit_days", "fit_within_days"),
    ),
    (
        "connect",
        _("Connect"),
        _("Be somebody they know, and who answers."),
        (
            "known_days",
            "reached_days",
            "answered_days",
            "owed_days",
            "quiet_factor",
            "quiet_min_days",
            "quiet_max_days",
        ),
    ),
    ("give", _("Give"), _("Be of use before asking, and not as a trade."), ("given_min", "unhurried_days")),
    (
        "ready",
        _("Respect"),
        _("Let them rest. These hold for every campaign and nobody stands above them."),
        ("rest_days", "rest_after_no_days", "asks_per_year"),
    ),
)
LABELS = {
    "heard_min": _("Things of theirs taken in"),
    "heard_within_days": _("… within this many days"),
    "fit_days": _("Days an interest was seen"),
    "fit_within_days": _("… within this many days"),
    "known_days": _("Days since the first exchange"),
    "reached_days": _("Days on which we wrote"),
    "answered_days": _("Days on which they wrote"),
    "owed_days": _("Days a message of theirs may wait"),
    "quiet_factor": _("Usual gaps until they count as quiet"),
    "quiet_min_days": _("… but never before this many days"),
    "quiet_max_days": _("… and always after this many"),
    "given_min": _("Days on which we were of use"),
    "unhurried_days": _("Days between a favour and an ask"),
    "rest_days": _("Days of rest after an ask"),
    "rest_after_no_days": _("Days of rest after a no or silence"),
    "asks_per_year": _("Asks at which they are spared for a year"),
}


class RulesForm(KitForm):
    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            column = cast("models.IntegerField[int, int]", Policy._meta.get_field(name))
            field = cast(forms.Field, column.formfield(label=label, initial=getattr(policy, name)))
            field.widget.attrs["class"] = "input"
            self.fields[name] = field

    def rungs(self) -> Iterator[dict[str, Any]]:
        for name, label, words, fields in GROUPS:
            yield {"name": name, "label": label, "words": words, "fields": [self[field] for field in fields]}
