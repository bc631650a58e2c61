"""What every test has: a database server for the run."""

import pytest

from config.embedded.testing import pytest_configure, pytest_unconfigure  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones go many times over lines that quick ones went over already: counting those takes half of their time."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")
