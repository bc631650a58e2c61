"""Connecting a calendar in three steps: whose it is, how it is reached, what may be shown of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Calendar, CalendarKind, Shown
from crm.providers import PROVIDERS
from frontend.forms.kit import KitForm, Lines, Words

FILE = "file"


class WhoseForm(KitForm):
    """Step one."""

    address = forms.EmailField(
        label=_("Your e-mail address there"),
        max_length=320,
        help_text=_("Its provider tells where your calendar is. It is kept as one you are invited by."),
    )
    provider = forms.ChoiceField(
        label=_("Provider"),
        required=False,
        choices=[
            ("", _("As the address says")),
            *((one.key, one.name) for one in PROVIDERS if one.key != "gmx-com"),
            ("other", _("Another one (CalDAV)")),
            ("address", _("The address of an .ics file")),
            (FILE, _("An .ics file from this device")),
        ],
    )


class ReachForm(KitForm):
    """Step two. `kind` and `own` come along from the first."""

    own = forms.CharField(widget=forms.HiddenInput, max_length=320)
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=CalendarKind.choices)
    address = forms.CharField(label=_("Address of the server"), max_length=2000, required=False)
    username = forms.CharField(label=_("User name"), max_length=320, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=2000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("An .ics file of up to 30 MB."))

    def __init__(self, *args: Any, kind: str, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            CalendarKind.CALDAV: ("address", "username", "password"),
            CalendarKind.ADDRESS: ("address",),
            CalendarKind.FILE: ("file",),
        }[CalendarKind(kind)]
        for name in ("address", "username", "password", "file"):
            if name in wanted:
                self.fields[name].required = True
            else:
                del self.fields[name]
        if kind == CalendarKind.ADDRESS:
            self.fields["address"].label = _("Address of the .ics file")
            self.fields["address"].widget = forms.PasswordInput(
                render_value=True, attrs={"class": "input", "autocomplete": "off"}
            )
        self.fields[wanted[-1]].help_text = words or self.fields[wanted[-1]].help_text

    def shown(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("own", "kind")]


class ShownForm(KitForm):
    """Step three, and what can be changed later."""

    name = forms.CharField(label=_("Name"), max_length=200)
    shows = forms.ChoiceField(label=_("What the team may read"), choices=Shown.choices, widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("From which day on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        help_text=_("Meetings since then are taken; nothing before."),
    )
    private_marks = Words(
        label=_("Keep out what bears one of these"),
        required=False,
        max_length=2000,
        widget=forms.TextInput,
        help_text=_(
            "Categories, [words] of a title, or addresses, between commas. What is private there is never taken."
        ),
    )
    own_addresses = Lines(
        label=_("Your addresses"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("By which you are invited, one a line: so that what you declined is not taken."),
    )


class ChosenForm(ShownForm):
    """Step three, with what the second found. `sealed` holds the password where nobody can read it."""

    own = forms.CharField(widget=forms.HiddenInput, max_length=320)
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=CalendarKind.choices)
    username = forms.CharField(widget=forms.HiddenInput, max_length=320, required=False)
    sealed = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    address = forms.ChoiceField(label=_("Which calendar"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, calendars: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].choices = calendars  # type: ignore[attr-defined]
        if not calendars:
            del self.fields["address"]


def initial_of_calendar(calendar: Calendar) -> dict[str, Any]:
    return {name: getattr(calendar, name) for name in ("name", "shows", "since", "private_marks", "own_addresses")}
