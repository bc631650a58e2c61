"""Private folders: made with mode 700, and refused when somebody else's."""

import os
import stat
from pathlib import Path

from config.embedded.account import Account
from config.embedded.places import Places
from config.problem import Problem


def make_home(home: Path) -> None:
    """LISTENLARGE_HOME. As root, others may pass through, not list: the server's account has to."""
    if not home.is_dir():
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)


def make_socket_folder(places: Places, account: Account) -> None:
    """The folder of the server's socket, mode 700. Its parent may lie in /tmp, where others can be first."""
    folder = places.sockets
    if folder.parent != places.home:
        mode = 0o711 if account.stand_in else 0o700  # root's is passed through by the server's account
        folder.parent.mkdir(mode=mode, exist_ok=True)
        _refuse_foreign(folder.parent, {0, account.uid})
        folder.parent.chmod(mode)
    folder.mkdir(mode=0o700, exist_ok=True)
    _refuse_foreign(folder, {0, account.uid})
    folder.chmod(0o700)
    account.own(folder)


def _refuse_foreign(folder: Path, owners: set[int]) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise Problem(f"{folder} belongs to somebody else, so the socket is not put there.")
