"""Files on their way in."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import OneOf, Shape
from crm.models import ImportJob, ImportMapping, ImportRow, ImportStatus, Visibility


class PlainObject(serializers.JSONField):
    """An object of texts; in a form or a query, as JSON."""

    default_error_messages = {"no_object": "Give an object of names and texts."}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.fail("no_object")
        return value


class Wishes(serializers.Serializer[None]):
    """How the file is to be read and loaded; what is left out is found out, or as usual."""

    format = serializers.CharField(required=False, allow_blank=True, max_length=30)
    mapping = PlainObject(required=False, help_text="Column → field; an empty field leaves the column out.")
    encoding = serializers.CharField(required=False, allow_blank=True, max_length=30)
    separator = serializers.CharField(required=False, allow_blank=True, max_length=1, trim_whitespace=False)
    options = PlainObject(required=False, help_text="Answers to what the format asks: `ours`, `dates`, `list`.")
    visibility = OneOf(Visibility.choices, required=False)
    overwrite = serializers.ListField(
        child=serializers.CharField(max_length=20),
        required=False,
        max_length=20,
        help_text="Fields in which the file knows better; all others are only filled where blank.",
    )
    tags = serializers.ListField(child=serializers.CharField(), required=False, max_length=50)
    client = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Whose past pitches these are: a no in the file is then one to this client alone.",
    )


class ImportRequest(Wishes):
    file = serializers.FileField()
    dry_run = serializers.BooleanField(required=False, help_text="A preview: say what would happen.")


class ProgressShape(serializers.Serializer[None]):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="Null until the file has been counted.")


class ImportShape(Shape):
    left = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="Of mail: why → how many were not taken."
    )
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
            "separator",
            "options",
            "mapping",
            "visibility",
            "overwrite",
            "tags",
            "client",
            "dry_run",
            "status",
            "phase",
            "progress",
            "created",
            "updated",
            "unchanged",
            "refused",
            "interactions",
            "boundaries",
            "private",
            "partly",
            "columns_left_out",
            "left",
            "error",
            "cancel_requested",
            "created_at",
            "finished_at",
            "undone_at",
            "undone_by",
            "version",
        )

    def get_progress(self, job: ImportJob) -> ProgressShape:
        return {"done": job.done, "total": job.total}  # type: ignore[return-value]

    def get_version(self, job: ImportJob) -> int:
        """Rises with every step: jobs are changed by the worker, row by row."""
        begun = {ImportStatus.QUEUED: 1, ImportStatus.RUNNING: 2}.get(ImportStatus(job.status), 3)
        return begun + job.done + int(job.cancel_requested) + int(job.undone_at is not None)


class AlikeShape(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    organization = serializers.CharField(allow_blank=True)


class ImportRowShape(Shape):
    """What became, or in a preview would become, of one row. `contact` and `looks_like` only as far as one may see
    them; `changes` is field → [from, to]."""

    name = serializers.SerializerMethodField()
    contact = serializers.IntegerField(source="seen_contact", allow_null=True)
    looks_like = AlikeShape(many=True, source="alike")
    changes = serializers.DictField(allow_null=True)

    class Meta:
        model = ImportRow
        fields = (
            "id",
            "number",
            "name",
            "result",
            "reason",
            "contact",
            "changes",
            "looks_like",
            "undone",
            "kept_because",
        )

    def get_name(self, row: ImportRow) -> str:
        return str(row.data.get("name") or "")


class MappingShape(Shape):
    mapping = PlainObject()

    class Meta:
        model = ImportMapping
        fields = ("id", "name", "mapping", "saved_by", "saved_at")
        read_only_fields = ("saved_by", "saved_at")


class ColumnShape(serializers.Serializer[None]):
    title = serializers.CharField(allow_blank=True)
    examples = serializers.ListField(child=serializers.CharField())
    field = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class QuestionShape(serializers.Serializer[None]):
    name = serializers.CharField()
    asks = serializers.CharField()
    choices = serializers.DictField(child=serializers.CharField())
    suggestion = serializers.CharField(allow_blank=True)


class DescriptionShape(serializers.Serializer[Any]):
    """How the file would be read, and what each column probably holds."""

    format = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    encoding = serializers.CharField()
    encoding_because = serializers.CharField(allow_blank=True)
    separator = serializers.CharField(allow_blank=True)
    header_row = serializers.IntegerField()
    columns = ColumnShape(many=True)
    questions = QuestionShape(many=True)


class DeckShape(serializers.Serializer[None]):
    contacts = serializers.ListField(child=serializers.IntegerField(), help_text="By name, the first 500.")
    audible = serializers.IntegerField(help_text="How many of all whom it brought have a feed or profile.")


class ListenedShape(serializers.Serializer[None]):
    people = serializers.IntegerField()
    sources = serializers.ListField(child=serializers.IntegerField(), help_text="Those that are new.")
