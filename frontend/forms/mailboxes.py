"""Connecting a mailbox in three steps: whose it is, how it is reached, what is seen of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import Mailbox, MailboxKind, Security, Seen
from crm.providers import PROVIDERS
from frontend.forms.kit import KitForm, Lines


class WhoseMailForm(KitForm):
    """Step one."""

    address = forms.EmailField(
        label=_("Your e-mail address"), max_length=320, help_text=_("Its provider tells where your mailbox is.")
    )
    provider = forms.ChoiceField(
        label=_("Provider"),
        required=False,
        choices=[
            ("", _("As the address says")),
            *((one.key, one.name) for one in PROVIDERS if one.key != "gmx-com"),
            ("other", _("Another one (IMAP)")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Which mail comes there"),
        required=False,
        choices=MailboxKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Into the office’s, colleagues put copies (BCC) and forward what was written elsewhere."),
    )

    def __init__(self, *args: Any, may_be_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_office:
            del self.fields["kind"]


class ReachMailForm(KitForm):
    """Step two. `own` and `kind` come along from the first."""

    own = forms.CharField(widget=forms.HiddenInput, max_length=320)
    kind = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=MailboxKind.choices)
    host = forms.CharField(label=_("Mail server (IMAP)"), max_length=253)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=993)
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    user = forms.CharField(label=_("User name"), max_length=320)
    password = forms.CharField(
        label=_("Password"),
        max_length=2000,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = words

    def shown(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("own", "kind")]

    def way(self) -> dict[str, Any]:
        """What `trial` takes, besides the password."""
        return {name: self.cleaned_data[name] for name in ("host", "port", "security", "user")}


class SeenForm(KitForm):
    """Step three, and what can be changed later."""

    name = forms.CharField(label=_("Name"), max_length=200)
    seen = forms.ChoiceField(label=_("What the team sees of a mail"), choices=Seen.choices, widget=forms.RadioSelect)
    read_since = forms.DateField(
        label=_("From which day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        help_text=_("Empty: all there is. Only mail with your contacts is taken."),
    )
    folders = Lines(
        label=_("Folders"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Empty: the inbox and what was sent."),
    )
    addresses = Lines(
        label=_("Your other addresses"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: they tell who wrote to whom."),
    )
    kept_out = Lines(
        label=_("Keep out mail with"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses or whole domains, one a line."),
    )
    private_labels = Lines(
        label=_("Keep out what is labelled"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Labels or folders, one a line."),
    )

    def __init__(self, *args: Any, kind: str = MailboxKind.OWN, **kwargs: Any) -> None:
        """Of what comes to the office’s, each colleague says for their own mailbox how much is seen."""
        super().__init__(*args, **kwargs)
        if kind == MailboxKind.OFFICE:
            for name in OWN_ONLY:
                del self.fields[name]


class ChosenMailForm(SeenForm):
    """Step three, with what the second found. `sealed` holds the way and the password where nobody can read them."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


OWN_ONLY = ("seen", "addresses", "kept_out", "private_labels")
SHOWN = ("name", "seen", "read_since", "folders", "addresses", "kept_out", "private_labels")


def initial_of_mailbox(mailbox: Mailbox) -> dict[str, Any]:
    return {name: getattr(mailbox, name) for name in SHOWN}
