"""Asks: writing one, making one, what came of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.errors import verdict_shape
from api.serializers.readiness import CriterionShape
from api.serializers.shape import LAST, ContactId, Moment, OneOf, Shape, refer_to
from crm.actions.judge_message import Checklist
from crm.channels import Channel
from crm.models import Ask, BecauseKind, BoundaryScope, Campaign, Draft, Letter, Outcome, Update
from crm.readiness import Stage

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
    send = serializers.BooleanField(
        write_only=True,
        required=False,
        help_text="Have our mail server send it, where one is set up: by e-mail, with a `subject`. See `letters/`.",
    )
    asked_at = Moment(required=False, help_text="Only with `already_made`; otherwise it is now.")

    class Meta:
        model = Ask
        fields = (
            "id",
            "campaign",
            "contact",
            "staff",
            "channel",
            "subject",
            "text",
            "send",
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
            "follow_up_handed_at",
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
            "follow_up_handed_at",
            "outcome",
            "outcome_at",
            "outcome_by",
            "outcome_note",
            "not_now_until",
            "links",
        )


class CheckRequest(serializers.Serializer[None]):
    contact = ContactId()
    campaign = refer_to(Campaign)
    channel = OneOf(Channel.choices, required=False, allow_blank=True, default="")
    subject = serializers.CharField(allow_blank=True, max_length=200, required=False, default="")
    text = serializers.CharField(allow_blank=True, max_length=50_000)
    because = BecauseField(required=False, allow_null=True, default=None)


class PartShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    is_shared = serializers.BooleanField()


class BesideShape(serializers.Serializer[Any]):
    contact = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    parts = PartShape(many=True)


class CheckShape(serializers.Serializer[Any]):
    """The checklist of an ask that is being written; nothing is kept."""

    may_send = serializers.BooleanField()
    stage = OneOf(Stage.choices)
    missing = CriterionShape(many=True, help_text="Of all groups but message.")
    message = CriterionShape(many=True)
    doubts = serializers.ListField(child=serializers.CharField(), help_text="Worth a second look; they stop nobody.")
    beside = BesideShape(allow_null=True, help_text="The near-copy, if it is one; without `contact` not yours to see.")


def check_shape(checklist: Checklist) -> dict[str, Any]:
    beside = checklist.beside
    return {
        "may_send": checklist.may_send,
        "stage": str(checklist.readiness.stage),
        "missing": [verdict_shape(verdict) for verdict in checklist.readiness.missing],
        "message": [verdict_shape(verdict) for verdict in checklist.message],
        "doubts": checklist.doubts,
        "beside": beside
        and {
            "contact": beside.to and beside.to.pk,
            "at": beside.at,
            "parts": [part._asdict() for part in beside.parts],
        },
    }


class OutcomeRequest(serializers.Serializer[None]):
    outcome = OneOf(Outcome.choices)
    scope = OneOf(SCOPES_OF_A_NO, required=False, help_text="How far a no reaches.")
    until = serializers.DateField(required=False, allow_null=True)
    answered_at = Moment(required=False, allow_null=True, help_text="When they said so; just now when left out.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    links = serializers.ListField(child=serializers.CharField(max_length=2000), required=False, max_length=MOST_LINKS)


class FollowUpRequest(serializers.Serializer[None]):
    text = serializers.CharField(max_length=50_000)
    send = serializers.BooleanField(required=False)
    handed = serializers.BooleanField(
        required=False, help_text="Your mail program got it; it is logged when it is found in what was sent."
    )


class CoverageRequest(serializers.Serializer[None]):
    url = serializers.CharField(max_length=2000)


class UpdateRequest(serializers.Serializer[None]):
    text = serializers.CharField(max_length=50_000)
    channel = OneOf(Channel.choices, required=False, help_text="The ask's, when left out.")
    subject = serializers.CharField(max_length=200, required=False, allow_blank=True)
    send = serializers.BooleanField(required=False)


class UpdateShape(Shape):
    contact = serializers.IntegerField(source="ask.contact_id", read_only=True)
    campaign = serializers.IntegerField(source="ask.campaign_id", read_only=True)

    class Meta:
        model = Update
        fields = ("id", "ask", "contact", "campaign", "staff", "channel", "subject", "text", "told_at", *LAST)


class LetterShape(Shape):
    contact = serializers.IntegerField(source="ask.contact_id", read_only=True)
    version = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = (
            *("id", "ask", "update", "contact", "kind", "to", "message_id", "status", "attempts"),
            *("queued_at", "tried_at", "next_attempt_at", "finished_at", "problem", "version"),
        )

    def get_version(self, letter: Letter) -> int:
        """It rises with each attempt, and once more when it is finished."""
        return letter.attempts + (1 if letter.finished_at is None else 2)


class SettleRequest(serializers.Serializer[None]):
    went = serializers.BooleanField()


class DraftShape(Shape):
    contact = ContactId()
    campaign = refer_to(Campaign)
    channel = OneOf(Channel.choices, required=False, allow_blank=True)
    because = BecauseField(required=False, allow_null=True)

    class Meta:
        model = Draft
        fields = ("id", "staff", "campaign", "contact", "channel", "subject", "text", "because", *LAST)
        read_only_fields = ("staff",)
