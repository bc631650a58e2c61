"""Secrets of other places (app passwords, tokens) as they lie in the database: sealed.

The key is worked out from the installation's own secret, which is kept outside the database, so a copy of the
database alone opens nothing. After a change of the secret, what it sealed before opens as long as the old one stands
in SECRET_KEY_FALLBACKS."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = b"listenlarge: secrets of other places, at rest"


class SealBroken(ValueError):
    """It was sealed with another key, or changed since; `str()` says what to do."""


def seal(text: str) -> str:
    """The same text sealed twice looks different, and never contains the text. "" stays ""."""
    return _keys()[0].encrypt(text.encode()).decode("ascii") if text else ""


def unseal(sealed: str) -> str:
    """What was sealed. SealBroken if none of our keys fits."""
    if not sealed:
        return ""
    try:
        return MultiFernet(_keys()).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise SealBroken(_("The stored secret cannot be opened any more; enter it again.")) from error


def is_sealed_anew(sealed: str) -> bool:
    """Sealed with our own key, not with one it replaced."""
    try:
        _keys()[0].decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        return False
    return True


def _keys() -> list[Fernet]:
    """Ours first, then those it replaced."""
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=8)
def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
