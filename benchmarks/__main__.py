"""Measure; README's and docs' figures come from here. `make bench`, or with `--large` also a ten times larger book.

Everything runs in a home of its own below LISTENLARGE_HOME, on this machine's loopback, and is ended after."""

import argparse
import os
import platform
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


PARTS = (
    *("book", "log", "import", "mail", "export", "duplicates", "copies", "ask", "reports", "start"),
    *("matching", "reading", "listening", "screens", "walls"),
)


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--large", action="store_true", help="also 1,000,000 contacts, 5,000,000 interactions")
    options.add_argument("--small", action="store_true", help="a fifth of the book alone: for a first look")
    options.add_argument("--only", choices=PARTS, help="one part alone")
    return options.parse_args()


def main() -> None:
    asked = _asked()
    home = Path(os.environ.get("LISTENLARGE_HOME", ROOT / "var")).resolve() / "bench"
    os.environ.update(LISTENLARGE_HOME=str(home), LISTENLARGE_DATABASE_ROLE="own", LOG_LEVEL="WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    print(f"Measured on {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.\n")

    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.database import bench_database

    call_command("collectstatic", interactive=False, verbosity=0)
    if asked.only in (None, "matching"):
        from benchmarks.matching import measure_matching

        measure_matching()
    if asked.only in (None, "reading"):
        from benchmarks.reading import measure_reading

        measure_reading()
    if asked.only in ("matching", "reading"):
        return
    with bench_database(home):
        if asked.only not in ("start", "listening"):
            _measure_book(asked)
        if asked.only in (None, "listening"):
            from benchmarks.listening import measure_listening

            measure_listening()
    if asked.only in (None, "start"):
        from benchmarks.start import measure_start

        measure_start(home)


def _measure_book(asked: argparse.Namespace) -> None:
    from benchmarks.asking import measure_asks
    from benchmarks.book import measure_book
    from benchmarks.copies import measure_copies
    from benchmarks.duplicates import measure_duplicates
    from benchmarks.exporting import measure_exports
    from benchmarks.importing import measure_import
    from benchmarks.log import measure_log
    from benchmarks.mail import measure_mail
    from benchmarks.people import make_book
    from benchmarks.reports import measure_reports
    from benchmarks.screens import measure_screens
    from benchmarks.walls import measure_walls

    sizes = [(20_000, 200_000) if asked.small else (100_000, 1_000_000)]
    sizes += [(1_000_000, 5_000_000)] if asked.large else []
    for contacts, interactions in sizes:
        if asked.only in ("duplicates", "mail"):
            interactions = 0  # they do not matter to it
        make_book(contacts=contacts, interactions=interactions)
        print(f"## {contacts:,} contacts, {interactions:,} interactions, 8 staff, 5 live campaigns\n")
        if asked.only in (None, "book"):
            measure_book(interactions)
        if asked.only in (None, "log"):
            measure_log()
        if asked.only in (None, "screens"):
            measure_screens()
        if asked.only in (None, "import"):
            measure_import()
        if asked.only in (None, "mail"):
            measure_mail()
        if asked.only in (None, "export"):
            measure_exports()
        if asked.only in (None, "duplicates"):
            measure_duplicates(contacts)
        if asked.only in (None, "copies"):
            measure_copies()
        if asked.only in (None, "ask"):
            measure_asks()
        if asked.only in (None, "walls"):
            measure_walls()
        if asked.only in (None, "reports"):  # the last: it adds colleagues and asks
            measure_reports()


if __name__ == "__main__":
    main()
