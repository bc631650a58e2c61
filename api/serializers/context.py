"""What whoever writes an ask has before their eyes."""

from typing import Any

from rest_framework import serializers

from api.serializers.asks import AskShape
from api.serializers.boundaries import BoundaryShape, InvitationShape
from api.serializers.interactions import InteractionShape
from api.serializers.mentions import MentionShape
from listening.context_pack import ContextPack
from listening.reasons import Reason


class TieShape(serializers.Serializer[Any]):
    staff = serializers.IntegerField(source="staff_id")
    last_exchange_at = serializers.DateTimeField()


class CitableShape(serializers.Serializer[Reason]):
    because = serializers.SerializerMethodField(help_text="As `because` of an ask takes it.")
    words = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    fits = serializers.BooleanField(help_text="It is on the campaign's topics.")

    def get_because(self, reason: Reason) -> dict[str, int]:
        return {str(reason.because.kind): reason.because.id}


class ContextShape(serializers.Serializer[ContextPack]):
    posts = MentionShape(many=True, help_text="Their newest on the campaign's topics.")
    exchanges = InteractionShape(many=True)
    given = InteractionShape(many=True, help_text="What was of use to them within a year.")
    boundaries = BoundaryShape(many=True)
    invitations = InvitationShape(many=True)
    ties = TieShape(many=True, help_text="Who else here knows them, the warmest first.")
    nearby = AskShape(many=True, help_text="The latest asks to others at the same outlet.")
    reasons = CitableShape(many=True, help_text="What the ask may cite, on the campaign's topics first.")


class LinkShape(serializers.Serializer[None]):
    url = serializers.URLField()
