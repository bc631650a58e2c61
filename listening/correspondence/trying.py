"""Is there a mailbox behind what was typed? Looked into before anything is kept."""

from typing import Any

from crm.actions.save_mailbox import trial
from crm.errors import Refusal
from crm.models import Mailbox, SignIn, Staff
from crm.outgoing import NotReached
from crm.sealing import SealBroken
from listening.correspondence.holding import try_out
from listening.sources import SourceTrouble


def try_mailbox(*, staff: Staff, password: str = "", token: str = "", **told: Any) -> list[str]:
    """The folders that would be read. `told` as `trial` takes it; Refusal says what to change."""
    mailbox = trial(staff=staff, password=password, token=token, **told)
    try:
        return try_out(mailbox)
    except (SourceTrouble, NotReached, SealBroken) as trouble:
        where = "host" if isinstance(trouble, NotReached) else _secret_of(mailbox)
        raise Refusal(**{where: str(trouble)}) from trouble


def _secret_of(mailbox: Mailbox) -> str:
    """The field that is to be entered anew."""
    if mailbox.sign_in != SignIn.TOKEN:
        return "password"
    return "refresh_token" if mailbox.secret("refresh_token") else "token"
