"""allauth's forms in our kit."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from frontend.forms.kit import KitForm


class _Kit(KitForm):
    """Our classes on their fields, and no words inside the boxes: those vanish when one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if (code := self.fields.get("code")) is not None:
            code.label = _("Code")
            code.widget.attrs |= {"autofocus": True, "inputmode": "numeric", "autocomplete": "one-time-code"}
        if (name := self.fields.get("name")) is not None:
            name.label = _("Name")
            name.validators.append(MaxLengthValidator(100))
            name.widget.attrs["maxlength"] = "100"


class Reauthenticate(_Kit, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            strip=False,
            max_length=4096,
            widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password", "autofocus": True}),
        )


class Code(_Kit, AuthenticateForm):
    pass


class ReauthenticateByCode(_Kit, ReauthenticateByCodeForm):
    pass


class ActivateCodes(_Kit, ActivateTOTPForm):
    pass


class AddKey(_Kit, AddWebAuthnForm):
    pass


class EditKey(_Kit, EditWebAuthnForm):
    pass
