"""Read feeds in a process that may break (crm.apart), and say in words what went wrong."""

import re
from typing import Any

from django.utils.translation import gettext as _

from crm.apart import Apart, Broken, TooMuch, TooSlow
from listening.feeds.mending import in_utf8
from listening.sources import SourceTrouble

_CHARSET = re.compile(r"\bcharset\s*=\s*[\"']?([^\s\"';]+)", re.IGNORECASE)


class Reader(Apart):
    def __init__(self, *, seconds: float = 15.0, megabytes: int = 600) -> None:
        super().__init__("listening.feeds.child", seconds=seconds, megabytes=megabytes)

    def read(self, body: bytes) -> dict[str, Any]:
        """The document as `listening.feeds.document` gives it. SourceTrouble for what is no feed, or too much."""
        try:
            document: dict[str, Any] = self.ask(body)
        except TooSlow as error:
            raise SourceTrouble(_("The feed takes too long to read; it may be made to do harm.")) from error
        except TooMuch as error:
            raise SourceTrouble(_("The feed could not be read: it wants more memory than a feed may.")) from error
        except Broken as error:
            raise SourceTrouble(_("There is no feed at this address, or one that nobody could read.")) from error
        return document


_reader = Reader()


def read_feed(body: bytes, content_type: str = "") -> dict[str, Any]:
    """`content_type`: the header it came with, which may say in which letters it is."""
    told = _CHARSET.search(content_type)
    return _reader.read(in_utf8(body, told[1] if told else ""))
