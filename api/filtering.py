"""The screens' filters for the API: which FilterSet, for whom, at which moment."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import APIException

from api.requests import StaffRequest


class BadFilter(APIException):
    """A value that cannot be read at all; one that merely names nothing gives an empty list."""

    status_code = 400

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.detail = errors  # type: ignore[assignment]


class DomainFilters(DjangoFilterBackend):  # type: ignore[misc]
    def get_filterset_kwargs(self, request: StaffRequest, queryset: QuerySet[Any], view: Any) -> dict[str, Any]:
        return {
            "data": request.query_params,
            "queryset": queryset,
            "staff": request.user,
            "as_of": request.as_of,
        }

    def filter_queryset(self, request: StaffRequest, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        with timezone.override(request.user.zone):  # a day given as a filter is a day where they are
            is_valid = filterset.is_valid()
        if not is_valid:
            raise BadFilter({name: list(map(str, found)) for name, found in filterset.errors.items()})
        narrowed: QuerySet[Any] = filterset.qs
        return narrowed
