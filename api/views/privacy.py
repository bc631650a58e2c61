"""Erasing people with a receipt, how long things are kept, and the audit: for admins."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from api.filtering import BadFilter
from api.requests import StaffRequest
from api.serializers.privacy import (
    AuditPage,
    EraseByAddress,
    EraseRequest,
    ErasurePlan,
    ErasureShape,
    PersonFileShape,
    RetentionList,
    RetentionRequest,
    change_row,
)
from api.views.base import ApiView, Listed
from crm.access import require_admin
from crm.actions.erase_person import order_again, order_erasure, preview_erasure, read_address
from crm.audit import Asked, audit
from crm.errors import Refusal
from crm.filters import AuditFilter, ErasureFilter
from crm.jobs import queue_erasure
from crm.models import Contact, Erasure, Scope
from crm.person_file import person_file
from crm.retention import TERMS, all_kept, change_retention, usual_days

ERASED = PolymorphicProxySerializer("EraseAnswer", [ErasureShape, ErasurePlan], resource_type_field_name=None)


class ErasesPeople:
    """What contacts and erasures have in common."""

    def erase_them(self: Any, *, dry_run: bool = False, reason: str = "", **whom: Any) -> Response:
        if dry_run:
            plan = preview_erasure(staff=self.staff, **whom)
            ids = [contact.pk for contact in plan.contacts]
            return Response({"contacts": ids, "addresses": [list(one) for one in plan.addresses]})
        erasure = order_erasure(staff=self.staff, as_of=self.as_of, reason=reason, **whom)
        queue_erasure(erasure.pk)
        return Response(ErasureShape.represent(erasure), status=status.HTTP_202_ACCEPTED)


class ErasureViewSet(ErasesPeople, Listed):
    """Receipts, the newest first. They name nobody."""

    serializer_class = ErasureShape
    filterset_class = ErasureFilter
    scopes = dict.fromkeys(("list", "retrieve", "create", "again"), Scope.ADMIN)
    takes_proof = frozenset({"create"})

    def seen(self) -> QuerySet[Erasure]:
        require_admin(self.staff, "see receipts of erasures")
        return Erasure.objects.order_by("-ordered_at", "-id")

    def version_of(self, erasure: Erasure) -> int:
        return ErasureShape().get_version(erasure)

    @extend_schema(request=EraseByAddress, responses={200: ErasurePlan, 202: ErasureShape})
    def create(self, request: StaffRequest) -> Response:
        fields = self.shape(EraseByAddress)
        whom = read_address(fields.pop("channel"), fields.pop("value"))
        return self.erase_them(address_of=whom, **fields)

    @extend_schema(request=None, responses={202: ErasureShape})
    @action(detail=True, methods=["post"])
    def again(self, request: StaffRequest, pk: str) -> Response:
        """Go on with one that stopped."""
        erasure = order_again(staff=self.staff, erasure=self.get_object())
        queue_erasure(erasure.pk)
        return self.shown(erasure, status.HTTP_202_ACCEPTED)


class RetentionView(ApiView):
    """How many days each kind of data is kept."""

    scopes = {"get": Scope.READ, "patch": Scope.ADMIN}

    @extend_schema(operation_id="retention", responses=RetentionList)
    def get(self, request: StaffRequest) -> Response:
        return Response({"results": self._rows()})

    @extend_schema(operation_id="retention_change", request=RetentionRequest, responses=RetentionList)
    def patch(self, request: StaffRequest) -> Response:
        shaped = RetentionRequest(data=request.data)
        shaped.is_valid(raise_exception=True)
        change_retention(staff=self.staff, days=shaped.validated_data["days"])
        return Response({"results": self._rows()})

    def _rows(self) -> list[dict[str, Any]]:
        kept = all_kept()
        return [
            {
                "kind": one.kind,
                "days": kept[one.kind],
                "usual": usual_days(one),
                "least": one.least,
                "why": str(one.why),
            }
            for one in TERMS
        ]


AUDITED = [
    OpenApiParameter("staff", int, description="Whose changes."),
    OpenApiParameter("kind", str, description="Of what, such as `contact`."),
    OpenApiParameter("object", int, description="Its id."),
    OpenApiParameter("at_after", str, description="A moment or a day."),
    OpenApiParameter("at_before", str, description="A moment or a day."),
    OpenApiParameter("limit", int, description="Up to 500."),
    OpenApiParameter("cursor", str),
]


class AuditView(ApiView):
    """Who changed what, when, from what to what, by which door. What is about a contact, of those you may see."""

    scopes = {"get": Scope.ADMIN}

    @extend_schema(operation_id="audit", parameters=AUDITED, responses=AuditPage)
    def get(self, request: StaffRequest) -> Response:
        require_admin(self.staff, "read the audit")
        return audit_answer(request, self.staff)


def audit_answer(request: StaffRequest, staff: Any, contacts: list[int] | None = None) -> Response:
    with timezone.override(staff.zone):
        asked = AuditFilter(request.query_params)
    if not asked.is_valid():
        raise BadFilter({name: [str(one) for one in found] for name, found in asked.errors.items()})
    try:
        page = audit(
            staff=staff,
            asked=Asked(**asked.asked(), contacts=contacts),
            cursor=request.query_params.get("cursor", ""),
            limit=asked.limit_given,
        )
    except Refusal as refusal:
        raise BadFilter({name: [sentence] for name, sentence in refusal.errors.items()}) from refusal
    rows = [change_row(change, page.names) for change in page.changes]
    further = replace_query_param(request.build_absolute_uri(), "cursor", page.next) if page.next else None
    return Response({"results": rows, "next": further, "previous": None})


class PersonActions(ErasesPeople):
    """Mixed into contacts: erase, everything we hold, history."""

    @extend_schema(request=EraseRequest, responses={200: ErasurePlan, 202: ErasureShape})
    @action(detail=True, methods=["post"])
    def erase(self: Any, request: StaffRequest, pk: str) -> Response:
        """Everywhere and for good, by a worker; what keeps them unasked stays. For admins. Also from the trash."""
        answer: Response = self.erase_them(contact=self.get_object(), **self.shape(EraseRequest))
        return answer

    @extend_schema(
        parameters=[OpenApiParameter("sensitive", bool, description="With what they said on sensitive topics.")],
        responses=PersonFileShape,
    )
    @action(detail=True, filterset_class=None, pagination_class=None)
    def export(self: Any, request: StaffRequest, pk: str) -> Response:
        """Everything we hold on the person."""
        contact: Contact = self.get_object()
        sensitive = request.query_params.get("sensitive", "").lower() in ("true", "1")
        made = person_file(staff=self.staff, contact=contact, as_of=self.as_of, sensitive=sensitive)
        headers = {"Content-Disposition": f'attachment; filename="person-{contact.pk}.json"'}
        return Response(made.as_json(), headers=headers)

    @extend_schema(parameters=AUDITED, responses=AuditPage)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def history(self: Any, request: StaffRequest, pk: str) -> Response:
        """What was changed about them, newest first."""
        return audit_answer(request, self.staff, contacts=[self.get_object().pk])
