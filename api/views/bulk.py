"""One verb for all contacts that match a filter; the tags; saved filters."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.bulk import SHOWN, BulkRequest, BulkShape, KeptContact, SavedViewShape, TagList
from api.views.base import ApiView, Changed, Listed, Made, Removed
from crm.actions.bulk_contacts import start_bulk, start_undo
from crm.actions.save_view import create_view, delete_view, update_view
from crm.filters.bulk import BulkFilter, SavedViewFilter
from crm.jobs import queue_bulk
from crm.models import BulkAction, Contact, SavedView
from crm.saved_views import gone_from, views_of
from crm.tags import tags_of


class BulkActionViewSet(Listed):
    """One's own bulk actions. A POST is answered at once; the worker does it."""

    serializer_class = BulkShape
    filterset_class = BulkFilter

    def seen(self) -> QuerySet[BulkAction]:
        return BulkAction.objects.filter(staff=self.staff).order_by("-id")

    def version_of(self, bulk: BulkAction) -> int:
        return BulkShape().get_version(bulk)

    @extend_schema(request=BulkRequest, responses={202: BulkShape})
    def create(self, request: StaffRequest) -> Response:
        fields = self.shape(BulkRequest)
        fields["filters"] = fields.pop("filter", {})
        bulk = start_bulk(staff=self.staff, as_of=self.as_of, **fields)
        queue_bulk(bulk.pk)
        return self.shown(bulk, status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={202: BulkShape})
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        bulk = start_undo(staff=self.staff, bulk=self.get_object(), as_of=self.as_of)
        queue_bulk(bulk.pk)
        return self.shown(bulk, status.HTTP_202_ACCEPTED)

    @extend_schema(responses=KeptContact(many=True))
    @action(detail=True, filterset_class=None, pagination_class=None)
    def kept(self, request: StaffRequest, pk: str) -> Response:
        """The first hundred that its undo left as they are, because somebody changed them since."""
        kept = self.get_object().changes.filter(kept=True).values("contact")
        rows = Contact.objects.visible_to(self.staff).filter(pk__in=kept).order_by("pk").values("id", "name")[:SHOWN]
        return Response(list(rows))


class TagView(ApiView):
    @extend_schema(responses=TagList)
    def get(self, request: StaffRequest) -> Response:
        """All of them. To rename, unite or delete one: `bulk-actions/`, rename_tag or remove_tag."""
        return Response({"results": tags_of(self.staff), "next": None, "previous": None})


class SavedViewViewSet(Listed, Made, Changed, Removed):
    """One's own views, and those shared with the team."""

    serializer_class = SavedViewShape
    filterset_class = SavedViewFilter

    def seen(self) -> QuerySet[SavedView]:
        return views_of(self.staff)

    def paginate_queryset(self, queryset: Any) -> Any:
        return with_gone(super().paginate_queryset(queryset) or [])

    def represent(self, record: Any) -> dict[str, Any]:
        if not hasattr(record, "gone_words"):
            with_gone([record])
        return super().represent(record)

    def make(self, **fields: Any) -> SavedView:
        return create_view(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, view: SavedView, **changes: Any) -> SavedView:
        return update_view(staff=self.staff, view=view, as_of=self.as_of, **changes)

    def remove(self, view: SavedView) -> None:
        delete_view(staff=self.staff, view=view)


def with_gone(views: list[Any]) -> list[Any]:
    gone = gone_from(views)
    for view in views:
        view.gone_words = gone[view.pk]
    return views
