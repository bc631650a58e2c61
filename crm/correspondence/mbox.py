"""Files with many messages in one (mbox), read from front to back in little memory: of each message its beginning, for
what comes after that is attachments."""

import re
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO

CHUNK = 1024 * 1024
TAIL = 8 * 1024  # a line between messages with the header after it is never longer
KEPT = 512 * 1024  # bytes of one message
SIGN = b"From "
# “From ana@example.org Tue Jan  2 10:20:30 2024”, “From - …”, or nothing more; then a header. A sentence that begins
# with “From” is neither.
_BETWEEN = re.compile(rb"\nFrom (?:[^\n]{0,300}\d{1,2}:\d{2}[^\n]{0,80}|-? ?)\r?\n(?=>?From |[!-9;-~]{1,80}:)")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,10})[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"\n\r?\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The line before each message, and its beginning."""
    buffer, line, kept, begun, ends = b"\n", b"", bytearray(), False, -1
    behind = -1  # where in the file the buffer begins
    while buffer:
        chunk = file.read(CHUNK)
        buffer += chunk
        position, safe = 0, max(len(buffer) - TAIL, 0) if chunk else len(buffer)
        for between in _BETWEEN.finditer(buffer):
            if between.start() >= safe:
                break
            if behind + between.start() < ends:
                continue  # within a message that says how long it is
            _keep(kept, buffer, position, between.start())
            if begun:
                yield line, _unescaped(kept)
            line, kept, begun, position = between.group().strip(), bytearray(), True, between.end()
            ends = _end_told(file, buffer, position, behind)
        _keep(kept, buffer, position, max(position, safe))
        behind += max(position, safe)
        buffer = buffer[max(position, safe) :]
    if begun:
        yield line, _unescaped(kept)


def _end_told(file: BinaryIO, buffer: bytes, position: int, behind: int) -> int:
    """Where in the file the message at `position` of the buffer ends by its own Content-Length (mboxcl2, where nothing
    is escaped); -1 where it says nothing, or something wrong, as after a mail program changed it."""
    told = _LENGTH.search(buffer, position, position + TAIL)
    head = _HEAD_ENDS.search(buffer, position, position + TAIL) if told else None
    if not (told and head and told.end() <= head.end()):
        return -1
    ends, here = behind + head.end() + int(told[1]), file.tell()
    is_within = ends <= file.seek(0, SEEK_END)
    file.seek(ends)
    after = file.read(len(SIGN) + 4).lstrip(b"\r\n")
    file.seek(here)
    return ends if is_within and (not after or after.startswith(SIGN)) else -1


def _keep(kept: bytearray, buffer: bytes, start: int, end: int) -> None:
    room = KEPT - len(kept)
    if room > 0 and end > start:
        kept += buffer[start : min(end, start + room)]


def _unescaped(kept: bytearray) -> bytes:
    """A line of the text that begins with “From ” stands there with a mark before it."""
    return _ESCAPED.sub(rb"\1", bytes(kept)) if b">From " in kept else bytes(kept)
