"""Staff and their API tokens."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from api.authentication import scopes_of
from api.requests import StaffRequest
from api.secrets import without
from api.serializers.handing_over import HandedOverShape, LeaveRequest
from api.serializers.staff import StaffAdded, StaffShape, TokenMade, TokenShape
from api.views.base import Changed, Listed, Removed
from crm.actions.add_staff import add_staff, sign_in_link
from crm.actions.change_staff import OWN, change_staff
from crm.actions.create_token import create_token, revoke_token
from crm.actions.leave import leave
from crm.errors import NotAllowed
from crm.filters import StaffFilter
from crm.models import ApiToken, Scope, Staff

LATER = {"away_until", "covered_by", "left_on"}  # not of somebody who is just coming, but let it be said


class StaffViewSet(Listed, Changed):
    """Everybody sees who works here. Admins add and change people; one's own absence one tells oneself."""

    serializer_class = StaffShape
    filterset_class = StaffFilter
    scopes = {"create": Scope.ADMIN}
    takes_proof = frozenset({"create"})

    def seen(self) -> QuerySet[Staff]:
        return Staff.objects.order_by("name", "id")

    @extend_schema(request=StaffShape, responses={201: StaffAdded})
    def create(self, request: StaffRequest) -> Response:
        self._require_admin()
        fields = self.shape()
        later = {name: fields.pop(name) for name in LATER & fields.keys()}
        staff = add_staff(**fields)
        if later:
            staff = change_staff(staff=self.staff, colleague=staff, as_of=self.as_of, **later)
        shown = {**StaffShape(staff).data, "sign_in_link": sign_in_link(staff)}
        return Response(shown, status=status.HTTP_201_CREATED)

    def change(self, staff: Staff, **changes: Any) -> Staff:
        if staff.pk != self.staff.pk or changes.keys() - OWN:
            self._require_admin()
        return change_staff(staff=self.staff, colleague=staff, as_of=self.as_of, **changes)

    @extend_schema(request=LeaveRequest, responses=HandedOverShape)
    @action(detail=True, methods=["post"])
    def leave(self, request: StaffRequest, pk: str) -> Response:
        """They leave today; what they had begun goes on with `to`."""
        self._require_admin()
        passed = leave(staff=self.staff, leaver=self.get_object(), as_of=self.as_of, **self.shape(LeaveRequest))
        return Response(HandedOverShape(passed).data)

    def kept_body(self, response: Response) -> bytes:
        return without("sign_in_link", response)

    def _require_admin(self) -> None:
        if not self.staff.is_admin:
            raise NotAllowed("Only an admin can do that.")
        if Scope.ADMIN not in scopes_of(self.request):
            raise PermissionDenied("This takes the scope “admin”.")


class TokenViewSet(Listed, Removed):
    """Keys for the API. DELETE revokes; the key itself is shown once, in the answer to POST."""

    serializer_class = TokenShape
    filterset_class = None
    takes_proof = frozenset({"create"})

    def seen(self) -> QuerySet[ApiToken]:
        everybody = self.staff.is_admin and Scope.ADMIN in scopes_of(self.request)
        return ApiToken.objects.all() if everybody else ApiToken.objects.filter(staff=self.staff)

    def version_of(self, token: ApiToken) -> int:
        return 1 if token.revoked_at is None else 2

    @extend_schema(request=TokenShape, responses={201: TokenMade})
    def create(self, request: StaffRequest) -> Response:
        fields = self.shape()
        staff = fields.pop("staff", self.staff)
        if staff != self.staff and not (self.staff.is_admin and Scope.ADMIN in scopes_of(request)):
            raise NotAllowed("Only an admin can make tokens for others.")
        if more := set(fields["scopes"]) - scopes_of(request):
            raise NotAllowed(f"You cannot hand on the scope “{sorted(more)[0]}”: you do not have it here.")
        token, key = create_token(staff=staff, **fields)
        shown = TokenMade(token, context={"key": key}).data
        return Response(shown, status=status.HTTP_201_CREATED)

    def remove(self, token: ApiToken) -> None:
        revoke_token(token=token, as_of=self.as_of)

    def kept_body(self, response: Response) -> bytes:
        return without("key", response)
