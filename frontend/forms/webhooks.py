"""Other systems that are told what happens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import EventKind
from frontend.forms.kit import KitForm


class WebhookForm(KitForm):
    name = forms.CharField(label=_("Whom does it tell?"), max_length=100)
    url = forms.CharField(label=_("Address"), max_length=2000, widget=forms.URLInput())
    events = forms.MultipleChoiceField(
        label=_("Of what?"), choices=EventKind.choices, widget=forms.CheckboxSelectMultiple
    )
