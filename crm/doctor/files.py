"""Files that records name are there, and no file lies about that no record names."""

from datetime import datetime, timedelta
from pathlib import Path

from crm.doctor.invariants import Invariant
from crm.models import Export, ExportStatus, ImportJob, ImportStatus

FRESH = timedelta(hours=1)  # one being written has no record yet


def _folder(model: type[ImportJob] | type[Export]) -> Path:
    field = model._meta.get_field("file")
    return Path(field.storage.path(str(field.upload_to)))


def _missing() -> list[str]:
    """Of what is still to be read or fetched: an import that is over needs its file no more."""
    imports = ImportJob.objects.filter(status__in=[ImportStatus.QUEUED, ImportStatus.RUNNING]).exclude(file="")
    exports = Export.objects.filter(status=ExportStatus.DONE).exclude(file="")
    return [
        *(f"import job {job.pk}" for job in imports if not Path(job.file.path).is_file()),
        *(f"export {export.pk}" for export in exports if not Path(export.file.path).is_file()),
    ]


def _orphans(as_of: datetime) -> list[str]:
    before = (as_of - FRESH).timestamp()
    found = []
    for model in (ImportJob, Export):
        folder = _folder(model)
        named = {Path(name).name for name in model.objects.exclude(file="").values_list("file", flat=True)}
        left = (path for path in sorted(folder.glob("*")) if path.name not in named and path.stat().st_mtime < before)
        found += [f"file {folder.name}/{path.name}" for path in left]
    return found


def files(as_of: datetime) -> tuple[Invariant, ...]:
    return (
        Invariant(
            "files there",
            "Every file that is still to be read or fetched is there.",
            _missing,
            "Restore media from a backup.",
        ),
        Invariant("files needed", "No file lies about that nothing names.", lambda: _orphans(as_of), "Delete them."),
    )
