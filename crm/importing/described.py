"""How a job's file would be read: what was found out or chosen, and the mapping saved for files like it."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from crm.actions.save_mapping import mapping_for
from crm.correspondence import archives
from crm.correspondence.incoming import reader_of
from crm.errors import Conflict
from crm.importing.brought import Question
from crm.importing.encoding import is_what_is_found
from crm.importing.suggest import Description, describe
from crm.models.imports import ImportJob, ImportMapping


@dataclass(frozen=True, slots=True)
class Described:
    how: Description
    saved: ImportMapping | None
    """A mapping that fits the header; None if nobody saved one. It is in `how` unless another was chosen."""


def describe_job(job: ImportJob) -> Described:
    """Raises Unreadable, and Conflict when the file is gone because its work is done."""
    if not job.file or not job.file.storage.exists(str(job.file.name)):
        raise Conflict(_("The file is no longer there; load it again."))
    how = _describe(job, dict(job.mapping))
    saved = mapping_for(column.title for column in how.columns) if how.columns else None
    if saved and not job.mapping:
        how = _describe(job, saved.mapping)
    return Described(how, saved)


def _describe(job: ImportJob, mapping: dict[str, str]) -> Description:
    path = Path(job.file.path)
    if job.format == archives.NAME or (not job.format and archives.is_mail(path)):
        return _of_mail(job)
    return describe(
        path,
        format=job.format,
        encoding="" if is_what_is_found(path, job.encoding) else job.encoding,
        separator=job.separator,
        mapping=mapping,
        options=job.options,
        filename=job.filename,
    )


def _of_mail(job: ImportJob) -> Description:
    """Only whose it is can be asked: filled in with what the archive itself says, if it is not known already."""
    path, own = Path(job.file.path), reader_of(job.staff).own
    ours = Question(
        "ours", _("Which other addresses are yours? Several with commas."), {}, archives.likely_owner(path, own)
    )
    return Description(
        format=archives.NAME,
        label=archives.LABEL,
        encoding="utf-8",
        encoding_because=_("each message says its own"),
        separator="",
        header_row=0,
        columns=(),
        questions=[ours],
    )
