"""What we may ask for, under which rules, and of whom."""

from rest_framework import serializers

from api.serializers.shape import LAST, ContactId, Shape, refer_to
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
        fields = ("id", "campaign", "contact", "staff", *LAST)


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
            *LAST,
        )
