"""Sources may call this machine here, and are asked as the worker asks them."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def loopback_is_open(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
