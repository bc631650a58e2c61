"""What we may ask for, under which rules, and of whom."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import PermissionDenied

from api.authentication import scopes_of
from api.serializers.campaigns import CampaignShape, CandidateShape, PolicyShape
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.save_campaign import (
    change_candidate,
    create_campaign,
    delete_campaign,
    remove_candidate,
    shortlist,
    update_campaign,
)
from crm.actions.save_policy import create_policy, delete_policy, update_policy
from crm.filters import CampaignFilter, CandidateFilter
from crm.models import Campaign, Candidate, Contact, Policy, Scope, Staff


class CampaignViewSet(Listed, Made, Changed, Removed):
    serializer_class = CampaignShape
    filterset_class = CampaignFilter

    def seen(self) -> QuerySet[Campaign]:
        return Campaign.objects.prefetch_related("topics")

    def make(self, **fields: Any) -> Campaign:
        return create_campaign(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, campaign: Campaign, **changes: Any) -> Campaign:
        update_campaign(staff=self.staff, campaign=campaign, as_of=self.as_of, **changes)
        return self.seen().get(pk=campaign.pk)

    def remove(self, campaign: Campaign) -> None:
        delete_campaign(staff=self.staff, campaign=campaign)


class CandidateViewSet(Listed, Made, Changed, Removed):
    """A campaign's shortlist. Who is on it already stays as they are."""

    may_stand_already = True
    serializer_class = CandidateShape
    filterset_class = CandidateFilter

    def seen(self) -> QuerySet[Candidate]:
        return Candidate.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, campaign: Campaign, contact: Contact, staff: Staff | None = None) -> Candidate:
        return shortlist(campaign=campaign, contacts=[contact], staff=staff or self.staff)[0]

    def change(self, candidate: Candidate, staff: Staff | None = None, **changes: Any) -> Candidate:
        candidate.rewrite(changes, fixed={"campaign", "contact"})
        if staff is None:
            return candidate
        return change_candidate(staff=self.staff, candidate=candidate, asker=staff)

    def remove(self, candidate: Candidate) -> None:
        remove_candidate(staff=self.staff, candidate=candidate)


class PolicyViewSet(Listed, Made, Changed, Removed):
    """The thresholds: one policy is the organisation's; a campaign's own may only be stricter."""

    serializer_class = PolicyShape

    def seen(self) -> QuerySet[Policy]:
        return Policy.objects.order_by("-is_default", "id")

    def make(self, **fields: Any) -> Policy:
        return create_policy(staff=self.staff, **fields)

    def change(self, policy: Policy, **changes: Any) -> Policy:
        if policy.is_default and Scope.ADMIN not in scopes_of(self.request):
            raise PermissionDenied("The organisation's own rules take the scope “admin”.")
        return update_policy(staff=self.staff, policy=policy, **changes)

    def remove(self, policy: Policy) -> None:
        delete_policy(staff=self.staff, policy=policy)
