"""Webhooks and the log of their deliveries."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import LAST, OneOf, Shape
from crm.models import Delivery, EventKind, Webhook


class WebhookShape(Shape):
    events = serializers.ListField(child=OneOf(EventKind.choices), allow_empty=False, max_length=20)

    class Meta:
        model = Webhook
        fields = (
            "id",
            "owner",
            "name",
            "url",
            "events",
            "active",
            "failing_since",
            "last_delivered_at",
            "disabled_because",
            "old_secret_until",
            *LAST,
        )
        read_only_fields = ("owner", "failing_since", "last_delivered_at", "disabled_because", "old_secret_until")


class WebhookMade(WebhookShape):
    secret = serializers.CharField(read_only=True, allow_null=True, help_text="What it signs with. Shown only here.")

    class Meta(WebhookShape.Meta):
        fields = (*WebhookShape.Meta.fields, "secret")  # type: ignore[assignment]

    def to_representation(self, webhook: Any) -> dict[str, Any]:
        return {**WebhookShape(webhook).data, "secret": self.context.get("secret")}


class DeliveryShape(Shape):
    payload = serializers.DictField(help_text="What is sent: `type`, `timestamp` and `data` with ids.")

    class Meta:
        model = Delivery
        fields = (
            "id",
            "webhook",
            "message_id",
            "kind",
            "contact",
            "payload",
            "status",
            "attempts",
            "next_attempt_at",
            "response_status",
            "response_excerpt",
            "error",
            "duration_ms",
            "created_at",
            "finished_at",
        )
