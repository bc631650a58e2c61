"""The work-list of contacts that may be one person. Merging them is `contacts/{id}/merge/`."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.duplicates import DuplicateShape
from api.views.base import Listed
from crm.actions.tell_apart import suspect_again, tell_apart
from crm.filters import DuplicateFilter
from crm.models import Duplicate


class DuplicateViewSet(Listed):
    """The likeliest first; without those of whom somebody said that they are two people."""

    serializer_class = DuplicateShape
    filterset_class = DuplicateFilter

    def seen(self) -> QuerySet[Duplicate]:
        pairs = Duplicate.objects.visible_to(self.staff).with_decision()
        return pairs.select_related("first", "second") if self.action in {"list", "retrieve"} else pairs

    def version_of(self, pair: Any) -> int:
        return 2 if pair.decided else 1

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: StaffRequest, pk: str) -> Response:
        """They are not the same person."""
        tell_apart(staff=self.staff, duplicate=self.get_object(), as_of=self.as_of)
        return self.shown(self.seen().get(pk=pk))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        """Take that back."""
        suspect_again(staff=self.staff, duplicate=self.get_object())
        return self.shown(self.seen().get(pk=pk))
