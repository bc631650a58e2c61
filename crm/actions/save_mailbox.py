"""A staff member's mailbox: connect it, and change what is read and seen of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.access import require_admin
from crm.actions.disconnect import kept_if_same
from crm.actions.pause_connection import require_own_connection
from crm.correspondence.heads import address_key
from crm.errors import Conflict, Refusal
from crm.models import LeftMail, Mailbox, MailboxKind, MailFolder, SignIn, Staff
from crm.outgoing import Guard, NotReached

CHANGEABLE = frozenset(
    {
        *("name", "host", "port", "security", "user", "sign_in", "folders", "addresses", "seen", "kept_out"),
        *("private_labels", "read_since"),
    }
)
RENEWAL = ("refresh_token", "client_id", "client_secret", "token_url")  # by which a token is renewed (OAuth2)
SENT_TO = ("host", "port", "security", "user", "sign_in")  # what says where the secret goes
MOST_LISTED = 200
READ_ANEW = ("folders", "addresses", "read_since", "kept_out", "private_labels")


@transaction.atomic
def connect_mailbox(
    *, staff: Staff, as_of: datetime, password: str = "", token: str = "", kind: str = MailboxKind.OWN, **told: Any
) -> Mailbox:
    """`told`: the fields of CHANGEABLE, and those of RENEWAL, which are sealed like the password. It is read as soon as
    somebody listens. Conflict where it is connected."""
    if kind == MailboxKind.OFFICE:
        require_admin(staff, "connect the office’s mailbox")
    mailbox = trial(staff=staff, password=password, token=token, kind=kind, **told)
    mailbox.next_check_at = as_of
    _save(mailbox)
    kept_if_same(mailbox)
    return mailbox


def trial(*, staff: Staff, password: str = "", token: str = "", mailbox: Mailbox | None = None, **told: Any) -> Mailbox:
    """As it would be saved, to be tried out before: a new one, or `mailbox` changed. Raises Refusal."""
    tried = mailbox or Mailbox(staff=staff, kind=told.pop("kind", MailboxKind.OWN))
    told.pop("kind", None)
    renewal = {name: told.pop(name).strip() for name in RENEWAL if told.get(name)}
    if unknown := told.keys() - CHANGEABLE - {*RENEWAL}:
        raise Refusal(**dict.fromkeys(sorted(unknown), _("This cannot be changed.")))
    told = {name: value for name, value in told.items() if name in CHANGEABLE}
    _check_renewal(tried, renewal)
    elsewhere = tried.pk is not None and any(name in told and told[name] != getattr(tried, name) for name in SENT_TO)
    for name, value in told.items():
        setattr(tried, name, value)
    if elsewhere and not (
        password or token or renewal.get("refresh_token")
    ):  # else whoever may change an address could have the secret sent there
        raise Refusal(password=_("Enter this again: it would now go to another address."))
    if password:
        tried.keep_secrets(password=password)
    if token or renewal:
        tried.keep_secrets(token=token, token_until="", **renewal)
    _check(tried)
    return tried


@transaction.atomic
def change_mailbox(
    *, staff: Staff, mailbox: Mailbox, as_of: datetime, password: str = "", token: str = "", **changes: Any
) -> Mailbox:
    """What is read or kept out otherwise from now on is looked through anew; what is known stays once."""
    require_own_connection(staff, mailbox)
    anew = any(name in changes and changes[name] != getattr(mailbox, name) for name in READ_ANEW)
    trial(staff=staff, mailbox=mailbox, password=password, token=token, **changes)
    mailbox.failures, mailbox.next_check_at = 0, as_of
    _save(mailbox)
    if anew:
        MailFolder.objects.filter(mailbox=mailbox).delete()
        Mailbox.objects.filter(pk=mailbox.pk).update(left={}, swept_at=None)
        LeftMail.objects.filter(mailbox=mailbox).delete()
    return mailbox


def _check_renewal(mailbox: Mailbox, renewal: Mapping[str, str]) -> None:
    """A refresh token goes over an encrypted line alone, and never to another place than it was entered for."""
    if not renewal:
        return
    if "token_url" in renewal and "refresh_token" not in renewal:
        raise Refusal(refresh_token=_("Enter this again: it would now go to another address."))
    known = {name: renewal.get(name) or mailbox.secret(name) for name in ("refresh_token", "client_id", "token_url")}
    if missing := [name for name, value in known.items() if not value]:
        raise Refusal(**dict.fromkeys(missing, _("A token is renewed by a refresh token, a client ID and an address.")))
    try:
        if not Guard.of_this_house().may_be_told_secrets(known["token_url"]):
            raise Refusal(
                token_url=_("The refresh token would go unencrypted; give an address beginning with https://.")
            )
    except NotReached as trouble:
        raise Refusal(token_url=str(trouble)) from trouble


def _check(mailbox: Mailbox) -> None:
    mailbox.name = (mailbox.name or mailbox.user)[:200]
    errors: dict[str, str] = {}
    host = mailbox.host = mailbox.host.strip().lower()
    if not host or any(sign in host for sign in "/@ :"):
        errors["host"] = _("Give the server’s name alone, such as imap.example.org.")
    if mailbox.port and not 1 <= mailbox.port <= 65535:
        errors["port"] = _("A port is a number from 1 to 65535; leave it out for the usual one.")
    if not mailbox.user.strip():
        errors["user"] = _("Give the name that signs in, mostly the address itself.")
    name = "token" if mailbox.sign_in == SignIn.TOKEN else "password"
    if not mailbox.secret(name) and not (name == "token" and mailbox.secret("refresh_token")):
        errors[name] = _("Enter it; it is sealed and never shown again.")
    for field in ("addresses", "folders", "kept_out", "private_labels"):
        told = [one.strip() for one in getattr(mailbox, field) if one.strip()]
        setattr(mailbox, field, list(dict.fromkeys(told)))
        if len(told) > MOST_LISTED:
            errors[field] = _("These are more than %(most)s; take some out.") % {"most": MOST_LISTED}
    if wrong := [one for one in mailbox.addresses if not address_key(one)]:
        errors["addresses"] = _("“%(address)s” is not an e-mail address.") % {"address": wrong[0][:60]}
    if errors:
        raise Refusal(**errors)
    mailbox.check_fields()


def _save(mailbox: Mailbox) -> None:
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        if "mailbox_connected_once" not in str(error):
            raise
        raise Conflict(user=_("You have connected this mailbox already.")) from error
