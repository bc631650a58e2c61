"""One id for everything that one request writes to the log, told to the caller as `X-Request-ID`."""

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
current: ContextVar[str] = ContextVar("request_id", default="")


def chosen(given: str | None) -> str:
    """The caller's own (a proxy's) where it is one, else a new one: what a stranger sends goes to no log as it is."""
    return given if given and _GIVEN.fullmatch(given) else secrets.token_hex(8)
