from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm.outgoing import checks  # noqa: F401 -- registers itself

        post_migrate.connect(guard_history, dispatch_uid="crm_guard_history")


def guard_history(*, using: str, **_signal: Any) -> None:
    """Whatever was migrated: history is only added to, in new tables as well (migrations/0019)."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('crm_guard_history()') IS NOT NULL")
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT crm_guard_history()")
