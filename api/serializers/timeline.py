"""One entry of a contact's timeline."""

from typing import Any

from rest_framework import serializers

from api.serializers.asks import AskShape
from api.serializers.interactions import InteractionShape
from api.serializers.shape import OneOf
from crm.models import Interaction


class TimelineEntry(serializers.Serializer[Any]):
    type = OneOf(["interaction", "ask"])
    at = serializers.DateTimeField()
    interaction = InteractionShape(allow_null=True)
    ask = AskShape(allow_null=True)

    def to_representation(self, row: Any) -> dict[str, Any]:
        is_interaction = isinstance(row, Interaction)
        return {
            "type": "interaction" if is_interaction else "ask",
            "at": self.fields["at"].to_representation(row.at),
            "interaction": self.fields["interaction"].to_representation(row) if is_interaction else None,
            "ask": None if is_interaction else self.fields["ask"].to_representation(row),
        }
