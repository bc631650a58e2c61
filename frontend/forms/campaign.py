"""A campaign's brief."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Campaign, Policy, Status
from frontend.forms.kit import KitForm, Lines
from frontend.forms.topics import TopicList


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CampaignForm(KitForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    client = forms.CharField(
        label=_("Client"), max_length=200, required=False, help_text=_("A no “for this client” goes by this name.")
    )
    what = forms.CharField(
        label=_("What is it?"), max_length=10_000, required=False, widget=_area(3), help_text=_("In two sentences.")
    )
    why = forms.CharField(
        label=_("Why does it matter, and to whom?"), max_length=10_000, required=False, widget=_area(3)
    )
    facts = forms.CharField(
        label=_("Facts"),
        max_length=20_000,
        required=False,
        widget=_area(4),
        help_text=_("Everyone may use these word for word; they do not count as copying."),
    )
    topics = TopicList(
        label=_("Topics"),
        required=False,
        help_text=_("Between commas. Only who cares about one of them can be asked."),
    )
    links = Lines(label=_("Links"), max_length=2000, required=False, widget=_area(2), help_text=_("One a line."))
    starts_on = forms.DateField(label=_("From"), required=False, widget=_day())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=_day())
    embargo_until = forms.DateTimeField(
        label=_("Embargo until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your own time zone."),
    )
    policy = forms.ModelChoiceField(
        label=_("Rules"),
        queryset=Policy.objects.filter(is_default=False).order_by("name"),
        required=False,
        empty_label=_("The house’s rules"),
        help_text=_("Stricter ones, for who must not be hurried."),
    )
    status = forms.ChoiceField(
        label=_("Where it stands"),
        choices=Status.choices,
        initial=Status.LIVE,
        help_text=_("Only a live campaign can be asked for."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


FIELDS = (
    "name",
    "client",
    "what",
    "why",
    "facts",
    "links",
    "starts_on",
    "ends_on",
    "embargo_until",
    "policy",
    "status",
    "version",
)


def initial_of(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in FIELDS} | {
        "topics": [topic.name for topic in campaign.topics.all()]
    }
