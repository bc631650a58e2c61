"""Restore a backup: read through before anything is touched, restored beside what is there, then put in its place."""

import os
import shutil
import tarfile
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from config.backups import postgres
from config.backups.erased import erase_again, known_erased, order_again
from config.backups.making import DUMP, KEY, MANIFEST, MEDIA
from config.backups.manifest import Manifest, count_rows, require_known
from config.backups.sealed import DAMAGED, Opening, read_through
from config.problem import Problem

Tell = Callable[[str], None]


def restore_backup(
    path: Path, passphrase: str, *, replace: bool, tell: Tell, erased_lists: Collection[Path] = ()
) -> None:
    """Raises Problem; then what was there stays as it was. `replace` allows for people being there. Whoever was erased
    since, by our own list or `erased_lists`, is erased again."""
    with path.open("rb") as source:
        read_through(source, passphrase)
    manifest = _manifest(path, passphrase)
    missing = require_known(manifest, postgres.server_major())
    _require_room(replace)
    erased = known_erased(manifest.made_at, erased_lists, database=str(connection.settings_dict["NAME"]))
    media = Path(settings.MEDIA_ROOT).with_name("media.restoring")
    shutil.rmtree(media, ignore_errors=True)
    try:
        key = _unpack(path, passphrase, media)
        erasure = _settle(manifest, missing, tell, lambda: order_again(erased, secrets=_secrets(key)))
    except BaseException:
        postgres.forget_restoring()
        shutil.rmtree(media, ignore_errors=True)
        raise
    if postgres.is_embedded():
        postgres.put_in_place()
    _put_media_in_place(media)
    _put_key_in_place(key, tell)
    if erasure is not None:
        erase_again(erasure, key, tell)


def _secrets(key: str) -> list[str]:
    """With which addresses of the erased may have been hashed."""
    return [key, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _manifest(path: Path, passphrase: str) -> Manifest:
    with path.open("rb") as source, tarfile.open(fileobj=Opening(source, passphrase), mode="r|") as tar:
        first = tar.next()
        file = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
        if file is None:
            raise Problem(DAMAGED)
        return Manifest.from_json(file.read())


def _require_room(replace: bool) -> None:
    """People there already are replaced only when that is said; an outside database must be empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('crm_staff') IS NOT NULL")
        [is_made] = cursor.fetchone()
        if is_made and not postgres.is_embedded():
            raise Problem("DATABASE_URL: this database is not empty; a backup is restored into an empty one.")
        if is_made:
            cursor.execute("SELECT count(*) FROM crm_staff WHERE last_login IS NOT NULL")
            [is_used] = cursor.fetchone()
            if is_used and not replace:
                raise Problem(
                    "Somebody works here already: --replace puts the backup in the place of everything there is. "
                    "Make a backup of that first."
                )


def _unpack(path: Path, passphrase: str, media: Path) -> str:
    """Feed the dump to pg_restore and lay media aside. The secret key."""
    key = ""
    with (
        path.open("rb") as source,
        tarfile.open(fileobj=Opening(source, passphrase), mode="r|") as tar,
        postgres.restoring() as dump,
    ):
        for entry in tar:
            file = tar.extractfile(entry)
            if file is None:
                continue
            if entry.name.startswith(DUMP):
                shutil.copyfileobj(file, dump)
            elif entry.name == KEY:
                key = file.read().decode("ascii")
            elif entry.name.startswith(MEDIA):
                tar.extract(entry, media.with_name("media.unpacking"), filter="data")
    unpacked = media.with_name("media.unpacking")
    if (unpacked / "media").is_dir():
        (unpacked / "media").rename(media)
    shutil.rmtree(unpacked, ignore_errors=True)
    return key


def _settle(manifest: Manifest, missing: int, tell: Tell, order: Callable[[], int | None]) -> int | None:
    """As many rows as were put in; then brought up to this version. What `order` answers, of the restored database."""
    with postgres.looking_at_the_restored():
        try:
            found = count_rows()
            if found != manifest.rows:
                raise Problem("The restored tables have not as many rows as the backup says. What was there stays.")
            if missing:
                tell(f"Made by {manifest.version}: {missing} migrations bring it up to this version.")
                call_command("migrate", verbosity=0, interactive=False)
            return order()
        except DatabaseError as error:
            raise Problem(f"The restored database could not be brought up to this version: {error}") from error


def _put_media_in_place(media: Path) -> None:
    target = Path(settings.MEDIA_ROOT)
    before = target.with_name("media.before")
    shutil.rmtree(before, ignore_errors=True)
    with suppress(FileNotFoundError):
        target.rename(before)
    if media.is_dir():
        media.rename(target)
    shutil.rmtree(before, ignore_errors=True)


def _put_key_in_place(key: str, tell: Tell) -> None:
    """Where the key is given by a setting, that setting has to be the backup's."""
    if key == settings.SECRET_KEY:
        return
    path = Path(settings.HOME) / "secret_key"
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"):
        path = Path(settings.HOME) / "secret_key.restored"
        tell(f"The backup's secret key differs from SECRET_KEY: it is in {path}; set it, or secrets are entered again.")
    draft = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(key)
    draft.replace(path)
