"""An outside PostgreSQL (DATABASE_URL): is it there, does it let us in, is it new enough?"""

from typing import Any

import psycopg

from config.problem import Problem

OLDEST = 15


def check_outside(settings: dict[str, Any]) -> None:
    """Raise one sentence a person can act on. libpq's words name host and user, never the password."""
    options = {name: value for name, value in settings.get("OPTIONS", {}).items() if name != "pool"}
    address = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    given = {name: value for name, value in address.items() if value}
    try:
        with psycopg.connect(**{**options, "connect_timeout": 5}, **given) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise Problem(f"DATABASE_URL: {first_line(error)}") from None
    if major < OLDEST:
        raise Problem(f"DATABASE_URL: the server is PostgreSQL {major}, {OLDEST} or newer is needed.")


def first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
