"""Make a backup: a tar of the manifest, the dump in pieces, media and the secret key, sealed as it is written."""

import io
import os
import tarfile
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from config.backups.manifest import describe
from config.backups.postgres import dumping
from config.backups.sealed import Sealing
from config.problem import Problem

MANIFEST, KEY, DUMP, MEDIA = "manifest.json", "secret_key", "database/", "media/"
PART = 16 * 1024 * 1024  # of the dump: a tar wants to know lengths beforehand


def make_backup(path: Path, passphrase: str, *, as_of: datetime) -> None:
    """Seen under its name only when whole. Raises Problem; then there is no file."""
    if path.exists():
        raise Problem(f"{path} is there already; choose another name.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            _write(out, passphrase, as_of)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
    except OSError as error:
        raise Problem(f"No backup was made in {path.parent}: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _write(out: IO[bytes], passphrase: str, as_of: datetime) -> None:
    sealing = Sealing(out, passphrase)  # type: ignore[arg-type]
    with tarfile.open(fileobj=sealing, mode="w|") as tar:
        with transaction.atomic(), connection.cursor() as cursor:
            # One snapshot for the dump and for the counts beside it, whatever is written meanwhile.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            _add(tar, MANIFEST, describe(as_of).as_json(), as_of)
            with dumping(snapshot) as dump:
                number = 0
                while part := dump.read(PART):
                    _add(tar, f"{DUMP}{number:06}", part, as_of)
                    number += 1
        _add(tar, KEY, settings.SECRET_KEY.encode(), as_of)
        _add_media(tar)
    sealing.finish()


def _add(tar: tarfile.TarFile, name: str, data: bytes, as_of: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), 0o600, int(as_of.timestamp())
    tar.addfile(entry, io.BytesIO(data))


def _add_media(tar: tarfile.TarFile) -> None:
    """After the dump: each file that the dump names is there, unless it was forgotten meanwhile."""
    folder = Path(settings.MEDIA_ROOT)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_file() or path.is_symlink():
            continue
        try:
            with path.open("rb") as file:
                entry = tar.gettarinfo(arcname=f"{MEDIA}{path.relative_to(folder)}", fileobj=file)
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                tar.addfile(entry, file)
        except FileNotFoundError:
            continue
