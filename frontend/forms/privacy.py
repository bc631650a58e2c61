"""Erasing somebody, and how long things are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from crm.models import Kept
from crm.retention import TERMS, all_kept
from frontend.forms.contact import read_handle
from frontend.forms.kit import KitForm


class AddressForm(KitForm):
    """Anything that `guess` recognises, or “x: @ana”."""

    address = forms.CharField(
        label=gettext_lazy("One of their addresses"),
        max_length=500,
        help_text=gettext_lazy("E-mail, phone, a profile’s address. Whoever of us has it, and whoever was only heard."),
    )

    def clean_address(self) -> dict[str, Any]:
        return read_handle(self.cleaned_data["address"])


class EraseForm(KitForm):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Stays on the receipt, so without names: “asked by letter”."),
    )


class RetentionForm(KitForm):
    """One field for each kind, in days; empty keeps for good."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = all_kept()
        kwargs.setdefault("initial", {str(kind): days for kind, days in kept.items()})
        super().__init__(*args, **kwargs)
        for term in TERMS:
            self.fields[str(term.kind)] = forms.IntegerField(
                label=Kept(term.kind).label,
                required=False,
                min_value=term.least,
                max_value=36_500,
                help_text=term.why,
                widget=forms.NumberInput(attrs={"class": "input", "placeholder": gettext_lazy("for good")}),
            )
