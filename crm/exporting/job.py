"""An export from request to file, or straight to whoever asked. Each leaves a record of who took what, and when."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.exporting.formats import format_of
from crm.exporting.pieces import Cancelled, Pieces, Progress, watched
from crm.exporting.selection import Chosen, Filters, choose, chosen
from crm.models import Export, ExportStatus, ExportWay, ExportWhat, Staff

KEPT = timedelta(hours=24)


def start_export(
    *,
    staff: Staff,
    format: str,
    filters: Filters,
    as_of: datetime,
    sensitive: bool = False,
    what: str = ExportWhat.CONTACTS,
    way: ExportWay = ExportWay.JOB,
) -> Export:
    """Record what is wanted; `run_export` does the work. Raises Refusal."""
    format_of(what, format)
    choose(staff=staff, filters=filters, as_of=as_of, what=what)
    given = {name: value if isinstance(value, str) else list(value) for name, value in filters.items()}
    return Export.objects.create(
        staff=staff, what=what, format=format, filter=given, sensitive=sensitive, way=way, created_at=as_of
    )


def stream_export(
    *,
    staff: Staff,
    format: str,
    filters: Filters,
    as_of: datetime,
    sensitive: bool = False,
    what: str = ExportWhat.CONTACTS,
) -> Iterator[bytes]:
    """The bytes, as the database gives them; recorded before the first one leaves. Raises Refusal at once."""
    wanted: dict[str, Any] = {
        "format": format,
        "filters": filters,
        "as_of": as_of,
        "sensitive": sensitive,
        "what": what,
    }
    export = start_export(staff=staff, way=ExportWay.STREAM, **wanted)
    return _streamed(export, _chosen(export, as_of))


def _streamed(export: Export, rows: Chosen) -> Iterator[bytes]:
    seen = [0]
    status = ExportStatus.CANCELLED  # they hung up, unless we come to the end
    try:
        yield from format_of(export.what, export.format).write(
            replace(rows, told=lambda done: seen.__setitem__(0, done))
        )
        status = ExportStatus.DONE
    finally:
        Export.objects.filter(pk=export.pk).update(status=status, done=seen[0], finished_at=timezone.now())


def run_export(export_id: int, *, as_of: datetime | None = None, progress: Progress | None = None) -> Export:
    """Write the file. `as_of` is the clock, None means now; `progress` is called now and then. A job that was
    stopped by a crash is begun anew; one that is finished stays as it is."""
    export = Export.objects.select_related("staff").get(pk=export_id)
    if export.status not in (ExportStatus.QUEUED, ExportStatus.RUNNING):
        return export
    now = as_of or timezone.now()
    try:
        _write_file(export, now, progress)
    except Cancelled:
        _finish(export, ExportStatus.CANCELLED, now)
    except Refusal as error:
        _finish(export, ExportStatus.FAILED, now, str(error))
    except Exception:
        _finish(export, ExportStatus.FAILED, now, "The export stopped unexpectedly; start it again.")
        raise
    return export


def cancel_export(export: Export, *, as_of: datetime) -> None:
    """Stop it between two pieces; one that waits at once."""
    Export.objects.filter(pk=export.pk).update(cancel_requested=True)
    waiting = Export.objects.filter(pk=export.pk, status=ExportStatus.QUEUED)
    waiting.update(status=ExportStatus.CANCELLED, finished_at=as_of)
    export.refresh_from_db()


def forget_expired(*, as_of: datetime) -> int:
    """Delete the files whose day is over; who took what stays on record. Answers how many there were."""
    expired = Export.objects.filter(expires_at__lte=as_of).exclude(file="")
    for export in expired:
        export.file.storage.delete(str(export.file.name))
        Export.objects.filter(pk=export.pk).update(file="", status=ExportStatus.EXPIRED)
    return len(expired)


def _chosen(export: Export, as_of: datetime) -> Chosen:
    return choose(**_wanted(export, as_of), sensitive=export.sensitive)


def _wanted(export: Export, as_of: datetime) -> dict[str, Any]:
    return {"what": export.what, "staff": export.staff, "filters": export.filter, "as_of": as_of}


def _write_file(export: Export, now: datetime, progress: Progress | None) -> None:
    if export.staff.left_on is not None:
        raise Refusal(_("Who asked for this has left."))
    export.total = chosen(**_wanted(export, now)).count()
    export.status = ExportStatus.RUNNING
    export.save(update_fields=["status", "total"])
    known = format_of(export.what, export.format)
    name = f"{uuid.uuid4().hex}.{known.ending}"
    with watched(export, progress) as told:
        try:
            export.file.save(name, Pieces(known.write(replace(_chosen(export, now), told=told))), save=False)
        except BaseException:
            export.file.storage.delete(f"exports/{name}")
            export.file.name = ""
            raise
    export.expires_at = now + KEPT
    _finish(export, ExportStatus.DONE, now)


def _finish(export: Export, status: ExportStatus, now: datetime, error: str = "") -> None:
    export.status, export.error, export.finished_at = status, error, now
    export.save(update_fields=["status", "error", "finished_at", "expires_at", "file", "done"])
