"""Erasing people, how long things are kept, and what was changed."""

from typing import Any

from rest_framework import serializers

from api.serializers.imports import ProgressShape
from api.serializers.shape import Moment, OneOf, Shape
from crm.channels import Channel
from crm.erasing.subject import ADDRESS_LONGEST
from crm.models import Erasure, Kept


class EraseRequest(serializers.Serializer[None]):
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="Stays on the receipt. No names."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Say what of it you can see would go; change nothing.")


class EraseByAddress(EraseRequest):
    """Whoever holds it: somebody only a colleague relates to, or who was only heard, has the same right."""

    channel = OneOf(Channel.choices)
    value = serializers.CharField(max_length=ADDRESS_LONGEST)


class ErasurePlan(serializers.Serializer[None]):
    """What a dry run answers. More may go than you can see."""

    contacts = serializers.ListField(child=serializers.IntegerField())
    addresses = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class ErasureShape(Shape):
    ordered_at = Moment()
    progress = serializers.SerializerMethodField()
    erased = serializers.DictField(child=serializers.IntegerField(), help_text="Rows of each kind.")
    kept = serializers.DictField(child=serializers.IntegerField(), help_text="Under keyed hashes of their addresses.")
    version = serializers.SerializerMethodField()

    class Meta:
        model = Erasure
        fields = (
            "id",
            "ordered_by",
            "ordered_at",
            "reason",
            "status",
            "progress",
            "erased",
            "kept",
            "error",
            "finished_at",
            "version",
        )

    def get_progress(self, erasure: Erasure) -> ProgressShape:
        return {"done": erasure.done, "total": erasure.total}  # type: ignore[return-value]

    def get_version(self, erasure: Erasure) -> int:
        """Rises with every step."""
        begun = {"queued": 1, "running": 2, "failed": 3}
        return begun.get(erasure.status, 4) + erasure.done


class RetentionRow(serializers.Serializer[None]):
    kind = OneOf(Kept.choices)
    days = serializers.IntegerField(allow_null=True, help_text="Empty: for good.")
    usual = serializers.IntegerField(allow_null=True)
    least = serializers.IntegerField()
    why = serializers.CharField()


class RetentionList(serializers.Serializer[None]):
    results = RetentionRow(many=True)


class RetentionRequest(serializers.Serializer[None]):
    days = serializers.DictField(
        child=serializers.IntegerField(allow_null=True, min_value=1, max_value=36_500),
        help_text="By kind; null keeps for good. Those not named stay.",
    )


class ChangeShape(serializers.Serializer[None]):
    """One change of one record."""

    at = Moment()
    staff = serializers.IntegerField(allow_null=True)
    by = serializers.CharField(allow_blank=True, help_text="Their name; without a person the database's role.")
    door = OneOf(["screen", "api", "import", "bulk", "erasure", "sample", "sql"])
    url = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()
    object = serializers.IntegerField(allow_null=True)
    verb = OneOf(["insert", "update", "delete"])
    changed = serializers.DictField(
        child=serializers.ListField(child=serializers.JSONField()), help_text="Field → from, to."
    )


class AuditPage(serializers.Serializer[None]):
    results = ChangeShape(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class PersonFileShape(serializers.Serializer[None]):
    """And a list for each kind of record there is: `records`, `addresses`, `exchanges` …"""

    name = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    left_out = serializers.IntegerField()
    words = serializers.ListField(child=serializers.CharField())


def change_row(change: Any, names: Any) -> dict[str, Any]:
    return {
        "at": change.at,
        "staff": change.staff_id,
        "by": names.get(change.staff_id, change.context.get("role", "")),
        "door": change.door,
        "url": change.context.get("url", ""),
        "kind": change.kind.name,
        "object": change.object_id,
        "verb": change.verb,
        "changed": {name: list(pair) for name, pair in change.differences.items()},
    }
