"""Handing somebody on, and introducing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.channels import ASKABLE, Channel
from frontend.forms.kit import KitForm

CHANNELS = [(channel.value, channel.label) for channel in Channel if channel in ASKABLE]


class HandOnForm(KitForm):
    to = forms.IntegerField(widget=forms.HiddenInput())
    note = forms.CharField(
        label=_("What they should know"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class IntroduceForm(KitForm):
    introduction = forms.CharField(
        label=_("What you wrote to both"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(label=_("On"), choices=CHANNELS, initial=Channel.EMAIL.value)
