"""What every view does: one clock, one transaction a write, versions, answers that are safe to repeat."""

from collections.abc import Callable, Collection
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from api.idempotency import answer_once
from api.parameters import refuse_unknown
from api.problems import LengthRequired
from api.requests import StaffRequest
from api.serializers.shape import Shape
from api.versions import check_version, etag
from crm.models import Staff


class ApiView(APIView):
    """REST framework's cycle with our own turn around the handler."""

    may_stand_already = False  # True where a POST may be answered 200 with the record that stood before
    whole_by_itself: Collection[str] = ()  # actions that call one transaction of the domain and write no more
    reads_body = True  # False where a file is streamed in: it must not be held in memory

    request: StaffRequest

    @property
    def as_of(self) -> datetime:
        return self.request.as_of

    @property
    def staff(self) -> Staff:
        return self.request.user

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> StaffRequest:
        wrapped = StaffRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )
        wrapped.read_clock()
        return wrapped

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            response = self.answer()
        except Exception as error:
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response

    def answer(self) -> Any:
        method = str(self.request.method).lower()
        handler = getattr(self, method, self.http_method_not_allowed)
        if method not in self.http_method_names:
            handler = self.http_method_not_allowed
        if self.request.method in SAFE_METHODS:
            refuse_unknown(self, handler)
            return handler(self.request, *self.args, **self.kwargs)
        if self.request.headers.get("Transfer-Encoding") and not self.request.headers.get("Content-Length"):
            raise LengthRequired
        if self.reads_body:
            self.request._request.body  # noqa: B018  # held to the limit of settings before anything parses it
        if "Idempotency-Key" in self.request.headers:
            return answer_once(self, self.request, lambda: self._write(handler))
        return self._write(handler)

    def _write(self, handler: Callable[..., Any]) -> Any:
        """All of it or nothing; and a record that is changed stays locked from reading its version until then."""
        with nullcontext() if getattr(self, "action", None) in self.whole_by_itself else transaction.atomic():
            return handler(self.request, *self.args, **self.kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        data = getattr(response, "data", None)
        if isinstance(data, dict) and isinstance(data.get("version"), int):
            response["ETag"] = etag(data["version"])
        return response

    def kept_body(self, response: Response) -> bytes:
        """What an idempotent answer is kept as; a view whose answer holds a secret leaves it out."""
        return bytes(response.content)


class RecordViewSet(ApiView, GenericViewSet[Any]):
    """A resource: subclasses say which rows are theirs to see, and call the domain's verbs.

    `seen()` is the access check of everything here: what it leaves out does not exist for this person.
    """

    lookup_value_regex = "[0-9]{1,18}"
    http_method_names = ["get", "head", "post", "patch", "delete"]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> StaffRequest:
        self.action = self.action_map.get(request.method.lower())  # type: ignore[assignment]
        return super().initialize_request(request, *args, **kwargs)

    def seen(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):  # the schema is made without a person
            return self.model()._default_manager.none()
        return self.seen()

    def model(self) -> type[Model]:
        model: type[Model] = self.get_serializer_class().Meta.model  # type: ignore[attr-defined]
        return model

    def get_object(self) -> Any:
        """The record of the address; locked, and of the version asked for, when it is about to be changed."""
        rows = self.get_queryset().filter(pk=self.kwargs["pk"])
        changes = self.request.method not in SAFE_METHODS
        record = (rows.select_for_update(of=("self",)) if changes else rows).first()
        if record is None:
            raise Http404
        if changes:
            check_version(self.request, self.version_of(record))
        return record

    def version_of(self, record: Any) -> int:
        return int(record.version)

    def shape(self, serializer: type[BaseSerializer[Any]] | None = None, *, partial: bool = False) -> dict[str, Any]:
        """The body, checked for shape only. Raises ValidationError."""
        return self.shape_of(self.request.data, serializer, partial=partial)

    def shape_of(self, data: Any, serializer: type[Any] | None = None, *, partial: bool = False) -> dict[str, Any]:
        kind = serializer or self.get_serializer_class()
        if issubclass(kind, Shape):
            return kind.read(data, self.request, partial=partial)
        shaped = kind(data=data, partial=partial, context=self.get_serializer_context())
        shaped.is_valid(raise_exception=True)
        return dict(shaped.validated_data)

    def shown(self, record: Any, status: int = status.HTTP_200_OK) -> Response:
        return Response(self.represent(record), status=status)

    def represent(self, record: Any) -> dict[str, Any]:
        shape: type[Shape] = self.get_serializer_class()  # type: ignore[assignment]
        return shape.represent(record)


class Listed(RecordViewSet):
    """GET of many and of one."""

    def list(self, request: StaffRequest) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([self.represent(record) for record in page or []])

    def retrieve(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(self.get_object())


class Made(RecordViewSet):
    """POST: `make` is given the fields and returns the new record, or one that stood already."""

    make: Callable[..., Any]

    def create(self, request: StaffRequest) -> Response:
        record = self.make(**self.shape())
        stood = self.may_stand_already and record.created_at < self.as_of
        return self.shown(record, status.HTTP_200_OK if stood else status.HTTP_201_CREATED)


class Changed(RecordViewSet):
    """PATCH: `change` is given the record and the fields that came, and returns it as it is then."""

    change: Callable[..., Any]

    def partial_update(self, request: StaffRequest, pk: str) -> Response:
        record = self.get_object()
        return self.shown(self.change(record, **self.shape(partial=True)))


class Removed(RecordViewSet):
    """DELETE: `remove` is given the record."""

    remove: Callable[..., Any]

    def destroy(self, request: StaffRequest, pk: str) -> Response:
        self.remove(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
