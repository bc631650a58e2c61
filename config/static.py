"""Static files under names that tell what is in them, our scripts that import each other included."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage as Named  # type: ignore[import-untyped]

from frontend.sheets import SHEETS, TOGETHER


class NamedByContent(Named):
    bundles = True
    # A script imports another by the name its page loads it by: else the browser would run it twice. Django can do
    # so for every script or for none; other people's import what is not there.
    patterns = (*Named.patterns, ("frontend/*.js", Named._js_module_import_aggregation_patterns[1]))

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and SHEETS[0] in paths:
            self._put_together()
            paths = {**paths, TOGETHER: (self, TOGETHER)}
        yield from super().post_process(paths, dry_run, **options)

    def _put_together(self) -> None:
        sheets = [Path(self.path(name)).read_text(encoding="utf-8") for name in SHEETS]
        Path(self.path(TOGETHER)).write_text("\n".join(sheets), encoding="utf-8")
