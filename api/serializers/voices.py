"""Who says it, and which addresses are one person’s."""

from typing import Any

from rest_framework import serializers

from api.serializers.mentions import AuthorShape, MentionShape
from api.serializers.shape import OneOf, Shape
from crm.models import Visibility
from listening.models import Pairing


class PairingShape(Shape):
    """Two addresses that are one person's by their own word."""

    first = AuthorShape()
    second = AuthorShape()
    sentence = serializers.CharField(source="get_reason_display")
    contact = serializers.IntegerField(source="contact_id", allow_null=True, help_text="As you know one of the two.")
    verdict = serializers.SerializerMethodField(help_text="`same`, `different`, or empty where nobody decided.")

    class Meta:
        model = Pairing
        fields = ("id", "first", "second", "reason", "sentence", "found_at", "contact", "verdict")

    def get_verdict(self, pairing: Pairing) -> str:
        verdict = getattr(pairing, "verdict", None)
        return "" if verdict is None else "same" if verdict.same else "different"


class VoiceShape(serializers.Serializer[Any]):
    author = AuthorShape()
    also = AuthorShape(many=True, help_text="Other addresses confirmed to be theirs.")
    days = serializers.IntegerField(help_text="Different days on which they were heard, of the last 90.")
    posts = serializers.IntegerField()
    last_at = serializers.DateTimeField()
    point = serializers.FloatField(help_text="How much to the point, 0 to 1.")
    score = serializers.FloatField(help_text="Days, recency and point together, 0 to 1.")
    examples = MentionShape(many=True)


class VoicePage(serializers.Serializer[None]):
    results = VoiceShape(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class AdoptRequest(serializers.Serializer[None]):
    name = serializers.CharField(required=False, max_length=300)
    organization = serializers.CharField(required=False, allow_blank=True, max_length=300)
    visibility = OneOf(Visibility.choices, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)
