"""Which account of the operating system runs the server: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.problem import Problem

ROOT = 0
# An administrator may make a `listenlarge` account for it; otherwise the one every system has.
UNPRIVILEGED = ("listenlarge", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str
    stand_in: bool = False  # an unprivileged account that works for root

    @property
    def is_other(self) -> bool:
        """True when we are root and step down to this account."""
        return os.geteuid() == ROOT and self.uid != ROOT

    def spawn_options(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess.Popen` that step down to this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def can_enter(self, folder: Path) -> bool:
        """Asked by trying it, since access lists and containers make reading the mode bits a guess."""
        if not self.is_other:
            return os.access(folder, os.X_OK)
        test = ["/usr/bin/test", "-x", str(folder)]
        return subprocess.run(test, cwd="/", check=False, **self.spawn_options()).returncode == 0  # noqa: S603 - fixed program

    def own(self, path: Path) -> None:
        """Hand `path` to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(data: Path) -> Account:
    """The account that runs the server of the data folder `data` (which need not exist yet)."""
    if os.geteuid() != ROOT:
        return _ourselves()
    try:
        owner = data.stat().st_uid
    except OSError:
        owner = ROOT
    stand_in = _stand_in()
    if owner in (ROOT, stand_in.uid):
        return stand_in
    return _by_uid(owner)  # root looks after the data of an ordinary user


def _ourselves() -> Account:
    try:
        return _by_uid(os.geteuid())
    except KeyError:
        raise Problem(
            f"The user id {os.geteuid()} has no name in /etc/passwd, which PostgreSQL needs: add one, "
            "or set DATABASE_URL."
        ) from None


def _by_uid(uid: int) -> Account:
    entry = pwd.getpwuid(uid)
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _stand_in() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, stand_in=True)
    raise Problem("There is no account `nobody` to run PostgreSQL under: add one, or set DATABASE_URL.")
