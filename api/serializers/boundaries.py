"""What they asked us not to do, what they asked us for, whom we know from before."""

from rest_framework import serializers

from api.serializers.shape import LAST, ContactId, InteractionId, OneOf, Shape, refer_to
from crm.models import Acquaintance, Attestation, Boundary, BoundaryOrigin, Campaign, HowWell, Invitation, Topic


class BoundaryShape(Shape):
    contact = ContactId()
    topic = refer_to(Topic, required=False, allow_null=True)
    campaign = refer_to(Campaign, required=False, allow_null=True)
    origin = OneOf(BoundaryOrigin.choices, required=False)

    class Meta:
        model = Boundary
        fields = (
            "id",
            "contact",
            "scope",
            "client",
            "topic",
            "campaign",
            "channel",
            "until",
            "origin",
            "note",
            "ask",
            "noted_by",
            "lifted_at",
            "lifted_by",
            "lift_reason",
            *LAST,
        )
        read_only_fields = ("ask", "noted_by")


class AcquaintanceShape(Shape):
    contact = ContactId()
    how_well = OneOf(HowWell.choices)

    class Meta:
        model = Acquaintance
        fields = ("id", "contact", "how_well", "said_at", "attestation", *LAST)
        read_only_fields = ("said_at", "attestation")


class InvitationShape(Shape):
    contact = ContactId()
    topic = refer_to(Topic)
    interaction = InteractionId(required=False, allow_null=True)

    class Meta:
        model = Invitation
        fields = (
            "id",
            "contact",
            "topic",
            "quote",
            "given_on",
            "interaction",
            "url",
            "used_by",
            "noted_by",
            *LAST,
        )
        read_only_fields = ("used_by", "noted_by")


class InvitationRequest(serializers.Serializer[None]):
    topic = refer_to(Topic, required=False, help_text="When left out, the topic that their words are about.")


class AttestationShape(Shape):
    contact = ContactId()
    reason = serializers.CharField(max_length=5000)

    class Meta:
        model = Attestation
        fields = ("id", "contact", "staff", "reason", "attested_on", *LAST)
        read_only_fields = ("staff", "attested_on")
