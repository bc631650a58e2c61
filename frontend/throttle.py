"""How often somebody may try to get in: by account, whoever tries, and by network address, whomever it tries."""

import ipaddress

from django.http import HttpRequest
from django.utils import timezone

from crm.actions.count_try import count_try
from crm.actions.count_try import forget_tries as forget

TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 60
WHOLE_SITE = 64  # bits: whoever has one IPv6 address has all that share these


def too_many_tries(request: HttpRequest, email: str) -> bool:
    """Counts this try; true once one account or one network address had too many in the window."""
    as_of = timezone.now()
    by_address = count_try(kind="address", whose=_network(request.META.get("REMOTE_ADDR", "")), as_of=as_of)
    by_account = count_try(kind="account", whose=email, as_of=as_of)
    return by_address > TRIES_PER_ADDRESS or by_account > TRIES_PER_ACCOUNT


def forget_tries(email: str) -> None:
    forget(kind="account", whose=email)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network((address, WHOLE_SITE), strict=False))
