"""Signing in to a mailbox by OAuth2: a token that was pasted, or one that is renewed by itself before it runs out (RFC
6749, section 6). What the server gives in exchange is sealed like any secret."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from crm.models import Mailbox
from listening.sources import SourceTrouble
from listening.sources.asking import AnsweredNo, ask, moment

BEFORE = timedelta(minutes=2)  # that it is renewed before it runs out
USUALLY = timedelta(hours=1)  # where nobody says how long it lasts
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def access_token(mailbox: Mailbox, *, as_of: datetime) -> str:
    """ "" if there is none. SourceTrouble or NotReached where it could not be renewed."""
    if not mailbox.secret("refresh_token"):
        return mailbox.secret("token")
    until = moment(mailbox.secret("token_until"))
    if until is None or until - BEFORE <= as_of:
        _renew(mailbox, as_of)
    return mailbox.secret("token")


def _renew(mailbox: Mailbox, as_of: datetime) -> None:
    told = _asked(mailbox, as_of)
    token, lasts, next_one = told.get("access_token"), told.get("expires_in"), told.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise SourceTrouble(_("The sign-in server gave no token; connect the mailbox anew."), needs_care=True)
    until = as_of + (timedelta(seconds=lasts) if isinstance(lasts, int) and 0 < lasts < 10**7 else USUALLY)
    kept = {"token": token, "token_until": until.isoformat()}
    if isinstance(next_one, str) and next_one:  # some give a new one each time
        kept["refresh_token"] = next_one
    mailbox.keep_secrets(**kept)
    if mailbox.pk is not None:  # unless it was changed or disconnected meanwhile
        Mailbox.objects.filter(pk=mailbox.pk, version=mailbox.version).update(sealed=mailbox.sealed)


def _asked(mailbox: Mailbox, as_of: datetime) -> dict[str, Any]:
    names = ("refresh_token", "client_id", "client_secret")
    given = {name: said for name in names if (said := mailbox.secret(name))}
    body = urlencode({"grant_type": "refresh_token", **given}).encode()
    try:
        told = ask(mailbox.secret("token_url"), method="POST", body=body, headers=FORM, as_of=as_of).data
    except AnsweredNo as no:
        if no.status in (400, 401):
            words = _("The sign-in has run out or was withdrawn; allow it anew and enter the new refresh token.")
            raise SourceTrouble(words, needs_care=True) from no
        raise
    return told if isinstance(told, dict) else {}
