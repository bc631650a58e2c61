"""What we may ask for, under which rules, and of whom."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from api.authentication import scopes_of
from api.requests import StaffRequest
from api.serializers.came_of_it import ForClientShape, SuggestionsShape
from api.serializers.campaigns import (
    CampaignShape,
    CandidateShape,
    HandOnRequest,
    IntroductionRequest,
    PolicyShape,
    PolicyVersionsShape,
)
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.hand_on import ask_to_introduce, decline_to_introduce, hand_on
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
from crm.reports.for_client import for_client
from crm.reports.policy_versions import policy_versions
from listening.coverage import coverage_suggestions
from listening.inbox import fill


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

    @extend_schema(responses=ForClientShape)
    @action(detail=True, filterset_class=None)
    def report(self, request: StaffRequest, pk: str) -> Response:
        """For the client: who was asked, what came of it. No notes, no scores, nobody from a private book."""
        report = for_client(campaign=self.get_object(), staff=self.staff, as_of=self.as_of)
        return Response(ForClientShape(report).data)

    @extend_schema(responses=SuggestionsShape)
    @action(detail=True, filterset_class=None)
    def coverage(self, request: StaffRequest, pk: str) -> Response:
        """Posts that may be what came of a yes; `POST asks/{id}/coverage/` adds one."""
        found = coverage_suggestions(campaign=self.get_object(), staff=self.staff, as_of=self.as_of)
        fill([one.mention for one in found], self.staff)
        return Response(SuggestionsShape({"results": found}).data)


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

    @extend_schema(request=HandOnRequest)
    @action(detail=True, methods=["post"], url_path="hand-on")
    def hand_on(self, request: StaffRequest, pk: str) -> Response:
        """Another colleague would ask from now on; an introduction, if you made one, is logged."""
        shaped = self.shape_of(request.data, HandOnRequest)
        return self.shown(hand_on(staff=self.staff, candidate=self.get_object(), as_of=self.as_of, **shaped))

    @extend_schema(request=IntroductionRequest)
    @action(detail=True, methods=["post"])
    def introduction(self, request: StaffRequest, pk: str) -> Response:
        """Ask a colleague who knows them to introduce whoever would ask."""
        shaped = self.shape_of(request.data, IntroductionRequest)
        return self.shown(ask_to_introduce(staff=self.staff, candidate=self.get_object(), **shaped))

    @extend_schema(request=None, responses=CandidateShape)
    @introduction.mapping.delete
    def decline_introduction(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(decline_to_introduce(staff=self.staff, candidate=self.get_object()))


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

    @extend_schema(responses=PolicyVersionsShape, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: StaffRequest, pk: str) -> Response:
        """Every change of it, newest first: when, by whom, why, and from what to what."""
        found = policy_versions(self.get_object())
        return Response({"results": [vars(version) | {"by": version.by and version.by.pk} for version in found]})
