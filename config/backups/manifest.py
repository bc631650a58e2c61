"""What a backup says about itself, and whether this version can take it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection

from config.observing.readiness import on_disk
from config.problem import Problem
from config.version import version

OURS = ("crm", "listening")
COUNTED = """
SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence = 'p' AND n.nspname = 'public' ORDER BY 1
"""


@dataclass(frozen=True)
class Manifest:
    """`rows`: of each table, at the very moment of the dump; so that a restore can be compared."""

    version: str
    made_at: str
    server: int
    migrations: list[tuple[str, str]]
    rows: dict[str, int]

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        told = json.loads(text)
        told["migrations"] = [(app, name) for app, name in told["migrations"]]
        return cls(**told)


def describe(as_of: datetime) -> Manifest:
    """Of the database as this transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = cursor.fetchall()
        cursor.execute("SHOW server_version_num")
        [number] = cursor.fetchone()
    return Manifest(
        version=version(),
        made_at=as_of.isoformat(),
        server=int(number) // 10_000,
        migrations=migrations,
        rows=count_rows(),
    )


def count_rows() -> dict[str, int]:
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the catalogue's own names
            [rows[table]] = cursor.fetchone()
    return rows


def require_known(manifest: Manifest, server: int) -> int:
    """How many migrations it lacks. Raises Problem where a newer version made it, or a newer PostgreSQL."""
    unknown = sorted(key for key in set(manifest.migrations) - on_disk() if key[0] in OURS)
    if unknown:
        label, name = unknown[-1]
        raise Problem(
            f"This backup was made by a newer Listen Large ({manifest.version}; {label} {name} is not known here). "
            "Restore it with that version. Nothing was changed."
        )
    if manifest.server > server:
        raise Problem(
            f"This backup was made on PostgreSQL {manifest.server}, this is {server}. Restore it on {manifest.server} "
            "or newer. Nothing was changed."
        )
    return len(on_disk() - set(manifest.migrations))
