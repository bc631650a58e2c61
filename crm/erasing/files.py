"""Files in which a person stands: uploads that wait, exports that wait to be fetched."""

import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import Storage

from crm.models import Export, ExportStatus, ImportJob

CHUNK = 1024 * 1024
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def forget_files(traces: Collection[str], *, before: datetime) -> int:
    """Exports made before go, all of them: they wait for a day only and can be made anew. Of uploads, those in which
    one of the `traces` stands; their import says that the file is to be loaded again."""
    gone = 0
    for export in Export.objects.filter(created_at__lte=before).exclude(file=""):
        gone += _delete(export)
        Export.objects.filter(pk=export.pk).update(file="", status=ExportStatus.EXPIRED)
    wanted = _forms(traces)
    for job in ImportJob.objects.exclude(file=""):
        storage: Storage = job.file.storage
        if storage.exists(str(job.file.name)) and _holds(job, wanted):
            gone += _delete(job)
            ImportJob.objects.filter(pk=job.pk).update(file="")
    return gone


def _delete(row: Any) -> int:
    storage: Storage = row.file.storage
    there = storage.exists(str(row.file.name))
    storage.delete(str(row.file.name))
    return int(there)


def _forms(traces: Collection[str]) -> list[bytes]:
    forms = set()
    for trace in traces:
        for encoding in ENCODINGS:
            try:
                forms.add(trace.lower().encode(encoding))
            except UnicodeEncodeError:
                continue
    return sorted(forms)


def _holds(job: ImportJob, wanted: list[bytes]) -> bool:
    with job.file.open("rb") as file:
        return any(_found(stream, wanted) for stream in _streams(file))


def _streams(file: Any) -> Iterator[IO[bytes]]:
    """The file, and where it is an archive or a workbook, what is packed in it."""
    yield file
    file.seek(0)
    if not zipfile.is_zipfile(file):
        return
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            with archive.open(member) as packed:
                yield packed


def _found(stream: IO[bytes], wanted: list[bytes]) -> bool:
    longest = max(map(len, wanted), default=0)
    tail = b""
    while chunk := stream.read(CHUNK):
        held = tail + chunk.lower()
        if any(form in held for form in wanted):
            return True
        tail = held[-longest:]
    return False
