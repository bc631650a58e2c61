"""A file to bring in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Visibility
from frontend.forms.kit import KitForm


class ImportForm(KitForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.vcf,.vcard,text/csv,text/vcard"}),
    )
    visibility = forms.ChoiceField(label=_("Who may see them"), choices=Visibility.choices, initial=Visibility.TEAM)
