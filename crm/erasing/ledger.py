"""The list of the erased, kept beside the database: a backup made before must not bring them back.

A line an erasure, in settings.ERASED_LIST: when, which numbers their records had, and their addresses as keyed hashes.
The key comes from the installation's secret, so that the list alone names nobody. Numbers are good in this very
database and its backups, which never gave one to somebody else before the erasure."""

import hmac
import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection

from crm.memory.hashing import Key

PURPOSE = b"listenlarge: addresses of the erased, beside the database"


@dataclass
class Erased:
    """`digests` of addresses; `contacts` are numbers of records."""

    contacts: set[int] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)

    def among(self, keys: Iterable[Key], *, secrets: Collection[str]) -> set[Key]:
        """Those of the addresses that are theirs, hashed with one of the installation's secrets, old or new."""
        made = [_derived(secret) for secret in secrets]
        return {key for key in keys if any(_digest(secret, key) in self.digests for secret in made)}


def note_erased(*, contacts: Collection[int], addresses: Iterable[Key], at: datetime) -> None:
    """On the disk when this returns. Twice does no harm."""
    secret = _derived(settings.SECRET_KEY)
    line = {
        "at": at.isoformat(),
        "database": connection.settings_dict["NAME"],
        "contacts": sorted(contacts),
        "addresses": sorted(_digest(secret, key) for key in addresses),
    }
    path = Path(settings.ERASED_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def erased_since(moment: datetime, *lists: Path, database: str) -> Erased:
    """By all the lists together; one that is not there holds nobody. A line cut off by a crash was not yet true."""
    found = Erased()
    for path in lists:
        for written in path.read_text(encoding="ascii").splitlines() if path.is_file() else ():
            try:
                line = json.loads(written)
            except ValueError:
                continue
            if datetime.fromisoformat(line["at"]) >= moment:
                found.digests.update(line["addresses"])
                found.contacts.update(line["contacts"] if line["database"] == database else ())
    return found


def _derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())


def _digest(secret: bytes, key: Key) -> str:
    return hmac.digest(secret, f"{key[0]}:{key[1]}".encode(), "sha256").hex()
