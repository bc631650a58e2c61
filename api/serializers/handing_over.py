"""What passes from one colleague to another."""

from rest_framework import serializers

from api.serializers.shape import ContactId, OneOf, refer_to
from crm.actions.hand_over import HandedOver
from crm.channels import Channel
from crm.models import Staff


class HandOverRequest(serializers.Serializer[None]):
    to = refer_to(Staff)
    introduced_on = OneOf(
        Channel.choices,
        required=False,
        allow_blank=True,
        help_text="The channel on which the two were made known to each other; empty where they were not.",
    )
    words = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class LeaveRequest(serializers.Serializer[None]):
    to = refer_to(Staff)
    introduced = ContactId(many=True, required=False)
    introduced_on = OneOf(Channel.choices, required=False)


class HandedOverShape(serializers.Serializer[HandedOver]):
    contacts = serializers.IntegerField()
    campaigns = serializers.IntegerField()
    candidates = serializers.IntegerField()
    promises = serializers.IntegerField()
