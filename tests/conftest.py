"""What every test has: a database server for the run."""

from config.embedded.testing import pytest_configure, pytest_unconfigure  # noqa: F401
