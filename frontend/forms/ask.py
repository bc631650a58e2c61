"""An ask as it is written, and what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.models import BecauseKind, Outcome, Staff
from crm.readiness.message import Because
from frontend.forms.days import read_moment
from frontend.forms.kit import KitForm, Lines

SCOPES = (
    ("campaign", gettext_lazy("For this only")),
    ("topic", gettext_lazy("For the topic")),
    ("client", gettext_lazy("For the client")),
    ("everything", gettext_lazy("For good, for everything")),
)


class AskForm(KitForm):
    """Shape only: whether it may be sent is decided by the rule."""

    channel = forms.ChoiceField(required=False, choices=[("", "—"), *Channel.choices])
    subject = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))
    because = forms.RegexField(rf"^({'|'.join(BecauseKind.values)}):\d{{1,18}}$", required=False)
    override_reason = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
    by = forms.ChoiceField(required=False, choices=[("", "—"), ("server", "server")])

    @property
    def sends(self) -> bool:
        """Our mail server is to send it; else it was sent by the writer's own means."""
        return self.cleaned_data.get("by") == "server"

    @property
    def cited(self) -> Because | None:
        kind, _colon, pk = self.cleaned_data.get("because", "").partition(":")
        return Because(kind, int(pk)) if pk else None


class MadeElsewhereForm(KitForm):
    """An ask that was made on the phone or in a corridor, told in one line."""

    channel = forms.ChoiceField(label=gettext_lazy("Where"), choices=Channel.choices, initial=Channel.PHONE)
    text = forms.CharField(label=gettext_lazy("What was asked"), required=False, max_length=50_000)
    when = forms.CharField(label=gettext_lazy("When"), max_length=40, initial=gettext_lazy("today"))

    def __init__(self, *args: Any, staff: Staff, as_of: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.as_of = staff, as_of

    def clean_when(self) -> datetime:
        moment = read_moment(self.cleaned_data["when"], self.as_of, self.staff.zone)
        if moment is None:
            raise forms.ValidationError(_("Which day was that? Write it like “yesterday”, “Monday” or “3 May”."))
        return moment


class NewsForm(KitForm):
    """What those who said yes should know: everybody may get the same words, one person at a time."""

    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What is new"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 5})
    )


class OutcomeForm(KitForm):
    outcome = forms.ChoiceField(choices=Outcome.choices)
    scope = forms.ChoiceField(required=False, choices=SCOPES)
    until = forms.DateField(required=False)
    note = forms.CharField(required=False, max_length=5000)
    links = Lines(required=False, max_length=2000)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "scope": self.cleaned_data["scope"] or "campaign"}
