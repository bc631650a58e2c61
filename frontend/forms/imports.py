"""A file to bring in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.importing.kinds import MOST_BYTES
from crm.models import Visibility
from frontend.forms.kit import KitForm

ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".vcf",
    ".vcard",
    ".xlsx",
    ".json",
    ".ndjson",
    ".jsonl",
    ".zip",
    ".mbox",
    ".eml",
    "text/csv",
    "text/vcard",
)


class ImportForm(KitForm):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS), "data-most": MOST_BYTES}),
    )
    visibility = forms.ChoiceField(label=_("Who may see them"), choices=Visibility.choices, initial=Visibility.TEAM)
