"""Which database: DATABASE_URL, or the embedded server in LISTENLARGE_HOME."""

from pathlib import Path
from typing import Any

from environ import Env


def database_settings(env: Env, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry. Placeholder until the embedded server lands: DATABASE_URL only."""
    settings: dict[str, Any] = env.db_url("DATABASE_URL", default="postgresql:///listenlarge?host=/tmp/devpg")
    settings["ENGINE"] = "django.db.backends.postgresql"
    settings["CONN_HEALTH_CHECKS"] = True
    settings.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return settings
