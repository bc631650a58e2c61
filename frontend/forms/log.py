"""What can be logged in one line: the kinds offered, and the shape of the form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.models import Contact, Direction, Kind, Staff
from crm.once import KEPT_FOR, LONGEST
from crm.profiles import platform_of
from frontend.forms.days import read_moment, split_promise
from frontend.forms.kit import KitForm


@dataclass(frozen=True, slots=True)
class LogKind:
    value: str
    letter: str
    label: LazyText
    kind: str
    direction: str
    channel: str = ""
    """Where such a thing happens when nothing is said; empty: where we usually meet them."""


LOG_KINDS = (
    LogKind("message", "m", gettext_lazy("I wrote"), Kind.MESSAGE, Direction.OUTBOUND),
    LogKind("reply", "r", gettext_lazy("I replied"), Kind.REPLY, Direction.OUTBOUND),
    LogKind("call", "c", gettext_lazy("Call"), Kind.CALL, Direction.MUTUAL, Channel.PHONE),
    LogKind("meeting", "t", gettext_lazy("Meeting"), Kind.MEETING, Direction.MUTUAL, Channel.IN_PERSON),
    LogKind("share", "s", gettext_lazy("I shared theirs"), Kind.SHARE, Direction.OUTBOUND),
    LogKind("help", "h", gettext_lazy("I helped"), Kind.HELP, Direction.OUTBOUND),
    LogKind("wrote", "w", gettext_lazy("They wrote"), Kind.MESSAGE, Direction.INBOUND),
    LogKind("reacted", "e", gettext_lazy("They reacted"), Kind.REACTION, Direction.INBOUND),
    LogKind("read", "d", gettext_lazy("I read theirs"), Kind.READ, Direction.OBSERVED, Channel.WEBSITE),
)
PROMISE_LENGTH = 1000
BY_VALUE = {kind.value: kind for kind in LOG_KINDS}


class LogForm(KitForm):
    kind = forms.ChoiceField(label=gettext_lazy("What happened?"), choices=[(k.value, k.label) for k in LOG_KINDS])
    text = forms.CharField(required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 2}))
    when = forms.CharField(required=False, max_length=40)
    channel = forms.ChoiceField(required=False, choices=[("", gettext_lazy("As usual")), *Channel.choices])
    key = forms.CharField(required=False, max_length=LONGEST)
    typed_at = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, staff: Staff, as_of: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.as_of = staff, as_of

    @property
    def moment(self) -> datetime:
        """When it was typed: before now, where it waited for the network."""
        return typed_moment(str(self.data.get("typed_at", "")), self.as_of)

    def clean_when(self) -> datetime:
        moment = read_moment(self.cleaned_data["when"], self.moment, self.staff.zone)
        if moment is None:
            raise forms.ValidationError(_("Which day is that? Write it like “yesterday”, “Monday” or “3 May”."))
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        today = self.staff.today(self.moment)
        text, promise, due_on = split_promise(cleaned.get("text", ""), today)
        if len(promise) > PROMISE_LENGTH:
            self.add_error("text", _("A promise of that length is a letter; say it in a line."))
        return {**cleaned, "text": text, "promise": promise, "due_on": due_on, "url": first_link(text)}

    @property
    def happened(self) -> str:
        """What was picked, in the words of its button."""
        return str(BY_VALUE[self.cleaned_data["kind"]].label)

    def beside(self) -> dict[str, Any]:
        """What `quick_log` takes beside the entries."""
        return {name: self.cleaned_data[name] for name in ("promise", "due_on", "key")}

    def entry(self, contact: Contact) -> dict[str, Any]:
        """What `log_interaction` takes, for one of the people picked."""
        kind = BY_VALUE[self.cleaned_data["kind"]]
        return {
            "contact": contact,
            "channel": self.cleaned_data["channel"] or self._usual_channel(kind, contact),
            "direction": kind.direction,
            "kind": kind.kind,
            "occurred_at": self.cleaned_data["when"],
            "text": self.cleaned_data["text"],
            "url": self.cleaned_data["url"],
        }

    def _usual_channel(self, kind: LogKind, contact: Contact) -> str:
        if url := self.cleaned_data["url"]:
            return platform_of(urlsplit(url).hostname or "") or Channel.WEBSITE
        handles = [handle.channel for handle in contact.handles.all() if handle.status == "current"]
        return kind.channel or next(iter(handles), Channel.OTHER)


def typed_moment(written: str, as_of: datetime) -> datetime:
    """What a browser says about when something was typed, where that can be: not to come, not long ago."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return as_of
    return moment if moment.tzinfo and as_of - KEPT_FOR <= moment <= as_of else as_of


def first_link(text: str) -> str:
    """The first web address in a text; empty if there is none."""
    return next((w.strip("<>()[],;“”\"'") for w in text.split() if w.startswith(("https://", "http://"))), "")[:2000]
