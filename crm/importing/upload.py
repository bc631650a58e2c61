"""An upload on its way in: kept for the process alone, its job queued."""

import uuid
from collections.abc import Iterator
from typing import Any, Protocol

from django.core.files.base import File
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.importing.encoding import MOST_BYTES
from crm.importing.wishes import checked_wishes
from crm.models.imports import ImportJob
from crm.models.staff import Staff


class Readable(Protocol):
    """An open file, an upload of Django's, or anything else that gives bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


def start_import(*, staff: Staff, file: Readable, filename: str, dry_run: bool = False, **wishes: Any) -> ImportJob:
    """Keep the upload and queue its job; `crm.jobs.queue_import` or `run_import` does the work.

    A dry run is a preview, which `load_preview` loads for real. `wishes` as in crm.importing.wishes. Raises Refusal.
    """
    job = ImportJob(staff=staff, filename=_plain_name(filename), dry_run=dry_run, **checked_wishes(**wishes))
    name = f"{uuid.uuid4().hex}.upload"
    try:
        job.file.save(name, _Limited(file), save=False)
    except BaseException:
        job.file.storage.delete(f"imports/{name}")
        raise
    job.save()
    return job


class _Limited(File):
    """An upload that is refused once it grows over the limit, whatever size it claimed."""

    def __init__(self, source: Readable) -> None:
        super().__init__(None, name="upload")
        self._source = source

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        size = 0
        while chunk := self._source.read(chunk_size or 1024 * 1024):
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refusal(
                    file=_("The file has more than %(most_bytes)s MB; split it into several files.")
                    % {"most_bytes": MOST_BYTES // 1024**2}
                )
            yield chunk


def _plain_name(filename: str) -> str:
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:300] or "upload"
