"""The server's log: where its words go, and what the last start said in them."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO

from config.embedded.places import Places

KEEP = 10 * 1024 * 1024  # bytes; then the log is turned over, one old file kept
TAIL = 16 * 1024
MARK = "--- start ---"
# Passing: what a killed server leaves behind for a moment.
PASSING = ("still in use", '" already exists')


def opened(places: Places) -> IO[bytes]:
    """The log, open for the next start. A full disk must not be hidden by the log failing first."""
    path = places.log
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > KEEP:
            path.replace(path.with_suffix(".log.1"))
    try:
        log = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", buffering=0)
        log.write(f"{MARK}\n".encode())
    except OSError:
        return Path(os.devnull).open("ab")
    return log


def is_passing(places: Places) -> bool:
    return any(words in line for line in _complaints(places) for words in PASSING)


def reason(places: Places) -> str:
    """One sentence on why the server did not start."""
    complaints = _complaints(places)
    if complaints:
        return f"PostgreSQL did not start: {complaints[-1]} (data left as it is, log in {places.log})"
    with suppress(OSError):
        if shutil.disk_usage(places.data).free < KEEP:
            return f"PostgreSQL did not start: the disk that holds {places.data} is full."
    return f"PostgreSQL did not start, see {places.log}; the data is left as it is."


def _complaints(places: Places) -> list[str]:
    """What the last start called fatal."""
    try:
        with places.log.open("rb") as log:
            log.seek(max(0, places.log.stat().st_size - TAIL))
            words = log.read().decode("utf-8", "replace")
    except OSError:
        return []
    return re.findall(r"(?:FATAL|PANIC):\s+(.*)", words.rpartition(MARK)[2])
