"""Reading alone, without a database: a file's rows made into what the import keeps of them."""

import csv
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FIRST = ["Ana", "Sam", "Kim", "Jo", "Lee", "Zoë", "Jörg", "Mara", "Nils", "Pia"]
LAST = ["Lee", "Roe", "Müller", "Stone", "Weber", "Park", "Silva", "Novak", "Diaz", "Okoro"]
ROWS = 100_000
CARDS = 20_000


def measure_reading() -> None:
    print("## Reading and checking, no database\n\n| | rows | seconds | rows/s |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, write in (
            ("CSV, two handles and three tags each", ROWS, _write_csv),
            ("vCard 3.0", CARDS, _write_cards),
            ("Excel", CARDS, _write_workbook),
            ("NDJSON", CARDS, _write_lines),
        ):
            _measure(name, rows, Path(folder) / "people.dat", write)
    print(f"\nMost memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB.\n")


def _measure(name: str, rows: int, path: Path, write: Callable[[Path, int], None]) -> None:
    from crm.importing.checking import check
    from crm.importing.recognise import recognise
    from crm.importing.record import Refused

    write(path, rows)
    start = time.perf_counter()
    kept = sum(1 for record in recognise(path).records() if not isinstance(record, Refused) and check(record))
    taken = time.perf_counter() - start
    if kept != rows:
        raise RuntimeError(f"{name}: {kept} of {rows} rows came back.")
    print(f"| {name} | {rows:,} | {taken:.1f} | {rows / taken:,.0f} |", flush=True)


def _people(rows: int) -> list[tuple[str, str, str, str, list[str]]]:
    return [
        (
            f"{FIRST[n % 10]} {LAST[n // 10 % 10]} {n}",
            f"p{n}@paper{n % 977}.example",
            f"+49 30 {9_000_000 + n}",
            f"Paper {n % 977}",
            ["press", "bikes", f"topic {n % 40}"],
        )
        for n in range(rows)
    ]


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        write = csv.writer(file).writerow
        write(["Name", "Email", "Phone", "Company", "Tags"])
        for name, email, phone, company, tags in _people(rows):
            write([name, email, phone, company, "; ".join(tags)])


def _write_cards(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        for number, (name, email, phone, company, tags) in enumerate(_people(rows)):
            first, _, last = name.partition(" ")
            lines = [
                *("BEGIN:VCARD", "VERSION:3.0", f"UID:{number}", f"FN:{name}", f"N:{last};{first};;;"),
                *(f"ORG:{company};Desk", f"EMAIL;TYPE=INTERNET:{email}", f"TEL;TYPE=CELL:{phone}"),
                *(f"CATEGORIES:{','.join(tags)}", "NOTE:One\\, two\\nthree", "END:VCARD", ""),
            ]
            file.write("\r\n".join(lines))


def _write_workbook(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Email", "Phone", "Company", "Tags"])
        for number, (*texts, tags) in enumerate(_people(rows), start=1):
            sheet.write_row(number, 0, [*texts, "; ".join(tags)])


def _write_lines(path: Path, rows: int) -> None:
    import json

    with path.open("w") as file:
        for name, email, phone, company, tags in _people(rows):
            handles = [{"channel": "email", "value": email}, {"channel": "phone", "value": phone}]
            data = {"name": name, "organization": company, "tags": tags, "handles": handles}
            file.write(json.dumps(data, ensure_ascii=False) + "\n")
