"""A copy of the embedded database each night, the last seven kept in LISTENLARGE_HOME/backups.

With a passphrase (BACKUP_PASSPHRASE) it is a whole backup, sealed; without, a dump as it is. A machine that sleeps at
night dumps when it is up again. An outside database has its own keeper.
night dumps when it is up again. An outside database has its own keeper.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from config.embedded import binaries
from config.embedded.cluster import SUPERUSER
from config.embedded.places import Places
from config.embedded.roles import DATABASE

HOUR = 3  # local time
KEEP = 7
SETTLE = 60.0  # seconds after the start: the first page comes first
PATTERNS = ("listenlarge-*.dump", "nightly-*.backup")  # other backups in the folder are people's own
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def copies(folder: Path) -> list[Path]:
    """Those that nights made, the oldest first."""
    found = [path for pattern in PATTERNS for path in folder.glob(pattern)]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def is_due(newest: datetime | None, now: datetime) -> bool:
    """True when no dump was made since the last night's hour."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    last = tonight if tonight <= now else tonight - timedelta(days=1)
    return newest is None or newest < last


class NightlyDump:
    def __init__(self, places: Places, *, sealed: bool = False) -> None:
        self.places, self.sealed = places, sealed
        self.folder = places.home / "backups"
        self._process: subprocess.Popen[bytes] | None = None
        self._look_at = time.monotonic() + SETTLE

    def look_after(self, now: float) -> None:
        if self._process is not None:
            code = self._process.poll()
            if code is not None:
                self._process = None
                self._finish(code)
        elif now >= self._look_at:
            self._look_at = now + SETTLE
            self.start_if_due(datetime.now().astimezone())

    def start_if_due(self, now: datetime) -> None:
        made = copies(self.folder)
        newest = datetime.fromtimestamp(made[-1].stat().st_mtime).astimezone() if made else None
        if is_due(newest, now):
            self._start()

    def _start(self) -> None:
        command = [
            binaries.program("pg_dump"), "--format=custom", "--file", str(self._draft),
            "--host", str(self.places.sockets), "--username", SUPERUSER, "--no-password", DATABASE,
        ]  # fmt: skip
        if self.sealed:
            command = [sys.executable, str(MANAGE), "backup", "--out", str(self._draft)]
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self._forget_unfinished()
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's program or our own, no shell
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, umask=0o077, start_new_session=True
            )
        except OSError as error:
            self._complain(str(error.strerror))

    def _finish(self, code: int) -> None:
        """Seen under its name only when whole; then the eighth oldest goes."""
        if code:
            self._forget_unfinished()
            self._complain(f"{'manage.py backup' if self.sealed else 'pg_dump'} ended with code {code}")
            return
        with self._draft.open("rb") as dump:
            os.fsync(dump.fileno())
        name = "nightly-{}.backup" if self.sealed else "listenlarge-{}.dump"
        self._draft.rename(self.folder / name.format(f"{datetime.now():%Y-%m-%d-%H%M%S}"))
        for old in copies(self.folder)[:-KEEP]:
            old.unlink(missing_ok=True)

    def stop(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            self._process = None
            self._forget_unfinished()

    def _forget_unfinished(self) -> None:
        """Also what `manage.py backup` had begun under a name of its own."""
        for path in (self._draft, *self.folder.glob(f".{self._draft.name}.*")):
            path.unlink(missing_ok=True)

    @property
    def _draft(self) -> Path:
        return self.folder / ".unfinished"

    def _complain(self, reason: str) -> None:
        print(f"No backup was made in {self.folder}: {reason}.", file=sys.stderr, flush=True)
