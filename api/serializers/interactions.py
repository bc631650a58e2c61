"""Interactions, promises, and a contact's timeline."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.readiness import ReadinessShape
from api.serializers.shape import LAST, ContactId, InteractionId, OneOf, Shape, refer_to
from crm.channels import Channel
from crm.handles import HandleError, normalise
from crm.models import Interaction, Promise, Staff, Topic


class Address(serializers.Serializer[None]):
    channel = OneOf(Channel.choices)
    value = serializers.CharField(max_length=500)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer"},
            {
                "type": "object",
                "required": ["channel", "value"],
                "properties": {
                    "channel": {"type": "string", "enum": list(Channel.values)},
                    "value": {"type": "string"},
                },
            },
        ],
        "description": "A contact by its id, or by one of its handles: {channel, value}.",
    }
)
class ContactOrAddress(ContactId):
    default_error_messages = {
        "nobody": "No contact has this handle. Make the contact first.",
        "several": "Several of your contacts have this handle. Give the contact's id.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        address = Address(data=data)
        address.is_valid(raise_exception=True)
        try:
            handle = normalise(**address.validated_data)
        except HandleError as error:
            raise serializers.ValidationError({"value": [str(error)]}) from error
        theirs = {"handles__channel": handle.channel, "handles__key": handle.key, "handles__shared": False}
        found = list(self.get_queryset().filter(**theirs)[:2])
        if len(found) != 1:
            self.fail("several" if found else "nobody")
        return found[0]


class InteractionShape(Shape):
    contact = ContactOrAddress()
    topics = refer_to(Topic, many=True, required=False)
    introduces = refer_to(Staff, required=False, allow_null=True)
    answers = InteractionId(required=False, allow_null=True)
    headers = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        write_only=True,
        required=False,
        help_text="When logging a mail: its headers by name. They tell whether a machine sent it and are not kept.",
    )
    genuine = serializers.BooleanField(read_only=True)
    not_genuine_because = serializers.CharField(
        read_only=True, help_text="Empty, or one of voided, automated, promotional, canned."
    )

    class Meta:
        model = Interaction
        fields = (
            "id",
            "contact",
            "staff",
            "channel",
            "direction",
            "kind",
            "occurred_at",
            "entered_at",
            "text",
            "url",
            "topics",
            "external_id",
            "needs_answer",
            "introduces",
            "answers",
            "refusal",
            "automated",
            "headers",
            "genuine",
            "not_genuine_because",
            "overruled_at",
            "overruled_by",
            "overrule_reason",
            "voided_at",
            "voided_by",
            "void_reason",
            *LAST,
        )
        read_only_fields = ("staff", "entered_at")


class InteractionLogged(InteractionShape):
    """What logging or changing one answers: the relationship's new readiness for each live campaign, too."""

    readiness = ReadinessShape(many=True, read_only=True)

    class Meta(InteractionShape.Meta):
        fields = (*InteractionShape.Meta.fields, "readiness")  # type: ignore[assignment]


class Reason(serializers.Serializer[None]):
    reason = serializers.CharField(max_length=5000)


class PromiseShape(Shape):
    contact = ContactId()
    interaction = InteractionId(required=False, allow_null=True)

    class Meta:
        model = Promise
        fields = ("id", "contact", "staff", "interaction", "text", "due_on", "kept_at", *LAST)
        read_only_fields = ("staff",)
