"""One entry of a contact's timeline."""

from typing import Any

from rest_framework import serializers

from api.serializers.asks import AskShape
from api.serializers.interactions import InteractionShape
from api.serializers.mentions import MentionShape
from api.serializers.shape import OneOf
from crm.models import Ask, Interaction
from listening.models import Mention

KINDS: dict[type, str] = {Interaction: "interaction", Ask: "ask", Mention: "mention"}


class TimelineEntry(serializers.Serializer[Any]):
    type = OneOf(["interaction", "ask", "mention"])
    at = serializers.DateTimeField()
    interaction = InteractionShape(allow_null=True)
    ask = AskShape(allow_null=True)
    mention = MentionShape(allow_null=True)

    def to_representation(self, row: Any) -> dict[str, Any]:
        kind = KINDS[type(row)]
        shown = dict.fromkeys(KINDS.values())
        return {
            "type": kind,
            "at": self.fields["at"].to_representation(row.at),
            **shown,
            kind: self.fields[kind].to_representation(row),
        }
