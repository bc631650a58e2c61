"""An upload on its way in: kept for the process alone, its job queued."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Protocol

from django.core.files.base import File

from crm.errors import Refusal
from crm.importing.columns import FIELDS
from crm.importing.encoding import MOST_BYTES, legible, named_encoding
from crm.importing.recognise import FORMATS
from crm.importing.record import Unreadable
from crm.models.contacts import Visibility
from crm.models.imports import ImportJob
from crm.models.staff import Staff


class Readable(Protocol):
    """An open file, an upload of Django's, or anything else that gives bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


def start_import(
    *,
    staff: Staff,
    file: Readable,
    filename: str,
    format: str = "",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    visibility: str = "team",
    encoding: str = "",
) -> ImportJob:
    """Keep the upload and queue its job; `crm.jobs.queue_import` or `run_import` does the work.

    Empty `format` and `encoding` are found out. `mapping` is header → field of columns.FIELDS, "" leaves a
    column out; None maps what is recognised. Raises Refusal.
    """
    mapping = {legible(str(title)): str(field) for title, field in (mapping or {}).items()}
    errors: dict[str, str] = {}
    try:
        encoding = named_encoding(encoding).name if encoding else ""
    except Unreadable as error:
        errors["encoding"] = str(error)
    if format and format not in FORMATS:
        errors["format"] = f"“{format[:40]}” is no format; use {', '.join(FORMATS)}, or leave it out."
    if unknown := [field for field in mapping.values() if field and field not in FIELDS]:
        errors["mapping"] = f"“{str(unknown[0])[:40]}” is no field; use one of {', '.join(FIELDS)}."
    if visibility not in Visibility.values:
        errors["visibility"] = "Visibility must be team or private."
    if errors:
        raise Refusal(**errors)
    job = ImportJob(
        staff=staff,
        filename=_plain_name(filename),
        format=format,
        mapping=mapping,
        dry_run=dry_run,
        visibility=visibility,
        encoding=encoding,
    )
    name = f"{uuid.uuid4().hex}.upload"
    try:
        job.file.save(name, _Limited(file), save=False)
    except Refusal:
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
                raise Refusal(file=f"The file has more than {MOST_BYTES // 1024**2} MB; split it into several files.")
            yield chunk


def _plain_name(filename: str) -> str:
    last = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:300] or "upload"
