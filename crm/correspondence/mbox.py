"""Files with many messages in one (mbox), read from front to back in little memory: of each message its beginning, for
what comes after that is attachments."""

import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1024 * 1024
TAIL = 8 * 1024  # a line between messages with the header after it is never longer
KEPT = 512 * 1024  # bytes of one message
SIGN = b"From "
# “From ana@example.org Tue Jan  2 10:20:30 2024”, “From - …”, or nothing more; then a header. A sentence that begins
# with “From” is neither.
_BETWEEN = re.compile(rb"\nFrom (?:[^\n]{0,300}\d{1,2}:\d{2}[^\n]{0,80}|-? ?)\r?\n(?=>?From |[!-9;-~]{1,80}:)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The line before each message, and its beginning."""
    buffer, line, kept, begun = b"\n", b"", bytearray(), False
    while chunk := file.read(CHUNK):
        buffer += chunk
        position, safe = 0, max(len(buffer) - TAIL, 0)
        for between in _BETWEEN.finditer(buffer):
            if between.start() >= safe:
                break
            _keep(kept, buffer, position, between.start())
            if begun:
                yield line, _unescaped(kept)
            line, kept, begun, position = between.group().strip(), bytearray(), True, between.end()
        _keep(kept, buffer, position, max(position, safe))
        buffer = buffer[max(position, safe) :]
    yield from _last(buffer, line, kept, begun)


def _last(buffer: bytes, line: bytes, kept: bytearray, begun: bool) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    for between in _BETWEEN.finditer(buffer):
        _keep(kept, buffer, position, between.start())
        if begun:
            yield line, _unescaped(kept)
        line, kept, begun, position = between.group().strip(), bytearray(), True, between.end()
    _keep(kept, buffer, position, len(buffer))
    if begun:
        yield line, _unescaped(kept)


def _keep(kept: bytearray, buffer: bytes, start: int, end: int) -> None:
    room = KEPT - len(kept)
    if room > 0 and end > start:
        kept += buffer[start : min(end, start + room)]


def _unescaped(kept: bytearray) -> bytes:
    """A line of the text that begins with “From ” stands there with a mark before it."""
    return _ESCAPED.sub(rb"\1", bytes(kept)) if b">From " in kept else bytes(kept)
