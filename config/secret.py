"""Secrets, given by a variable or by a file that one names; the secret key is made once when it is not given."""

import os
import secrets
from pathlib import Path

from environ import Env

from config.embedded.folders import make_home
from config.problem import Problem


def secret_key(env: Env, home: Path) -> str:
    """The key that signs sessions and links. Without one given, `home/secret_key` (mode 600) holds it."""
    if given := env("SECRET_KEY", default=""):
        return str(given)
    path = Path(env("SECRET_KEY_FILE", default=str(home / "secret_key")))
    if not path.exists():
        _write_once(path)
    return path.read_text(encoding="ascii").strip()


def given_secret(env: Env, name: str) -> str:
    """What NAME holds, or the file that NAME_FILE names; "" without either."""
    if path := env(f"{name}_FILE", default=""):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"{name}_FILE: {path} cannot be read.") from error
    return str(env(name, default="")).strip()


def _write_once(path: Path) -> None:
    """Make the key so that two first starts at one instant agree on one."""
    make_home(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        os.link(draft, path)  # fails if the other was first, and never shows a half-written key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
