"""A contact's shape: names, addresses one a line, tags, who may see it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.actions.note_boundary import TARGETS
from crm.actions.save_topic import topic_named
from crm.channels import Channel
from crm.handles import guess
from crm.models import Basis, BoundaryScope, Campaign, Contact, LawfulBasis, Staff, Status, Visibility
from frontend.forms.kit import KitForm, Lines, Words
from frontend.forms.topics import TopicName

LABELS = {str(label).lower(): value for value, label in Channel.choices} | {value: value for value in Channel.values}


class Handles(Lines):
    """Addresses, one a line; “linkedin: ana-lee” where the channel cannot be told by looking."""

    def to_python(self, value: Any) -> Any:
        return [read_handle(line) for line in super().to_python(value)]

    def run_validators(self, value: Any) -> None:
        return None


def read_handle(line: str) -> dict[str, Any]:
    named = re.match(r"\s*([\w\- ]{1,20}):\s*(?!//)(.+)$", line)
    channel = LABELS.get(named[1].strip().lower()) if named else None
    if named and channel:
        return {"channel": channel, "value": named[2].strip()}
    found = guess(line)
    if found is None:
        raise forms.ValidationError(
            _("“%(line)s”: on which channel is that? Write it like “x: @ana” or “phone: +49 30 1234567”."),
            params={"line": line[:80]},
        )
    return {"channel": str(found.channel), "value": line}


class ContactForm(KitForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    organization = forms.CharField(label=gettext_lazy("Organisation"), max_length=300, required=False)
    title = forms.CharField(label=gettext_lazy("What they do there"), max_length=300, required=False)
    location = forms.CharField(label=gettext_lazy("Where they are"), max_length=300, required=False)
    handles = Handles(
        label=gettext_lazy("Addresses"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line: e-mail, phone, a profile’s address, a website. The channel is recognised."),
    )
    tags = Words(label=gettext_lazy("Tags"), required=False, max_length=100, help_text=gettext_lazy("Between commas."))
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see this"), choices=Visibility.choices, initial=Visibility.TEAM
    )
    origin = forms.CharField(label=gettext_lazy("Where we got them"), max_length=300, required=False)
    basis = forms.ChoiceField(
        label=gettext_lazy("On what we hold their data"), choices=[("", "—"), *LawfulBasis.choices], required=False
    )
    shared_with = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Shared with"),
        queryset=Staff.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of a private contact: who may see it besides you."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner: Staff | None = None, **kwargs: Any) -> None:
        """`owner` is who fills it in, where it is theirs to say who sees the contact; None where it is not."""
        super().__init__(*args, **kwargs)
        if owner is None:
            del self.fields["shared_with"]
        else:
            colleagues = Staff.objects.at_work().exclude(pk=owner.pk).order_by("name")
            self.fields["shared_with"].queryset = colleagues  # type: ignore[attr-defined]

    def whom(self) -> list[Staff] | None:
        """With whom it is shared; None where that is not theirs to say, and for a contact of the team."""
        if "shared_with" not in self.fields or self.cleaned_data["visibility"] != Visibility.PRIVATE:
            return None
        return list(self.cleaned_data["shared_with"])

    def values(self) -> dict[str, Any]:
        """What the actions take: all but the version and the addresses."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "handles", "shared_with")}

    def addresses(self, contact: Contact | None = None) -> list[dict[str, Any]]:
        """The addresses as typed, keeping what was known about those that stood here before."""
        before = {(h.channel, h.value): h for h in contact.handles.all()} if contact else {}
        kept = []
        for handle in self.cleaned_data["handles"]:
            old = before.get((handle["channel"], handle["value"]))
            kept.append({**handle, "shared": bool(old and old.shared), "status": old.status if old else "current"})
        return kept


class OneFieldForm(ContactForm):
    """One of its fields alone."""

    def __init__(self, *args: Any, only: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="inline_%s", **kwargs)
        self.fields = {only: self.fields[only]}


def initial_of(contact: Contact) -> dict[str, Any]:
    fields = ("name", "organization", "title", "location", "tags", "visibility", "origin", "basis", "notes", "version")
    lines = [f"{h.get_channel_display()}: {h.value}" for h in contact.handles.all()]
    shared = list(contact.shared_with.values_list("pk", flat=True))
    return {name: getattr(contact, name) for name in fields} | {"handles": lines, "shared_with": shared}


class InterestForm(KitForm):
    topic = TopicName(label=gettext_lazy("Topic"))
    basis = forms.ChoiceField(
        label=gettext_lazy("How do we know?"),
        choices=[
            (Basis.STATED, gettext_lazy("They said so")),
            (Basis.OBSERVED, gettext_lazy("Seen in what they post")),
        ],
    )
    when = forms.CharField(label=gettext_lazy("When"), max_length=40, initial=gettext_lazy("today"), required=False)
    quote = forms.CharField(
        label=gettext_lazy("Their words"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence_url = forms.URLField(label=gettext_lazy("Link"), required=False, max_length=2000, assume_scheme="https")


class BoundaryForm(KitForm):
    scope = forms.ChoiceField(
        label=gettext_lazy("What should we not do?"),
        choices=[
            (BoundaryScope.EVERYTHING, gettext_lazy("Ask for anything")),
            (BoundaryScope.TOPIC, gettext_lazy("Ask about this topic")),
            (BoundaryScope.CLIENT, gettext_lazy("Ask for this client")),
            (BoundaryScope.CAMPAIGN, gettext_lazy("Ask for this campaign")),
            (BoundaryScope.CHANNEL, gettext_lazy("Use this channel")),
        ],
    )
    topic = TopicName(label=gettext_lazy("Topic"), required=False)
    client = forms.CharField(label=gettext_lazy("Client"), required=False, max_length=200)
    campaign = forms.ModelChoiceField(
        label=gettext_lazy("Campaign"),
        queryset=Campaign.objects.exclude(status=Status.ENDED).order_by("name"),
        required=False,
        empty_label="—",
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=[("", "—"), *Channel.choices], required=False)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: for good."),
    )
    note = forms.CharField(
        label=gettext_lazy("In their words"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def boundary(self) -> dict[str, Any]:
        """What the actions take; what was left in another field than the scope's is not meant."""
        data: dict[str, Any] = dict(self.cleaned_data)
        on_topic = data["scope"] == BoundaryScope.TOPIC and data["topic"]
        data["topic"] = topic_named(data["topic"]) if on_topic else None
        return data | {name: empty for name, empty in TARGETS.items() if name != data["scope"]}


class HandOverForm(KitForm):
    to = forms.ModelChoiceField(label=gettext_lazy("To whom"), queryset=Staff.objects.none(), empty_label=None)
    introduced_on = forms.ChoiceField(
        label=gettext_lazy("I have made them known to each other"),
        choices=[("", gettext_lazy("Not yet")), *Channel.choices],
        required=False,
        help_text=gettext_lazy("Choose where, once it has happened: it is logged, and counts as having met."),
    )
    words = forms.CharField(
        label=gettext_lazy("What you said"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, owner: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues: Any = self.fields["to"]
        colleagues.queryset = Staff.objects.at_work().exclude(pk=owner).order_by("name")


class InvitationForm(KitForm):
    quote = forms.CharField(
        label=gettext_lazy("Their words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    topic = TopicName(label=gettext_lazy("What about?"))


class AttestForm(KitForm):
    reason = forms.CharField(
        label=gettext_lazy("How do you know each other?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
