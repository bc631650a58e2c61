"""Files made to break the readers of imports: atheris changes them towards whatever code they have not reached yet.

By hand, for it is never done and needs a package that nothing else does (docs/importing.md says how):

    python -m benchmarks.fuzzing FOLDER -max_total_time=1800

FOLDER holds files to begin with, such as one of each format, and takes in what was found to reach further. A file that
breaks a reader is left beside as crash-…; what the readers may say of any file is one of their sentences."""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"  # reading asks no database

    import atheris  # type: ignore[import-not-found,unused-ignore]
    import django

    django.setup()
    with atheris.instrument_imports(include=["crm.importing", "crm.handles", "crm.profiles"]):
        from crm.importing.checking import as_cells, check, fingerprint_of
        from crm.importing.recognise import recognise
        from crm.importing.record import Refused, Unreadable
        from crm.importing.suggest import describe

    path = Path(tempfile.mkdtemp(prefix="listenlarge-fuzzing-")) / "file"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        try:
            for record in recognise(path).records():
                if isinstance(record, Refused):
                    assert record.reason
                    continue
                as_cells(record)
                kept = check(record, as_of=AS_OF)
                if not isinstance(kept, Refused):
                    assert kept["name"]
                    assert "\0" not in fingerprint_of(kept) + str(list(kept.values()))
            describe(path)
        except Unreadable as sentence:
            assert str(sentence)

    atheris.Setup([*sys.argv, "-max_len=6000", "-timeout=25", "-rss_limit_mb=2000"], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
