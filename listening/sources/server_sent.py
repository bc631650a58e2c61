"""Server-sent events: bytes in whatever pieces they come, whole events out. Pure."""

from typing import NamedTuple

LONGEST = 1024 * 1024  # bytes of one event: what is longer is dropped, not collected


class Sent(NamedTuple):
    """`event` is "" for a comment (a heartbeat), “message” where they gave no name."""

    event: str
    data: str


class EventParser:
    def __init__(self) -> None:
        self._rest = b""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Sent]:
        """The events that this piece completes."""
        return [sent for line in self._lines(chunk) if (sent := self._line(line))]

    def _lines(self, chunk: bytes) -> list[bytes]:
        """Without their ends, which may be CR, LF or both, and torn apart. A line of megabytes is cut short, so that
        a sender without line ends cannot fill the memory."""
        self._rest += chunk
        held = self._rest.endswith(b"\r")  # the LF that belongs to it may be in the next piece
        whole = self._rest[:-1] if held else self._rest
        *lines, rest = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = rest[: LONGEST + 1] + (b"\r" if held else b"")
        return lines

    def _line(self, line: bytes) -> Sent | None:
        if line.startswith(b":"):
            return Sent("", line[1:].decode(errors="replace"))
        if not line:
            return self._finished()
        self._size += len(line)
        if self._size <= LONGEST:
            field, _colon, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if field == b"event":
                self._name = value.decode(errors="replace")
            elif field == b"data":
                self._data.append(value)
        return None

    def _finished(self) -> Sent | None:
        fits = bool(self._data) and self._size <= LONGEST
        sent = Sent(self._name or "message", b"\n".join(self._data).decode(errors="replace")) if fits else None
        self._name, self._data, self._size = "", [], 0
        return sent
