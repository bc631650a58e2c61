"""pg_dump and pg_restore for the database at hand, the embedded one or an outside one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from django.db import connection, connections

from config.database import database_url, parse_url
from config.embedded import binaries
from config.embedded.cluster import OWNER, SUPERUSER
from config.embedded.places import Places
from config.embedded.roles import DATABASE
from config.problem import Problem
from config.settings import env

RESTORING = f"{DATABASE}_restoring"
BEFORE = f"{DATABASE}_before"


def is_embedded() -> bool:
    return not database_url(env)


def server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        [number] = cursor.fetchone()
    return int(number) // 10_000


@contextmanager
def dumping(snapshot: str) -> Iterator[IO[bytes]]:
    """pg_dump's output, of what `snapshot` sees. Raises Problem when it fails."""
    command = [_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--no-password", _database()]
    with subprocess.Popen(  # noqa: S603 - the server's own program, no shell
        command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None  # noqa: S101 - we asked for a pipe
        yield process.stdout
    if process.returncode:
        raise Problem(f"pg_dump ended with code {process.returncode}: no backup was made.")


@contextmanager
def restoring() -> Iterator[IO[bytes]]:
    """Write a dump into it. The embedded server gets a database beside the old one, put in its place by `put_in_place`;
    an outside one, which must be empty, gets all of it or nothing."""
    connections.close_all()
    command = [_program("pg_restore"), "--exit-on-error", "--no-password"]
    if is_embedded():
        _as_superuser(
            f"DROP DATABASE IF EXISTS {RESTORING}", f"CREATE DATABASE {RESTORING} OWNER {OWNER} TEMPLATE template0"
        )
        command += [f"--dbname={RESTORING}"]
    else:
        command += ["--no-owner", "--no-privileges", "--single-transaction", f"--dbname={_database()}"]
    with subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass  # it gave up; its code says so
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise Problem(f"pg_restore ended with code {process.returncode}, see above. What was there stays as it was.")


def put_in_place() -> None:
    """The restored database takes the name; the one before it is dropped only then."""
    connections.close_all()
    _as_superuser(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('{DATABASE}', '{RESTORING}')",  # noqa: S608
        f"DROP DATABASE IF EXISTS {BEFORE}",
        # Together: a power cut between the two must not leave a place without a database.
        f"BEGIN; ALTER DATABASE {DATABASE} RENAME TO {BEFORE}; ALTER DATABASE {RESTORING} RENAME TO {DATABASE}; COMMIT",
        f"DROP DATABASE {BEFORE}",
    )


def forget_restoring() -> None:
    if is_embedded():
        connections.close_all()
        _as_superuser(f"DROP DATABASE IF EXISTS {RESTORING} WITH (FORCE)")


@contextmanager
def looking_at_the_restored() -> Iterator[None]:
    """Django's connection leads to the restored database for a while, as its owner."""
    connections.close_all()
    usual = connection.settings_dict["NAME"]
    if is_embedded():
        connection.settings_dict["NAME"] = RESTORING
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual


def _as_superuser(*statements: str) -> None:
    places = Places(Path(settings.HOME))
    with psycopg.connect(
        dbname="postgres", user=SUPERUSER, host=str(places.sockets), port=5432, autocommit=True
    ) as there:
        for statement in statements:
            there.execute(statement)


def _database() -> str:
    return DATABASE if is_embedded() else str(_address()["NAME"])


def _address() -> dict[str, object]:
    """Of an outside server, for the role that owns."""
    return parse_url(str(env("DATABASE_OWNER_URL", default="") or database_url(env)))


def _environment() -> dict[str, str]:
    """Where the server is and who we are: in variables, since a command line is for all to read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if is_embedded():
        return kept | {"PGHOST": str(Places(Path(settings.HOME)).sockets), "PGPORT": "5432", "PGUSER": SUPERUSER}
    told = _address()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    more = {name: str(told[key]) for name, key in names.items() if told.get(key)}
    sslmode = (told.get("OPTIONS") or {}).get("sslmode", "")  # type: ignore[attr-defined]
    return kept | more | ({"PGSSLMODE": sslmode} if sslmode else {})


def _program(name: str) -> str:
    """The wheel's, which belongs to the embedded server; for an outside one the system's where it has one of that
    major, since a newer one writes what an older server does not understand."""
    if not is_embedded() and (found := shutil.which(name)):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if f" {server_major()}." in told:
            return found
    return binaries.program(name)
