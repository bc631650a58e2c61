"""Contacts with their handles; merges."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.shape import LAST, ContactId, OneOf, Shape, refer_to
from crm.models import Contact, Handle, Merge, Staff


class HandleShape(Shape):
    class Meta:
        model = Handle
        fields = ("channel", "value", "shared", "status")


class ContactShape(Shape):
    handles = HandleShape(many=True, required=False, max_length=200)  # type: ignore[call-arg]
    owner = refer_to(Staff, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=200)
    shared_with = refer_to(
        Staff, many=True, required=False, help_text="Of a private contact: who sees it beside its owner."
    )

    class Meta:
        model = Contact
        fields = (
            "id",
            "name",
            "organization",
            "title",
            "location",
            "timezone",
            "language",
            "notes",
            "tags",
            "visibility",
            "shared_with",
            "owner",
            "external_id",
            "origin",
            "collected_on",
            "informed_on",
            "basis",
            "via",
            "handles",
            "archived_at",
            "trashed_at",
            "trashed_by",
            *LAST,
        )
        read_only_fields = ("trashed_by",)


class MergeRequest(serializers.Serializer[None]):
    other = extend_schema_field(int)(ContactId)()
    keep = serializers.DictField(
        child=OneOf(["this", "other"]), required=False, help_text="Which side a field is kept from."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Say what would happen; change nothing.")


class MergePlan(serializers.Serializer[None]):
    """What a dry run answers: the fields as they would be, and how many rows would change hands."""

    fields = serializers.DictField()  # type: ignore[assignment]
    moves = serializers.DictField(child=serializers.IntegerField())
    stays = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows the survivor has too: they stay with the other, in the trash."
    )


class MergeShape(Shape):
    version = serializers.SerializerMethodField()
    kept = serializers.DictField(
        read_only=True, help_text="After its undo: `fields` changed since, rows `elsewhere`, rows that came `since`."
    )

    class Meta:
        model = Merge
        fields = ("id", "survivor", "merged", "by", "at", "undone_at", "undone_by", "kept", "version")

    def get_version(self, merge: Merge) -> int:
        """A merge changes once: when it is undone."""
        return 1 if merge.undone_at is None else 2


class BulkRow(serializers.Serializer[None]):
    row = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    result = OneOf(["created", "updated", "unchanged", "refused"])
    id = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )


class BulkAnswer(serializers.Serializer[None]):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BulkRow(many=True)
