"""Migrations that lock a table somebody works with, or that the version before cannot live with, are found.

What was released is installed somewhere, with data in it: whatever comes after must be applied while people work. An
index is made concurrently, a constraint NOT VALID first, a column is dropped one version after the code let go of it.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

from crm.models import Contact

# The newest migration of each app in the newest release, to be moved on with each. Nothing was released yet, so
# nothing that is changed has data in it anywhere.
LAST_RELEASED: dict[str, str] = {}
OURS = ("crm", "listening")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def complaints(migration: Migration, state: Any) -> list[str]:
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, statements)
    return [issue.code for issue in (*errors, *warnings)] + validating(statements)


def validating(statements: list[str]) -> list[str]:
    """A constraint that looks at every row of a table which is not new, with the table locked all the while."""
    made = set(re.findall(r'CREATE TABLE "(\w+)"', "\n".join(statements)))
    added = re.findall(r'ALTER TABLE "(\w+)" ADD CONSTRAINT (?!.*NOT VALID).*', "\n".join(statements))
    return ["ADD_CONSTRAINT" for table in added if table not in made]


def since_the_last_release() -> list[tuple[str, str]]:
    names = sorted(MigrationLoader(connection).disk_migrations)
    return [(app, name) for app, name in names if app in LAST_RELEASED and name > LAST_RELEASED[app]]


def test_no_migration_since_the_last_release_stops_the_work() -> None:
    loader = MigrationLoader(connection)
    found = {}
    for key in since_the_last_release():
        migration = loader.disk_migrations[key]
        before = loader.project_state([parent for parent in migration.dependencies if parent[0] in OURS])
        found[key] = complaints(migration, before)
    assert not {key: wrong for key, wrong in found.items() if wrong}


def releases() -> list[str]:
    """The changelog's numbered headings, the newest first."""
    told = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
    return re.findall(r"^## \[(\d[^\]]*)\]", told.read_text(encoding="utf-8"), re.MULTILINE)


def test_with_the_first_release_this_begins_to_count() -> None:
    """Whoever releases says up to which migrations; forgotten, nothing would be looked at."""
    assert bool(releases()) == (set(LAST_RELEASED) == set(OURS))
    known = set(MigrationLoader(connection).disk_migrations)
    assert set(LAST_RELEASED.items()) <= known


INDEX = models.Index(fields=["location"], name="contact_location")
CHECK = models.CheckConstraint(condition=~models.Q(title="x"), name="contact_title_known")


@pytest.mark.parametrize(
    ("operation", "wrong"),
    [
        (migrations.AddIndex("contact", INDEX), ["CREATE_INDEX"]),
        (migrations.AddConstraint("contact", CHECK), ["ADD_CONSTRAINT"]),
        (migrations.RemoveField("contact", "via"), ["DROP_COLUMN"]),
        (migrations.RenameField("contact", "via", "by_way_of"), ["RENAME_COLUMN"]),
        (migrations.RenameModel("Promise", "Vow"), ["RENAME_TABLE"]),
        (migrations.AddField("contact", "shoe_size", models.IntegerField(default=0)), ["NOT_NULL"]),
        (migrations.AddField("contact", "shoe_size", models.IntegerField(db_default=0)), []),
        (migrations.AddField("contact", "shoe_size", models.IntegerField(null=True)), []),
        (migrations.AlterField("contact", "version", models.CharField(max_length=9)), ["ALTER_COLUMN"]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, migrations.operations.base.Operation) else "",
)
def test_each_habit_that_hurts_is_known(operation: Any, wrong: list[str]) -> None:
    assert Contact._meta.db_table
    migration = Migration("later", "crm")
    migration.operations = [operation]
    state = MigrationLoader(connection).project_state()
    assert set(wrong) == set(complaints(migration, state))
