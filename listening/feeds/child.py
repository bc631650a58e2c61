"""What the process apart runs (crm.apart): a feed's bytes in, its document out."""

from typing import Any

from listening.feeds.document import read_document


def prepare() -> None:
    import fastfeedparser  # noqa: F401
    import feedparser  # noqa: F401


def answer(body: bytes) -> dict[str, Any]:
    """Raises NoFeed."""
    return read_document(body)
