"""Pairs of contacts that may be one person."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.shape import Shape
from crm.duplicates.reasons import sentences
from crm.models import Contact, Duplicate


class OneOfTwo(Shape):
    class Meta:
        model = Contact
        fields = ("id", "name", "organization", "title", "location", "visibility")


class ReasonShape(serializers.Serializer[None]):
    code = serializers.CharField()
    sentence = serializers.CharField()


class Decision(serializers.Serializer[None]):
    """Who said that they are not the same person, and when."""

    by = serializers.IntegerField()
    at = serializers.DateTimeField()


class DuplicateShape(Shape):
    first = OneOfTwo()
    second = OneOfTwo()
    reasons = serializers.SerializerMethodField()
    dismissed = serializers.SerializerMethodField()

    class Meta:
        model = Duplicate
        fields = ("id", "first", "second", "reasons", "score", "found_at", "dismissed")

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, pair: Duplicate) -> list[dict[str, str]]:
        return sentences(pair)

    @extend_schema_field(Decision(allow_null=True))
    def get_dismissed(self, pair: Any) -> dict[str, Any] | None:
        return {"by": pair.decided_by, "at": pair.decided_at} if pair.decided else None
