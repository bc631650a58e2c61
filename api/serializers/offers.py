"""What a mail may mean, and what taking it up needs to be told."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import OneOf, Shape, refer_to
from crm.channels import Channel
from crm.models import BoundaryScope, Campaign, MailOffer, Outcome, Topic


class OfferShape(Shape):
    contact = serializers.IntegerField(source="interaction.contact_id", read_only=True)
    version = serializers.SerializerMethodField()

    class Meta:
        model = MailOffer
        fields = (
            "id",
            "contact",
            "interaction",
            "kind",
            "quote",
            "ask",
            "campaign",
            "settled_at",
            "settled_by",
            "taken_up",
            "version",
        )
        read_only_fields = fields

    def get_version(self, offer: MailOffer) -> int:
        return 2 if offer.settled_at else 1


class TakenUp(serializers.Serializer[None]):
    topic = refer_to(
        Topic, required=False, help_text="Of an invitation: on what they asked for more; of a boundary on a topic."
    )
    outcome = OneOf(choices=Outcome.choices, required=False, help_text="Of an answer: what they said to the ask.")
    scope = OneOf(
        choices=BoundaryScope.choices,
        required=False,
        help_text="Of a boundary, everything where nothing is said; of a no, as for asks/{id}/outcome/.",
    )
    client = serializers.CharField(required=False, max_length=200, help_text="Of a boundary for a client.")
    campaign = refer_to(Campaign, required=False, help_text="Of a boundary for a campaign.")
    channel = OneOf(choices=Channel.choices, required=False, help_text="Of a boundary on a channel; else e-mail.")
    until = serializers.DateField(required=False, help_text="Of a not_now: their date; of a boundary: its last day.")
    note = serializers.CharField(required=False, max_length=5000)

    def told(self) -> dict[str, Any]:
        return dict(self.validated_data)
