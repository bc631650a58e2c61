"""Oneself, one's team, one's keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Role, Scope, Staff
from crm.zones import time_zones
from frontend.forms.kit import KitForm


def _zones() -> list[tuple[str, str]]:
    zones = sorted(time_zones())
    return [(zone, zone.replace("_", " ")) for zone in zones if "/" in zone or zone == "UTC"]


class ProfileForm(KitForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Your days are counted here: when a message waits too long.")
    )
    away_until = forms.DateField(
        label=_("Away until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day away; empty: you are here."),
    )
    covered_by = forms.ModelChoiceField(
        label=_("Covered by"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("What waits for you goes to them while you are away."),
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(staff, name) for name in ("name", "time_zone", "away_until", "covered_by")}
        super().__init__(*args, **kwargs)
        colleagues: Any = self.fields["covered_by"]
        colleagues.queryset = Staff.objects.at_work().exclude(pk=staff.pk).order_by("name")


class InviteForm(KitForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)


class TokenForm(KitForm):
    name = forms.CharField(label=_("What is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year")), (0, _("Until revoked"))],
        initial=90,
    )
