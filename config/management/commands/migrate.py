"""`manage.py migrate`, each migration whole.

Django notes a migration in a transaction of its own where indexes or foreign keys come at its end: killed between the
two, the tables would be there and the note not, and every later start would fail on making them again."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor


class WholeMigrations(MigrationExecutor):
    """Those that run without a transaction (an index made concurrently) stay as they are."""

    def apply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
        with self._together(migration):
            return super().apply_migration(state, migration, *args, **options)

    def unapply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
        with self._together(migration):
            return super().unapply_migration(state, migration, *args, **options)

    def _together(self, migration: Any) -> AbstractContextManager[None]:
        return transaction.atomic(using=self.connection.alias) if migration.atomic else nullcontext()


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        module: Any = migrate  # which looks its executor up by name, and takes none as an argument
        usual = module.MigrationExecutor
        module.MigrationExecutor = WholeMigrations
        try:
            super().handle(*args, **options)
        finally:
            module.MigrationExecutor = usual
