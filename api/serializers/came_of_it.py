"""What came of a campaign's asks."""

from typing import Any

from rest_framework import serializers

from api.serializers.mentions import MentionShape
from api.serializers.shape import OneOf
from crm.reports.for_client import ForClient, State
from listening.coverage import Suggestion, Why


class LineShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    organization = serializers.CharField(allow_blank=True)
    asked_on = serializers.DateField()
    state = OneOf(State.choices)
    links = serializers.ListField(child=serializers.CharField())


class ForClientShape(serializers.Serializer[ForClient]):
    campaign = serializers.CharField(source="campaign.name")
    client = serializers.CharField(source="campaign.client", allow_blank=True)
    as_of = serializers.DateTimeField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    published = serializers.IntegerField()
    pending = serializers.IntegerField()
    lines = LineShape(many=True)


class SuggestionShape(serializers.Serializer[Suggestion]):
    ask = serializers.IntegerField(source="ask.pk")
    contact = serializers.IntegerField(source="ask.contact_id")
    why = serializers.ChoiceField([why.value for why in Why], source="why.value")
    mention = MentionShape()


class SuggestionsShape(serializers.Serializer[Any]):
    results = SuggestionShape(many=True)
