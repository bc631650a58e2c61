"""Oneself, one's team, one's keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.handles import guess
from crm.models import Role, Scope, Staff
from crm.zones import time_zones
from frontend.forms.kit import KitForm

NOT_PUBLIC = {Channel.PHONE, Channel.SMS, Channel.IN_PERSON, Channel.VIDEO, Channel.POST, Channel.OTHER}
PUBLIC_CHANNELS = [(value, label) for value, label in Channel.choices if value not in NOT_PUBLIC]


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


class OurHandleForm(KitForm):
    """`whose`: "" for the organisation's; a member adds only their own."""

    value = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
        help_text=_("A handle, a profile’s address, a site."),
    )
    channel = forms.ChoiceField(label=_("Where?"), choices=[("", _("As the address tells"))], required=False)
    whose = forms.ModelChoiceField(
        label=_("Whose?"), queryset=Staff.objects.none(), required=False, empty_label=_("The organisation’s")
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"whose": staff.pk})
        super().__init__(*args, **kwargs)
        whose: Any = self.fields["whose"]
        channel: Any = self.fields["channel"]
        channel.choices = [*channel.choices, *((str(value), label) for value, label in PUBLIC_CHANNELS)]
        everybody = Staff.objects.at_work().order_by("name")
        whose.queryset = everybody if staff.is_manager else everybody.filter(pk=staff.pk)
        if not staff.is_manager:
            whose.empty_label, whose.required = None, True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("value") and not given.get("channel"):
            found = guess(given["value"])
            if found is None or found.channel not in dict(PUBLIC_CHANNELS):
                self.add_error("channel", _("Say where this is: the address alone does not tell."))
            else:
                given["channel"] = found.channel
        return given


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
