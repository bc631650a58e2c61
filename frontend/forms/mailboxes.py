"""Connecting a mailbox in three steps: whose it is, how it is reached, what is seen of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.actions.save_mailbox import RENEWAL
from crm.models import Mailbox, MailboxKind, Security, Seen, SignIn
from crm.providers import GENERIC, PROVIDERS, provider_named
from frontend.forms.kit import KitForm, Lines

REACHED = ("host", "port", "security", "user")


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


def _unshown() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"})


class ReachMailForm(KitForm):
    """Step two: a password, or a refresh token with what renews by it. `own`, `kind` and `provider` come along from the
    first."""

    use_required_attribute = False  # one of the two ways is enough

    own = forms.CharField(widget=forms.HiddenInput, max_length=320)
    kind = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=MailboxKind.choices)
    provider = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    host = forms.CharField(label=_("Mail server (IMAP)"), max_length=253)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=993)
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    user = forms.CharField(label=_("User name"), max_length=320)
    password = forms.CharField(label=_("Password"), max_length=2000, strip=False, widget=_unshown())
    refresh_token = forms.CharField(label=_("Refresh token"), max_length=5000, widget=_unshown())
    client_id = forms.CharField(label=_("Client ID"), max_length=2000)
    client_secret = forms.CharField(label=_("Client secret"), required=False, max_length=2000, widget=_unshown())
    token_url = forms.CharField(
        label=_("Where the token is renewed"), max_length=2000, help_text=_("An address with https://.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = provider_named(str(self["provider"].value() or "")) or GENERIC
        given = any(self[name].data for name in RENEWAL if name != "token_url")  # that one is filled in for them
        self.by_token = given or self.known.by_token
        self.fields["password"].help_text = str(self.known.mail_words)
        for name in RENEWAL if not self.by_token else ("password",):
            self.fields[name].required = False

    @property
    def way_there(self) -> list[Any]:
        only_by_token = ("password",) if self.known.by_token else ()
        return [self[name] for name in (*REACHED, "password") if name not in only_by_token]

    @property
    def renewal(self) -> list[Any]:
        return [self[name] for name in RENEWAL]

    def way(self) -> dict[str, Any]:
        """What `trial` takes: where it is, and the secret that opens it."""
        sign_in = SignIn.TOKEN if self.by_token else SignIn.PASSWORD
        told = (*REACHED, *(RENEWAL if self.by_token else ("password",)))
        return {"sign_in": sign_in.value, **{name: self.cleaned_data[name] for name in told}}


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
    """Step three, with what the second found. `sealed` holds the way and the secrets where nobody can read them."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=40_000)


OWN_ONLY = ("seen", "addresses", "kept_out", "private_labels")
SHOWN = ("name", "seen", "read_since", "folders", "addresses", "kept_out", "private_labels")


def initial_of_mailbox(mailbox: Mailbox) -> dict[str, Any]:
    return {name: getattr(mailbox, name) for name in SHOWN}
