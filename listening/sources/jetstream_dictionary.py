"""The dictionary with which Jetstream packs. It belongs to the Jetstream project, so it is not part of this one: the
operator names a file or a web address in JETSTREAM_DICTIONARY, a source may name a web address of its own."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from crm.outgoing import Limits, NotReached, fetch

LARGEST = 4 * 1024 * 1024
MAGIC = b"\x37\xa4\x30\xec"  # of every zstandard dictionary


def dictionary(address: str) -> tuple[bytes | None, str]:
    """The dictionary, or None and why there is none (a sentence for the source's page). Without one the stream comes
    unpacked, which is several times as much to carry."""
    where = address or settings.JETSTREAM_DICTIONARY
    if not where:
        return None, _("The stream comes unpacked: no dictionary is set (JETSTREAM_DICTIONARY).")
    try:
        return (_fetched if where.startswith(("https://", "http://")) else _read)(where), ""
    except (NotReached, OSError):
        return None, _("The stream comes unpacked: the dictionary could not be read.")
    except ValueError:
        return None, _("The stream comes unpacked: what JETSTREAM_DICTIONARY names is no dictionary.")


@lru_cache(maxsize=4)
def _fetched(address: str) -> bytes:
    return _checked(fetch(address, limits=Limits(size=LARGEST)).body)


def _read(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return _checked(file.read(LARGEST))


def _checked(found: bytes) -> bytes:
    if not found.startswith(MAGIC):
        raise ValueError("no dictionary")
    return found
