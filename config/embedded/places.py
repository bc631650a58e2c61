"""Where the embedded server keeps things. Nothing here touches the disk but to look."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from config.embedded.account import Account, account_for

SOCKET_PATH_LIMIT = 107  # bytes of sun_path on Linux without the closing NUL; macOS allows 103
SOCKET_NAME = ".s.PGSQL.5432.lock"
STATE_FOLDER = Path("/var/lib/listenlarge")  # for root, where the server's account cannot enter the home


@dataclass(frozen=True)
class Places:
    """The files of one server: `name` sets the server for the tests apart from the real one."""

    home: Path
    name: str = "postgres"

    @property
    def data(self) -> Path:
        """The data folder; a link when root's home is closed to the account that runs the server."""
        return self.home / self.name

    @property
    def log(self) -> Path:
        return self.home / "logs" / f"{self.name}.log"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server: the last one out stops it."""
        return self.home / f".{self.name}.users"

    @property
    def gate_lock(self) -> Path:
        """Held alone while starting or stopping."""
        return self.home / f".{self.name}.gate"

    @property
    def account(self) -> Account:
        return account_for(self.data)

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: in the home where that is short enough, else a private one.

        It depends on nothing but the home and the account, so that every process finds the same one
        before the server runs.
        """
        account = self.account
        if account.stand_in:
            return _run_folder() / "listenlarge" / self._digest
        inside = self.home / f"{self.name}-socket"
        if len(os.fsencode(inside / SOCKET_NAME)) < SOCKET_PATH_LIMIT - 4:
            return inside
        return Path("/tmp") / f"listenlarge-{account.uid}" / self._digest  # noqa: S108 - owner and mode are checked

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]


def _run_folder() -> Path:
    return Path("/run") if Path("/run").is_dir() else Path("/var/run")
