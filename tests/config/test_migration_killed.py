"""A migration that is killed in its middle has not happened, and the next start makes it."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from tests.config.homes import CHECKOUT, ask, environment, holding, kept_from_falling, manage, wait_until
from tests.config.test_run import first_start, second_home  # noqa: F401 - a fixture

STUCK = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
MADE = "SELECT to_regclass('crm_acquaintance') IS NOT NULL"  # by 0027


@pytest.mark.slow
def test_a_migration_that_is_killed_has_not_happened(first_start: tuple[Path, str]) -> None:  # noqa: F811
    """Its tables are made, and it waits to note that down, when it is killed with -9. Real processes take long."""
    with second_home(first_start) as home:
        places = Places(home)
        with running(Server(places)):
            assert manage(home, "migrate", "crm", "0026").returncode == 0
            with holding(places, "LOCK TABLE django_migrations IN SHARE MODE"):
                command = [sys.executable, "manage.py", "prepare"]
                process = subprocess.Popen(command, cwd=CHECKOUT, env=environment(home))
                with kept_from_falling(process):
                    wait_until(lambda: ask(places, STUCK, role="postgres") == [(True,)])
                    process.kill()
                    process.wait()
            wait_until(lambda: ask(places, STUCK, role="postgres") == [(False,)])
            assert ask(places, MADE) == [(False,)]
            assert manage(home, "prepare").returncode == 0
            assert ask(places, MADE) == [(True,)]
            looked = manage(home, "doctor")  # which sees migrations that are not made, too
            assert looked.returncode == 0, looked.stdout + looked.stderr
