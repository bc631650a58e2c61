"""What every test has: a database server for the run."""

import pytest
from django.conf import settings

from config.embedded.testing import pytest_configure, pytest_unconfigure  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow ones go many times over lines that quick ones went over already: counting those takes half of their time."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")


@pytest.fixture(autouse=True, scope="session")
def list_of_the_erased(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Who is erased in a test must never stand on the list of whoever runs it."""
    settings.ERASED_LIST = tmp_path_factory.mktemp("erased") / "erased"
