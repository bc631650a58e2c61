"""How often somebody may try to get in."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 15 * 60
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 60


def too_many_tries(request: HttpRequest, email: str) -> bool:
    """Counts this try; true once one account or one network address had too many in the window."""
    address = request.META.get("REMOTE_ADDR", "")
    account = _count("account", email.strip().lower())
    return _count("address", address) > TRIES_PER_ADDRESS or account > TRIES_PER_ACCOUNT


def forget_tries(email: str) -> None:
    cache.delete(_key("account", email.strip().lower()))


def _key(kind: str, value: str) -> str:
    return f"tries:{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


def _count(kind: str, value: str) -> int:
    key = _key(kind, value)
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, WINDOW_SECONDS)
        return 1
