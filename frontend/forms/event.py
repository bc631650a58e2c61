"""Event mode: what is said once for all, and a name, an outlet and a line for each."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Staff
from crm.once import LONGEST
from frontend.forms.days import split_promise
from frontend.forms.kit import KitForm
from frontend.forms.log import PROMISE_LENGTH, typed_moment
from frontend.forms.topics import TopicName


class EventForm(KitForm):
    """What stays the same all evening; kept in the browser."""

    event = forms.CharField(
        label=gettext_lazy("Event"), max_length=200, widget=forms.TextInput(attrs={"autocapitalize": "words"})
    )
    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=100, required=False)
    topic = TopicName(label=gettext_lazy("Topic"), required=False)


class MetForm(EventForm):
    """One person met."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocapitalize": "words", "enterkeyhint": "send"}),
    )
    organization = forms.CharField(
        label=gettext_lazy("Outlet"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"enterkeyhint": "send"}),
    )
    text = forms.CharField(
        label=gettext_lazy("In a line"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"enterkeyhint": "send"}),
    )
    key = forms.CharField(max_length=LONGEST)
    typed_at = forms.CharField(required=False, max_length=40)

    def met(self, staff: Staff, as_of: datetime) -> dict[str, Any]:
        """What `log_at_event` takes, but for the topic's name. Raises nothing: the form is valid."""
        given = dict(self.cleaned_data)
        met_at = typed_moment(given.pop("typed_at"), as_of)
        text, promise, due_on = split_promise(given["text"], staff.today(met_at))
        return given | {"met_at": met_at, "text": text, "promise": promise, "due_on": due_on}

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text) > PROMISE_LENGTH and "→" in text:
            raise forms.ValidationError(_("A promise of that length is a letter; say it in a line."))
        return text
