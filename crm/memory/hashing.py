"""Addresses as keyed hashes: who has only the database can neither read nor try them.

The key is random, made once, and lies in the database sealed (crm.sealing). After a change of SECRET_KEY it opens as
long as the old one stands in SECRET_KEY_FALLBACKS, and is sealed anew with the first use."""

import hmac
import secrets
from collections.abc import Iterable

from django.db import transaction

from crm.models import MemorySecret
from crm.sealing import is_sealed_anew, seal, unseal

Key = tuple[str, str]
"""Channel and normalised value of a handle."""


def digests(keys: Iterable[Key]) -> dict[Key, bytes]:
    """HMAC-SHA-256 of each. SealBroken when the installation's secret is another."""
    secret = _secret()
    return {key: hmac.digest(secret, f"{key[0]}:{key[1]}".encode(), "sha256") for key in keys}


def _secret() -> bytes:
    kept = MemorySecret.objects.first()
    if kept is None:
        kept = _make()
    opened = unseal(kept.sealed)
    if not is_sealed_anew(kept.sealed):
        MemorySecret.objects.filter(pk=kept.pk).update(sealed=seal(opened))
    return bytes.fromhex(opened)


@transaction.atomic
def _make() -> MemorySecret:
    """Two at once make one: the row has a fixed number."""
    made = MemorySecret(pk=1, sealed=seal(secrets.token_bytes(32).hex()))
    MemorySecret.objects.bulk_create([made], ignore_conflicts=True)
    return MemorySecret.objects.get(pk=1)
