"""What went wrong below, in sentences."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from crm.outgoing.errors import NotReached, Reason


def too_many_redirects() -> NotReached:
    return NotReached(Reason.REDIRECT, _("That address sends us on and on; give the one it should be."))


def too_large(size: int) -> NotReached:
    megabytes = max(1, size // 1024**2)
    return NotReached(
        Reason.SIZE,
        _("There is more than %(megabytes)s MB there, which is more than we take.") % {"megabytes": megabytes},
    )


@contextmanager
def told_in_words(*, amid: bool = False) -> Iterator[None]:
    """`amid`: in the middle of an answer."""
    try:
        yield
    except ssl.SSLError as error:
        raise NotReached(Reason.TLS, _("The connection there could not be secured: %(why)s.") % _why(error)) from error
    except (httpcore2.NetworkError, OSError) as error:
        raise NotReached(Reason.CONNECTION, _("The other side broke off. Try again later.")) from error
    except httpcore2.TimeoutException as error:
        raise NotReached(Reason.TIME, _("The other side was too slow, so we hung up. Try again later.")) from error
    except (httpcore2.ProtocolError, httpx2.DecodingError, httpcore2.UnsupportedProtocol) as error:
        cut = amid and isinstance(error, httpcore2.RemoteProtocolError)
        what = _("The other side hung up before its answer was whole. Try again later.")
        raise NotReached(Reason.ANSWER, what if cut else _("What came back is not proper HTTP.")) from error


def _why(error: ssl.SSLError) -> dict[str, Any]:
    return {"why": getattr(error, "verify_message", "") or (error.reason or "TLS").replace("_", " ").lower()}
