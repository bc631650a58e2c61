"""What the screens of Listening take: a topic; a source's settings, as its kind says it needs them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Topic
from frontend.forms.kit import KitForm, Lines
from listening.models import Source
from listening.sources import Kind, Setting

LARGEST_OPML = 10_000_000  # bytes


class TopicForm(KitForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    query = forms.CharField(
        label=_("What to look for"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "class": "input mono"}),
    )
    sensitive = forms.BooleanField(
        label=_("Sensitive: religion, politics, health … Only what somebody said themselves counts as an interest."),
        required=False,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "query", "sensitive")}


def initial_of_topic(topic: Topic) -> dict[str, Any]:
    return {name: getattr(topic, name) for name in ("name", "query", "sensitive", "version")}


class SourceForm(KitForm):
    """A source of one kind. Secrets are never shown again: an empty one stays as it is."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Empty: it is named by its address.")
    )
    retention_days = forms.IntegerField(
        label=_("Keep posts for"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Days. Empty: as the settings say. Posts by contacts stay anyway."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, source: Source | None = None, **kwargs: Any) -> None:
        self.offered, self.source = kind.SETTINGS, source
        if source is not None:
            kept = {name: getattr(source, name) for name in ("name", "retention_days", "version")}
            kwargs["initial"] = {**source.settings, **kept}
        super().__init__(*args, **kwargs)
        for setting in self.offered:
            self.fields[setting.name] = self._field(setting)

    def _field(self, setting: Setting) -> forms.Field:
        common: dict[str, Any] = {
            "label": setting.label,
            "help_text": setting.help,
            "required": setting.required and not setting.secret,
            "initial": setting.default,
        }
        if setting.many:
            help_text = setting.help or _("One a line.")
            area = forms.Textarea(attrs={"rows": 2, "class": "input"})
            return Lines(max_length=2000, widget=area, **{**common, "help_text": help_text})
        if setting.secret:
            kept = bool(self.source and self.source.secret(setting.name))
            hint = _("It is kept; fill this in only to change it.") if kept else setting.help
            widget = forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"})
            return forms.CharField(max_length=2000, widget=widget, **{**common, "help_text": hint})
        return forms.CharField(max_length=2000, widget=forms.TextInput(attrs={"class": "input"}), **common)

    def settings_fields(self) -> list[Any]:
        return [self[setting.name] for setting in self.offered]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        secret = {setting.name for setting in self.offered if setting.secret}
        settings = {s.name: given[s.name] for s in self.offered if s.name not in secret or given[s.name]}
        return {"name": given["name"], "retention_days": given["retention_days"], "settings": settings}


class AddressForm(KitForm):
    address = forms.CharField(
        label=_("Any address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "off"}),
        help_text=_("Of a page, a feed, a channel, a profile. What can be listened to there is found."),
    )


class OpmlForm(KitForm):
    file = forms.FileField(label=_("A list of feeds (OPML)"), help_text=_("As other readers export it."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_OPML:
            raise forms.ValidationError(_("This file is larger than any list of feeds; split it."))
        return file
