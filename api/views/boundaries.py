"""What they asked us not to do, what they asked us for, whom we know from before."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.boundaries import AcquaintanceShape, AttestationShape, BoundaryShape, InvitationShape
from api.serializers.interactions import Reason
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.attest import attest, change_attestation, withdraw_attestation
from crm.actions.note_boundary import change_boundary, lift_boundary, note_boundary, restore_boundary
from crm.actions.note_invitation import change_invitation, note_invitation, remove_invitation
from crm.actions.say_how_well import say_how_well, take_back_how_well
from crm.filters import AcquaintanceFilter, AttestationFilter, BoundaryFilter, InvitationFilter
from crm.models import Acquaintance, Attestation, Boundary, Contact, Invitation, Scope

WHY = OpenApiParameter("reason", str, description="Why it no longer stands; may come in the body instead.")


class BoundaryViewSet(Listed, Made, Changed):
    """Never deleted: DELETE lifts, which takes a manager and a reason."""

    serializer_class = BoundaryShape
    filterset_class = BoundaryFilter
    scopes = {"destroy": Scope.ADMIN}

    def seen(self) -> QuerySet[Boundary]:
        return Boundary.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Boundary:
        return note_boundary(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, boundary: Boundary, **changes: Any) -> Boundary:
        return change_boundary(staff=self.staff, boundary=boundary, as_of=self.as_of, **changes)

    @extend_schema(parameters=[WHY], request=None)
    def destroy(self, request: StaffRequest, pk: str) -> Response:
        boundary = self.get_object()
        asked = Reason(data=request.data or {"reason": request.query_params.get("reason", "")})
        asked.is_valid(raise_exception=True)
        lift_boundary(staff=self.staff, boundary=boundary, as_of=self.as_of, **asked.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: StaffRequest, pk: str) -> Response:
        """Take a lifting back: it stands as before."""
        boundary = restore_boundary(staff=self.staff, boundary=self.get_object(), as_of=self.as_of)
        return self.shown(boundary)


class InvitationViewSet(Listed, Made, Changed, Removed):
    serializer_class = InvitationShape
    filterset_class = InvitationFilter

    def seen(self) -> QuerySet[Invitation]:
        return Invitation.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Invitation:
        return note_invitation(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, invitation: Invitation, **changes: Any) -> Invitation:
        return change_invitation(staff=self.staff, invitation=invitation, as_of=self.as_of, **changes)

    def remove(self, invitation: Invitation) -> None:
        remove_invitation(staff=self.staff, invitation=invitation)


class AttestationViewSet(Listed, Made, Changed, Removed):
    serializer_class = AttestationShape
    filterset_class = AttestationFilter

    def seen(self) -> QuerySet[Attestation]:
        return Attestation.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Attestation:
        return attest(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, attestation: Attestation, **changes: Any) -> Attestation:
        return change_attestation(staff=self.staff, attestation=attestation, **changes)

    def remove(self, attestation: Attestation) -> None:
        withdraw_attestation(staff=self.staff, attestation=attestation)


class AcquaintanceViewSet(Listed, Made, Removed):
    """How well one said one knows people: `well` attests. Said again, the last word counts; DELETE takes it back."""

    serializer_class = AcquaintanceShape
    filterset_class = AcquaintanceFilter

    def seen(self) -> QuerySet[Acquaintance]:
        seen = Contact.objects.visible_to(self.staff).in_use()
        return Acquaintance.objects.filter(staff=self.staff, contact__in=seen)

    def make(self, **fields: Any) -> Acquaintance:
        return say_how_well(staff=self.staff, as_of=self.as_of, **fields)

    def remove(self, acquaintance: Acquaintance) -> None:
        take_back_how_well(staff=self.staff, acquaintance=acquaintance)
