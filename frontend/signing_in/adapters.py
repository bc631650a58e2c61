"""allauth's adapters: where it asks us."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.proof import is_fresh
from crm.sealing import seal, unseal
from frontend.throttle import forget_tries, too_many_tries

UNTOLD = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")
NOBODY = "0.0.0.0"  # noqa: S104 - written down where a socket of the file system has no address


class Accounts(DefaultAccountAdapter):
    """Staff are let in by an admin: nobody signs up. No mail is sent: there need not be a mail server."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("That is not your password."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, or ask an admin for a sign-in link."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        if message_template not in UNTOLD:
            super().add_message(request, level, message_template, *args, **more)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the middleware found it out (config.client_address)."""
        return str(request.META.get("REMOTE_ADDR") or NOBODY)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        email = str(user.get_username())
        if too_many_tries(context.request, email):
            raise self.validation_error("too_many_login_attempts")
        if not user.check_password(password):
            return False
        forget_tries(email)
        return True

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Having just signed in is proof enough."""
        return not has_fresh_proof(context.request)


class SecondStep(DefaultMFAAdapter):
    """Seeds lie sealed in the database, as the passwords of other places do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Codes change every half minute; take the newest."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Listen Large"}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        return str(_("My device"))


def has_fresh_proof(request: HttpRequest) -> bool:
    """They proved who they are in this session, a moment ago."""
    now = datetime.fromtimestamp(time.time(), tz=UTC)  # the clock of the records
    return is_fresh(get_authentication_records(request, request.user), now)
