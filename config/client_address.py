"""Whom we talk to, behind proxies of our own: limits by address would otherwise count the proxy.

`X-Forwarded-For` is believed only from TRUSTED_PROXIES, and only its last entry that is none of them: what stands
further left anybody can write."""

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ClientAddress:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.proxies:
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = client_address(request.META.get("REMOTE_ADDR", ""), forwarded, self.proxies)
        return self.get_response(request)


def networks(named: Sequence[str]) -> list[Network]:
    try:
        return [ipaddress.ip_network(name.strip(), strict=False) for name in named if name.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from error


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours; the peer itself where it is none, or says nothing sound."""
    address = peer
    for said in reversed(forwarded.split(",")):
        if not _is_within(address, proxies) or not _is_address(said.strip()):
            break
        address = said.strip()
    return address


def _is_within(address: str, proxies: Sequence[Network]) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in network for network in proxies)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
