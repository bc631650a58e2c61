"""A database server for a test run. `tests/conftest.py` holds this one line:

    from config.embedded.testing import pytest_configure, pytest_unconfigure  # noqa: F401

The controller starts the server before pytest-xdist's workers exist and stops it after they are gone. Each
of several test runs at once in one checkout takes a free slot, so that they do not drop each other's
databases; the server is shared and the last run out stops it. With DATABASE_URL set, that server is used.
Tests work as the owning role; `SET ROLE listenlarge` looks through the serving role's eyes.
"""

import fcntl
import os
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.plugin import blocking_manager_key

from config import outside
from config.database import ROLE_VARIABLE, database_settings, database_url, embedded_settings
from config.embedded.migrated_template import ensure_template
from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem

SLOT_VARIABLE = "LISTENLARGE_TEST_SLOT"
TEMPLATE_VARIABLE = "LISTENLARGE_TEST_TEMPLATE"
# A test database is made anew: losing it to a power cut costs nothing.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
_open = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    try:
        _configure(config)
    except (Problem, OSError) as problem:
        raise pytest.UsageError(f"No database for the tests: {problem}") from problem


def _configure(config: pytest.Config) -> None:
    os.environ[ROLE_VARIABLE] = "own"
    from config.settings import env

    home = Path(settings.HOME)
    address = database_settings(env, home)
    places = Places(home, name="test-postgres")
    is_outside = bool(database_url(env))
    if not is_outside:
        address.update(embedded_settings(places, "own"))
    runs_tests = not (config.option.collectonly or config.option.help or config.option.version)
    is_controller = runs_tests and not hasattr(config, "workerinput")
    if is_controller:
        _start(places, address, is_outside)
    _point_django_at(address)
    if is_controller:
        with config.stash[blocking_manager_key].unblock():
            os.environ[TEMPLATE_VARIABLE] = ensure_template(home / f".{places.name}.template")
        _point_django_at(address)


def _start(places: Places, address: dict[str, Any], is_outside: bool) -> None:
    if is_outside:
        outside.check_outside(address)
    else:
        _open.enter_context(running(Server(places, OPTIONS)))
    os.environ[SLOT_VARIABLE] = str(_take_slot(places))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from django.db import connections

        connections.close_all()
        _open.close()


def _take_slot(places: Places) -> int:
    """The first number no other test run on this home holds."""
    places.home.mkdir(parents=True, exist_ok=True)
    for slot in count():
        path = places.home / f".{places.name}.slot{slot}"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        _open.callback(os.close, handle)
        return slot
    raise AssertionError("count() does not end")


def _point_django_at(address: dict[str, Any]) -> None:
    """Change the settings in place: pytest-django has read them, and Django hands out this very dict."""
    from django.db import connections

    slot = os.environ.get(SLOT_VARIABLE, "0")  # the controller's, inherited by its workers
    name = f"test_{address['NAME']}" + ("" if slot == "0" else f"_{slot}")
    target = connections.settings["default"]
    target.get("OPTIONS", {}).pop("pool", None)  # it would hold the database open while that is dropped
    test = {**target.get("TEST", {}), "NAME": name, "TEMPLATE": os.environ.get(TEMPLATE_VARIABLE)}
    target.update({**address, "OPTIONS": address["OPTIONS"], "TEST": test})
