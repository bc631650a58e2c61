"""Everything `manage.py doctor` asks, in order: the machine, then the book, then what was heard."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from config.database import database_url
from config.observing.readiness import findings
from config.running.nightly import copies
from config.settings import env
from crm.doctor import Invariant
from crm.doctor.asking import ASKING
from crm.doctor.facts import FACTS
from crm.doctor.files import files
from crm.doctor.history import histories
from crm.doctor.people import PEOPLE
from crm.doctor.work import WORK
from crm.mailing.writing import mail_is_set_up
from crm.opting_out import leads_nowhere
from listening.doctor import heard

BACKUP_AGE = timedelta(days=2)
_OWNED = """
SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
WHERE rolname = %s AND relpersistence <> 't' ORDER BY 1
"""  # tables of a moment aside


@dataclass(frozen=True)
class Finding:
    name: str
    holds: str
    offenders: list[str]
    mend: str


def examine(*, as_of: datetime) -> Iterator[Finding]:
    """One finding for each thing that must hold, as soon as it is known."""
    for name, wrong in findings().items():
        yield Finding(name, "The machine is fit to serve.", [wrong] if wrong else [], "See docs/operating.md.")
    for invariant in _of_this_machine(as_of):
        yield _found(invariant)
    for invariant in (*PEOPLE, *ASKING, *FACTS, *histories(), *WORK, *files(as_of), *heard(as_of)):
        yield _found(invariant)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All questions in it see one moment: what is being written meanwhile is seen whole or not at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL work_mem = '128MB'")  # the whole book is sorted and hashed
        yield


def _found(invariant: Invariant) -> Finding:
    return Finding(invariant.name, invariant.holds, invariant.find(), invariant.mend)


def _of_this_machine(as_of: datetime) -> tuple[Invariant, ...]:
    return (
        Invariant("secret key", "Nobody else can read the secret key.", _open_key, "chmod 600 it."),
        Invariant(
            "role", "The application's role owns no table.", _owned, "See docs/operating.md, An outside database."
        ),
        Invariant(
            "address",
            "Whoever gets a letter can open the opt-out link in it.",
            lambda: [settings.BASE_URL] if mail_is_set_up() and leads_nowhere() else [],
            "Set BASE_URL to the https address that people outside reach.",
        ),
        Invariant(
            "backups",
            "There is a backup of the last two days.",
            lambda: _old_backup(as_of),
            "Is `manage.py run` up at night? manage.py backup makes one now.",
        ),
    )


def _open_key() -> list[str]:
    path = Path(env("SECRET_KEY_FILE", default=str(Path(settings.HOME) / "secret_key")))
    if env("SECRET_KEY", default="") or not path.exists():
        return []
    return [path.name] if stat.S_IMODE(path.stat().st_mode) & 0o077 else []


def _owned() -> list[str]:
    """Asked of the role that serves, which may be another than ours."""
    role = "listenlarge" if not database_url(env) else str(connection.settings_dict["USER"])
    if database_url(env) and not env("DATABASE_OWNER_URL", default=""):
        return []  # one role for everything is allowed there
    with connection.cursor() as cursor:
        cursor.execute(_OWNED, [role])
        return [f"table {name}" for (name,) in cursor.fetchall()]


def _old_backup(as_of: datetime) -> list[str]:
    """Of the embedded database; an outside one has its own keeper. None wanted before it is two days old."""
    home = Path(settings.HOME)
    if database_url(env) or not (home / "secret_key").exists():
        return []
    newest = max((path.stat().st_mtime for path in copies(home / "backups")), default=None)
    since = newest if newest is not None else (home / "secret_key").stat().st_mtime
    return [] if as_of.timestamp() - since < BACKUP_AGE.total_seconds() else ["the newest is older, or there is none"]
