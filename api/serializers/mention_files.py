"""Files of posts that were observed elsewhere."""

from rest_framework import serializers

from api.serializers.imports import ProgressShape
from api.serializers.shape import Shape
from crm.models import ImportStatus
from listening.models import MentionFile


class MentionFileRequest(serializers.Serializer[None]):
    file = serializers.FileField(help_text="CSV or JSON, up to 20 MB; columns are recognised by their names.")


class MentionFileShape(Shape):
    progress = ProgressShape(source="*")
    results = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="`new`, `edited`, `known`, `passed`, `gone`: how many rows became it.",
    )
    refused = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = MentionFile
        fields = (
            *("id", "filename", "status", "progress", "results", "refused", "error", "cancel_requested"),
            *("created_at", "finished_at", "undone_at", "version"),
        )

    def get_refused(self, file: MentionFile) -> int:
        return len(file.refused)

    def get_version(self, file: MentionFile) -> int:
        begun = {ImportStatus.QUEUED: 1, ImportStatus.RUNNING: 2}.get(ImportStatus(file.status), 3)
        return begun + file.done + int(file.cancel_requested) + int(file.undone_at is not None)
