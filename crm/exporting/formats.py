"""The formats people leave with: each turns the chosen contacts into bytes, piece by piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crm.exporting.lines import csv_file, json_file, ndjson_file
from crm.exporting.selection import Chosen
from crm.exporting.vcard import vcard_file
from crm.exporting.workbook import xlsx_file


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
