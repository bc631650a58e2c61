"""Bulk actions, tags, saved views."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.shape import LAST, OneOf, Shape
from crm.models import BulkAction, BulkVerb, SavedView

SHOWN = 100


class FilterField(serializers.DictField):
    """Filters of `contacts/` by name; a list where one may be given twice."""

    def to_internal_value(self, data: Any) -> Any:
        given = super().to_internal_value(data)
        for name, value in given.items():
            texts = value if isinstance(value, list) else [value]
            if not all(isinstance(text, str | int) for text in texts):
                raise serializers.ValidationError({name: ["Give a text, a number or a list of them."]})
        return {
            name: [str(v) for v in value] if isinstance(value, list) else _text(value) for name, value in given.items()
        }


def _text(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


class BulkRequest(serializers.Serializer[None]):
    action = OneOf(BulkVerb.choices)
    filter = FilterField(required=False, help_text="Filters of `contacts/`; none: everybody.")
    contacts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, max_length=10_000
    )
    params = serializers.DictField(
        required=False,
        help_text="`tag`, and `to` for rename_tag; `owner`; `visibility`; for shortlist `campaign`, and `staff` who "
        "would ask (`nearest`: who knows each of them best).",
    )


class KeptContact(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class BulkShape(Shape):
    version = serializers.SerializerMethodField()

    class Meta:
        model = BulkAction
        fields = (
            "id", "staff", "action", "filter", "contacts", "params", "status", "total", "changed", "kept", "error",
            "created_at", "finished_at", "undone_at", "undone_by", "version",
        )  # fmt: skip

    def get_version(self, bulk: BulkAction) -> int:
        """Rises with every step."""
        return ["queued", "running", "failed", "done", "undoing", "undone"].index(bulk.status) + 1


class TagShape(serializers.Serializer[None]):
    name = serializers.CharField()
    count = serializers.IntegerField(help_text="Contacts in use that have it and that you may see.")


class TagList(serializers.Serializer[None]):
    results = TagShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class SavedViewShape(Shape):
    filter = FilterField(required=False)
    gone = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ("id", "name", "owner", "shared", "filter", "sort", "columns", "gone", *LAST)
        read_only_fields = ("owner",)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_gone(self, view: SavedView) -> list[str]:
        """Put there by the view set, for a whole page at once."""
        return list(getattr(view, "gone_words", []))
