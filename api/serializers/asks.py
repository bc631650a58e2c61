"""Asks: writing one, making one, what came of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.shape import LAST, ContactId, Moment, OneOf, Shape, refer_to
from crm.channels import Channel
from crm.models import Ask, BecauseKind, BoundaryScope, Campaign, Draft, Outcome

MOST_LINKS = 100
SCOPES_OF_A_NO = [scope for scope in BoundaryScope.values if scope != BoundaryScope.CHANNEL]


@extend_schema_field(
    {
        "type": ["object", "null"],
        "maxProperties": 1,
        "properties": {kind: {"type": "integer"} for kind in BecauseKind.values},
        "description": "What of theirs is cited: one of a mention, an interest or an interaction, by its id.",
    }
)
class BecauseField(serializers.Field[Any, Any, Any, Any]):
    """`{"interest": 7}` in and out; None and `{}` mean that nothing is cited."""

    default_error_messages = {
        "shape": 'Cite one thing by its id, like {{"interest": 7}}; kinds are interest, mention, interaction.'
    }

    def to_internal_value(self, data: Any) -> tuple[str, int] | None:
        if data == {}:
            return None
        if not isinstance(data, dict) or len(data) != 1:
            self.fail("shape")
        kind, cited = next(iter(data.items()))
        if kind not in BecauseKind.values or isinstance(cited, bool) or not isinstance(cited, int):
            self.fail("shape")
        if not 0 < cited < 2**63:
            self.fail("shape")
        return kind, cited

    def get_attribute(self, instance: Any) -> dict[str, int] | None:
        return {instance.because_kind: instance.because_id} if instance.because_kind else None

    def to_representation(self, value: Any) -> Any:
        return value


class JudgementShape(serializers.Serializer[None]):
    """On what an ask was judged when it was made; null for one that keeps nothing."""

    stage = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    policy = serializers.DictField(child=serializers.IntegerField(), help_text="The thresholds it was sent under.")


@extend_schema_field(JudgementShape(allow_null=True))
class JudgedField(serializers.Field[Any, Any, Any, Any]):
    def to_representation(self, judged: dict[str, Any]) -> dict[str, Any] | None:
        if "stage" not in judged:
            return None
        missing = [line["name"] for line in judged.get("criteria", ()) if not line["met"]]
        return {"stage": judged["stage"], "missing": missing, "policy": judged.get("policy", {})}


class AskShape(Shape):
    judged = JudgedField(read_only=True)
    contact = ContactId()
    campaign = refer_to(Campaign)
    because = BecauseField(required=False, allow_null=True)
    outcome = OneOf(Outcome.choices, read_only=True, allow_blank=True, help_text="Empty while it is open.")
    asked_at = Moment(required=False, help_text="Only with `already_made`; otherwise it is now.")

    class Meta:
        model = Ask
        fields = (
            "id",
            "campaign",
            "contact",
            "staff",
            "channel",
            "text",
            "because",
            "because_text",
            "because_url",
            "asked_at",
            "already_made",
            "earned",
            "judged",
            "override_reason",
            "overridden_by",
            "follow_up_at",
            "follow_up_text",
            "outcome",
            "outcome_at",
            "outcome_by",
            "outcome_note",
            "not_now_until",
            "links",
            "voided_at",
            "voided_by",
            "void_reason",
            *LAST,
        )
        read_only_fields = (
            "staff",
            "because_text",
            "because_url",
            "earned",
            "overridden_by",
            "follow_up_at",
            "follow_up_text",
            "outcome",
            "outcome_at",
            "outcome_by",
            "outcome_note",
            "not_now_until",
            "links",
        )


class OutcomeRequest(serializers.Serializer[None]):
    outcome = OneOf(Outcome.choices)
    scope = OneOf(SCOPES_OF_A_NO, required=False, help_text="How far a no reaches.")
    until = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    links = serializers.ListField(child=serializers.CharField(max_length=2000), required=False, max_length=MOST_LINKS)


class FollowUpRequest(serializers.Serializer[None]):
    text = serializers.CharField(max_length=50_000)


class DraftShape(Shape):
    contact = ContactId()
    campaign = refer_to(Campaign)
    channel = OneOf(Channel.choices, required=False, allow_blank=True)
    because = BecauseField(required=False, allow_null=True)

    class Meta:
        model = Draft
        fields = ("id", "staff", "campaign", "contact", "channel", "text", "because", *LAST)
        read_only_fields = ("staff",)
