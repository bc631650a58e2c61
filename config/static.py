"""Static files under names that tell what is in them, our scripts that import each other included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Named  # type: ignore[import-untyped]


class NamedByContent(Named):
    # A script imports another by the name its page loads it by: else the browser would run it twice. Django can do
    # so for every script or for none; other people's import what is not there.
    patterns = (*Named.patterns, ("frontend/*.js", Named._js_module_import_aggregation_patterns[1]))
