"""Which database: DATABASE_URL, or the embedded server in LISTENLARGE_HOME.

Nothing here starts a server or connects: importing the settings stays free of side effects.
"""

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from environ import Env

from config.embedded.cluster import OWNER, SERVING
from config.embedded.places import Places
from config.embedded.roles import DATABASE
from config.problem import Problem
from config.standby.connections import OfStandby

Role = Literal["serve", "own"]
ROLE_VARIABLE = "LISTENLARGE_DATABASE_ROLE"
DIRECT_VARIABLE = "LISTENLARGE_DATABASE_DIRECT"
"""Set for processes that keep a connection's state between transactions, which a pooler would lend to others."""


def database_settings(env: Env, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry for this process's role: web and worker serve, migrations and tests own."""
    role = database_role()
    settings = _outside(env, role) or embedded_settings(Places(home), role)
    settings["ENGINE"] = "django.db.backends.postgresql"
    settings["CONN_MAX_AGE"] = 0  # the pool keeps connections; Django refuses both
    settings["CONN_HEALTH_CHECKS"] = True  # with the pool: no error after a database restart
    options = settings.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 10)
    if role == "serve":
        # One connection a thread and two to spare; each web process has its own pool.
        options["pool"] = {"min_size": 1, "max_size": env.int("WEB_THREADS", default=8) + 2, "timeout": 10}
    return settings


def database_role() -> Role:
    """Serving unless told otherwise: who forgets to ask gets the lesser right."""
    return "own" if os.environ.get(ROLE_VARIABLE) == "own" else "serve"


def embedded_settings(places: Places, role: Role) -> dict[str, Any]:
    return {
        "NAME": DATABASE,
        "USER": OWNER if role == "own" else SERVING,
        "PASSWORD": "",
        "HOST": str(places.sockets),
        "PORT": "5432",
    }


def database_url(env: Env) -> str:
    """The outside server's address, also from the file DATABASE_URL_FILE; empty for the embedded one."""
    if path := env("DATABASE_URL_FILE", default=""):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"DATABASE_URL_FILE: {path} cannot be read.") from error
    return str(env("DATABASE_URL", default="")).strip()


def _outside(env: Env, role: Role) -> dict[str, Any] | None:
    """None without DATABASE_URL. DATABASE_OWNER_URL may name another role for migrations, DATABASE_DIRECT_URL the way
    round a pooler: for migrations, the worker and the listener."""
    url = database_url(env)
    if url and (role == "own" or os.environ.get(DIRECT_VARIABLE)):
        url = str(env("DATABASE_DIRECT_URL", default=url))
    if url and role == "own":
        url = str(env("DATABASE_OWNER_URL", default=url))
    return parse_url(url) if url else None


def standby_settings(env: Env, primary: dict[str, Any]) -> dict[str, Any] | None:
    """Of the hot standby that DATABASE_STANDBY_URL names, for whoever serves; None without one. Who waits for it waits
    shortly: the primary is there as well."""
    url = str(env("DATABASE_STANDBY_URL", default="")).strip()
    if not url or database_role() == "own":
        return None
    try:
        settings = parse_url(url)
    except Problem as problem:
        raise Problem(str(problem).replace("DATABASE_URL", "DATABASE_STANDBY_URL")) from None
    same = {name: primary[name] for name in ("ENGINE", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
    options = {**primary["OPTIONS"], "connect_timeout": 2, "tcp_user_timeout": 3000}
    if pool := options.get("pool"):
        options["pool"] = {**pool, "min_size": 0, "timeout": 2, "connection_class": OfStandby}
    return {**settings, **same, "OPTIONS": options, "TEST": {"MIRROR": "default"}}


def parse_url(url: str) -> dict[str, Any]:
    """Django's settings of a `postgresql://` address, which is never shown: it holds a password."""
    wrong = "DATABASE_URL is not an address like postgresql://user:password@host:5432/database."
    try:
        known = urlsplit(url).scheme in {"postgres", "postgresql", "pgsql", "psql"}
        settings = dict(Env.db_url_config(url)) if known else {}
    except Exception:  # whatever the parser trips over, the person's mistake is the same
        raise Problem(wrong) from None
    if not settings.get("NAME"):
        raise Problem(wrong)
    settings["HOST"] = unquote(settings["HOST"] or "")  # a socket's folder is written %2Frun%2Fpostgresql
    return settings
