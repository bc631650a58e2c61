"""Which Listen Large this is."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """The number in pyproject.toml."""
    text = Path(__file__).parent.parent.joinpath("pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
