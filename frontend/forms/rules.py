"""The thresholds of the rule, in the order of its rungs, each explained."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.db import models
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from crm.models import Policy
from crm.readiness.policy import RESPECT, THRESHOLDS
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
        RESPECT,
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
WHY = {
    "heard_min": _("Whoever asks has read or heard this many different things of theirs, by themselves."),
    "heard_within_days": _("What was read longer ago says little of what they care about now."),
    "fit_days": _("One post can be chance. What they said themselves counts at once."),
    "fit_within_days": _("Interests pass; what they showed longer ago no longer fits."),
    "known_days": _("Nobody is asked right after a follow. Invitations and introductions stand in."),
    "reached_days": _("Days, never messages: ten on one day are one day."),
    "answered_days": _("Reciprocity is a condition. No volume of one-way talk replaces it."),
    "owed_days": _("Who waits for our answer is answered before being asked."),
    "quiet_factor": _("Times the usual gap between their messages: who writes twice a year is not lost after a month."),
    "quiet_min_days": _("However often they used to write, so many days of silence mean nothing yet."),
    "quiet_max_days": _("However seldom they used to write, after so many days somebody has to get back in touch."),
    "given_min": _("Help, an introduction, or a share with words of our own, since the last ask."),
    "unhurried_days": _("A favour and an ask on one day look like a trade."),
    "rest_days": _("Nobody in the house asks them again before, for any campaign."),
    "rest_after_no_days": _("A no and a silence deserve more peace than a yes."),
    "asks_per_year": _("By all of us together, for all clients."),
}


class RulesForm(KitForm):
    """`proposed` are numbers to begin with, by threshold; else those of the policy. `fixed` ones are not shown."""

    def __init__(
        self,
        *args: Any,
        policy: Policy,
        proposed: Mapping[str, str] | None = None,
        fixed: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in THRESHOLDS:
            if name in fixed:
                continue
            column = cast("models.IntegerField[int, int]", Policy._meta.get_field(name))
            value = (proposed or {}).get(name) or getattr(policy, name)
            field = cast(forms.Field, column.formfield(label=LABELS[name], initial=value, help_text=WHY[name]))
            field.widget.attrs["class"] = "input"
            self.fields[name] = field

    def rungs(self) -> Iterator[dict[str, Any]]:
        for name, label, words, fields in GROUPS:
            shown = [self[field] for field in fields if field in self.fields]
            if shown:
                yield {"name": name, "label": label, "words": words, "fields": shown}


class ChangeRulesForm(RulesForm):
    """The house's rules, changed with a reason that stays with them."""

    change_reason = forms.CharField(
        label=_("Why?"), max_length=1000, help_text=_("It stays with this change, for those who come after.")
    )


class StricterRulesForm(RulesForm):
    """A campaign's own: its name, and all but what is the house's alone."""

    name = forms.CharField(label=_("Name"), max_length=200)
    change_reason = forms.CharField(
        label=_("Why?"), max_length=1000, help_text=_("It stays with this change, for those who come after.")
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, policy=policy, fixed=RESPECT, **kwargs)
        self.fields["name"].initial = policy.name
