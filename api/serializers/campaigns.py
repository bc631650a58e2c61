"""What we may ask for, under which rules, and of whom."""

from rest_framework import serializers

from api.serializers.shape import LAST, ContactId, OneOf, Shape, refer_to
from crm.channels import Channel
from crm.models import Campaign, Candidate, Policy, Staff, Topic


class CampaignShape(Shape):
    topics = refer_to(Topic, many=True, required=False)
    links = serializers.ListField(child=serializers.CharField(max_length=2000), required=False, max_length=100)
    policy = refer_to(Policy, required=False, allow_null=True)
    owner = refer_to(Staff, required=False)

    class Meta:
        model = Campaign
        fields = (
            "id",
            "name",
            "client",
            "what",
            "facts",
            "why",
            "topics",
            "links",
            "starts_on",
            "ends_on",
            "embargo_until",
            "policy",
            "status",
            "owner",
            *LAST,
        )


class CandidateShape(Shape):
    contact = ContactId()
    campaign = refer_to(Campaign)
    staff = refer_to(Staff, required=False)

    class Meta:
        model = Candidate
        fields = ("id", "campaign", "contact", "staff", "note", "handed_on_by", "handed_on_at", "introducer", *LAST)
        read_only_fields = ("note", "handed_on_by", "handed_on_at", "introducer")


class HandOnRequest(serializers.Serializer[None]):
    to = refer_to(Staff)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    introduction = serializers.CharField(
        required=False, allow_blank=True, max_length=5000, help_text="What you wrote to both; logged as introduction."
    )
    channel = OneOf(Channel.choices, required=False)


class IntroductionRequest(serializers.Serializer[None]):
    colleague = refer_to(Staff)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class PolicyShape(Shape):
    class Meta:
        model = Policy
        fields = (
            "id",
            "name",
            "is_default",
            "heard_min",
            "heard_within_days",
            "fit_days",
            "fit_within_days",
            "known_days",
            "reached_days",
            "answered_days",
            "owed_days",
            "quiet_factor",
            "quiet_min_days",
            "quiet_max_days",
            "given_min",
            "unhurried_days",
            "rest_days",
            "rest_after_no_days",
            "asks_per_year",
            "change_reason",
            "changed_by",
            *LAST,
        )
        read_only_fields = ("changed_by",)


class PolicyVersionShape(serializers.Serializer[None]):
    at = serializers.DateTimeField()
    by = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    changes = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="By threshold: what it was and what it became.",
    )


class PolicyVersionsShape(serializers.Serializer[None]):
    results = PolicyVersionShape(many=True)
