"""What leaves, and the formats it leaves in: each turns the chosen rows into bytes, piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.exporting.exchanges import interactions_csv, interactions_json, interactions_ndjson
from crm.exporting.lines import csv_file, json_file, ndjson_file, whole_json_file, whole_ndjson_file
from crm.exporting.selection import Chosen
from crm.exporting.vcard import vcard_file
from crm.exporting.workbook import xlsx_file
from crm.models import ExportWhat


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    label: str
    content_type: str
    ending: str
    write: Callable[[Chosen], Iterator[bytes]]


FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format("csv", "CSV", "text/csv; charset=utf-8", "csv", csv_file),
        Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx_file),
        Format("vcard", "vCard", "text/vcard; charset=utf-8", "vcf", vcard_file),
        Format("json", "JSON", "application/json", "json", json_file),
        Format("ndjson", "NDJSON", "application/x-ndjson", "ndjson", ndjson_file),
    )
}

WRITERS: dict[str, dict[str, Format]] = {
    ExportWhat.CONTACTS: FORMATS,
    ExportWhat.EVERYTHING: {
        "json": replace(FORMATS["json"], write=whole_json_file),
        "ndjson": replace(FORMATS["ndjson"], write=whole_ndjson_file),
    },
    ExportWhat.INTERACTIONS: {
        "csv": replace(FORMATS["csv"], write=interactions_csv),
        "json": replace(FORMATS["json"], write=interactions_json),
        "ndjson": replace(FORMATS["ndjson"], write=interactions_ndjson),
    },
}


def format_of(what: str, name: str) -> Format:
    """Raises Refusal for what does not exist, or does not go together."""
    if what not in WRITERS:
        raise Refusal(
            what=_("“%(what)s” cannot leave; these can: %(writers)s.")
            % {"what": what[:40], "writers": ", ".join(WRITERS)}
        )
    if name not in FORMATS:
        raise Refusal(
            format=_("“%(name)s” is no format; use %(formats)s.") % {"name": name[:40], "formats": ", ".join(FORMATS)}
        )
    if name not in (fitting := WRITERS[what]):
        raise Refusal(
            format=_("%(capitalize)s leave as %(fitting)s; use one of these.")
            % {"capitalize": what.capitalize(), "fitting": ", ".join(fitting)}
        )
    return fitting[name]


def file_name(what: str, known: Format, day: date) -> str:
    return f"{what}-{day:%Y-%m-%d}.{known.ending}"
