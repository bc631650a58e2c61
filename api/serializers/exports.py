"""Files on their way out."""

from typing import Any

from rest_framework import serializers

from api.serializers.imports import ProgressShape
from api.serializers.shape import Moment, OneOf, Shape
from crm.exporting.formats import FORMATS
from crm.models import Export, ExportStatus, ExportWhat

FORMAT_CHOICES = [(known.name, known.label) for known in FORMATS.values()]


class ExportRequest(serializers.Serializer[None]):
    what = OneOf(
        ExportWhat.choices, required=False, help_text="Else `contacts`; `everything` leaves as JSON or NDJSON."
    )
    format = OneOf(FORMAT_CHOICES)
    filter = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        help_text="Filters of `contacts/` (of `interactions/` for these), each a value or a list.",
    )
    sensitive = serializers.BooleanField(
        required=False, help_text="With what is said on sensitive topics, in JSON and its lines."
    )

    def validate_filter(self, value: dict[str, Any]) -> dict[str, str | list[str]]:
        return {name: self._values(given) for name, given in value.items()}

    def _values(self, given: Any) -> str | list[str]:
        several = given if isinstance(given, list) else [given]
        if not all(isinstance(one, str | int) for one in several) or any("\0" in str(one) for one in several):
            raise serializers.ValidationError("A filter is a word, a number, true or false, or a list of them.")
        words = [str(one).lower() if isinstance(one, bool) else str(one) for one in several]
        return words if isinstance(given, list) else words[0]


class ExportShape(Shape):
    progress = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()
    created_at = Moment()

    class Meta:
        model = Export
        fields = (
            "id",
            "staff",
            "what",
            "format",
            "filter",
            "sensitive",
            "way",
            "status",
            "progress",
            "error",
            "cancel_requested",
            "created_at",
            "finished_at",
            "expires_at",
            "version",
        )

    def get_progress(self, export: Export) -> ProgressShape:
        return {"done": export.done, "total": export.total}  # type: ignore[return-value]

    def get_version(self, export: Export) -> int:
        """Rises with every step: exports are changed by the worker."""
        begun = {ExportStatus.QUEUED: 1, ExportStatus.RUNNING: 2, ExportStatus.EXPIRED: 4}
        return begun.get(ExportStatus(export.status), 3) + export.done + int(export.cancel_requested)
