"""Files on their way in."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import OneOf, Shape
from crm.models import ImportJob, ImportStatus, Visibility


class ImportRequest(serializers.Serializer[None]):
    file = serializers.FileField()
    format = serializers.CharField(required=False, allow_blank=True, max_length=30)
    mapping = serializers.JSONField(required=False, help_text="Column → field, as JSON.")
    dry_run = serializers.BooleanField(required=False)
    visibility = OneOf(Visibility.choices, required=False)
    encoding = serializers.CharField(required=False, allow_blank=True, max_length=30)

    def validate_mapping(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise serializers.ValidationError("mapping is an object of column names and field names.")
        return value


class ProgressShape(serializers.Serializer[None]):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="Null until the file has been counted.")


class ImportShape(Shape):
    progress = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = ImportJob
        fields = (
            "id",
            "staff",
            "filename",
            "format",
            "encoding",
            "mapping",
            "visibility",
            "dry_run",
            "status",
            "progress",
            "created",
            "updated",
            "unchanged",
            "refused",
            "error",
            "cancel_requested",
            "created_at",
            "finished_at",
            "version",
        )

    def get_progress(self, job: ImportJob) -> ProgressShape:
        return {"done": job.done, "total": job.total}  # type: ignore[return-value]

    def get_version(self, job: ImportJob) -> int:
        """Rises with every step: jobs are changed by the worker, row by row."""
        begun = {ImportStatus.QUEUED: 1, ImportStatus.RUNNING: 2}.get(ImportStatus(job.status), 3)
        return begun + job.done + int(job.cancel_requested)
