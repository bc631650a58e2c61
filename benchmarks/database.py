"""The embedded server of the benchmark's home, migrated."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running


@contextmanager
def bench_database(home: Path) -> Iterator[None]:
    """Runs within this block, with the settings that an installation has."""
    with running(Server(Places(home))):
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()
