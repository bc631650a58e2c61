"""The port of the web server, as told."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env

LAST = 65_535


def given_port(env: Env) -> int:
    """PORT, 8000 unless told. ImproperlyConfigured for what can be none."""
    told = env("PORT", default="8000").strip()
    if not told.isdecimal() or int(told) > LAST:
        raise ImproperlyConfigured(f"PORT is “{told}”; a number up to {LAST} is needed.")
    return int(told)
