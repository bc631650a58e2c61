"""Lists in pages that stay right while rows come and go: a page begins after a row, not after a number.

A cursor holds where the last row stood in the list's order, so that the next page is an index lookup.
"""

import base64
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.exceptions import ParseError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT_LIMIT = 50
MOST = 500


@dataclass(frozen=True)
class Term:
    """One column of the order; rows without a value come last."""

    name: str
    descending: bool
    nullable: bool

    def order(self, backwards: bool) -> OrderBy:
        if not self.nullable:
            return OrderBy(F(self.name), descending=self.descending != backwards)
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return OrderBy(F(self.name), descending=self.descending != backwards, **nulls)

    def beyond(self, value: Any, backwards: bool) -> Q:
        """Rows that come after one with this value, in the direction of reading."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        further = Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})
        return further | Q(**{f"{self.name}__isnull": True}) if self.nullable and not backwards else further

    def level(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def bound(self, value: Any, backwards: bool) -> Q:
        """A coarser condition that an index can start from."""
        if self.nullable or value is None:
            return Q()
        return Q(**{f"{self.name}__{'lte' if self.descending != backwards else 'gte'}": value})


class KeysetPagination(BasePagination):
    """`?limit=`, `?cursor=`, `?count=true`; `{"results", "next", "previous"}` and `count` when asked for."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, limit = request, _limit(request)
        counts = request.query_params.get("count", "").lower() == "true"
        self.count = self.count_of(queryset) if counts else None
        self.terms = self.order_of(queryset)
        place = self._place(request.query_params.get("cursor"))
        backwards = bool(place and place["back"])
        found = self.fetch(queryset, place, backwards, limit + 1)
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        self.next_row = found[-1] if found and (more or backwards) else None
        self.previous_row = found[0] if found and ((place and not backwards) or (backwards and more)) else None
        return found

    def get_paginated_response(self, data: Any) -> Response:
        body = {
            "results": data,
            "next": self._link(self.next_row, back=False),
            "previous": self._link(self.previous_row, back=True),
        }
        return Response(body if self.count is None else {"count": self.count, **body})

    def order_of(self, queryset: Any) -> list[Term]:
        return terms_of(queryset)

    def count_of(self, queryset: Any) -> int:
        return int(queryset.count())

    def fetch(self, queryset: Any, place: dict[str, Any] | None, backwards: bool, most: int) -> list[Any]:
        rows = self._after(queryset, place).order_by(*(term.order(backwards) for term in self.terms))
        lead = self.terms[0]
        if not lead.nullable or backwards or getattr(queryset, "only_ties", False):
            return list(rows[:most])
        # Those with a value come first; alone, an index serves them in order.
        found = list(rows.filter(**{f"{lead.name}__isnull": False})[:most])
        missing = most - len(found)
        return found + list(rows.filter(**{f"{lead.name}__isnull": True})[:missing]) if missing else found

    def _after(self, queryset: QuerySet[Any], place: dict[str, Any] | None) -> QuerySet[Any]:
        if place is None:
            return queryset
        try:
            return queryset.filter(after(self.terms, place["at"], place["back"]))
        except (ValueError, TypeError, ValidationError, OverflowError) as error:
            raise _bad_cursor() from error

    def _place(self, cursor: str | None) -> dict[str, Any] | None:
        """What the cursor holds; None on the first page. One made for another order is refused."""
        if not cursor:
            return None
        try:
            place = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="), parse_constant=_refuse)
            at, fits = place["at"], place["by"] == self._by()
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _bad_cursor() from error
        if not fits or not isinstance(at, list) or len(at) != len(self.terms) or not all(map(_scalar, at)):
            raise _bad_cursor()
        return {"at": at, "back": place.get("back") is True}

    def _link(self, row: Model | None, *, back: bool) -> str | None:
        if row is None:
            return None
        at = [_plain(getattr(row, term.name)) for term in self.terms]
        text = json.dumps({"at": at, "by": self._by(), "back": back}, separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def _by(self) -> str:
        return ",".join(f"{'-' if term.descending else ''}{term.name}" for term in self.terms)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
            return {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": schema,
            }

        return [
            parameter("limit", f"Rows a page; more than {MOST} counts as {MOST}.", type="integer", minimum=1),
            parameter("cursor", "Where a page begins: from `next` or `previous`.", type="string"),
            parameter("count", "`true` adds the total as `count`, at its price.", type="boolean"),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": {"type": "integer", "description": "Only with `?count=true`."},
            "results": schema,
            "next": link,
            "previous": link,
        }
        return {"type": "object", "required": ["results", "next", "previous"], "properties": properties}


def terms_of(queryset: QuerySet[Any]) -> list[Term]:
    """The queryset's order, made unique by the id."""
    order = list(queryset.query.order_by) or list(queryset.model._meta.ordering) or ["-id"]
    terms = [_term(queryset.model, item) for item in order]
    if not any(term.name in {"id", "pk"} for term in terms):
        terms.append(Term("id", terms[-1].descending, nullable=False))
    return terms


def after(terms: list[Term], at: list[Any], back: bool) -> Q:
    """Rows beyond the place `at`, in the order of `terms`."""
    condition = Q(pk__in=[])
    for term, value in reversed(list(zip(terms, at, strict=True))):
        condition = term.beyond(value, back) | (term.level(value) & condition)
    return terms[0].bound(at[0], back) & condition


def _term(model: type[Model], item: Any) -> Term:
    if isinstance(item, OrderBy):
        name = getattr(item.expression, "name", "")
        return Term(name, item.descending, nullable=bool(item.nulls_last) or _nullable(model, name))
    name = str(item).removeprefix("-")
    return Term(name, str(item).startswith("-"), nullable=_nullable(model, name))


def _nullable(model: type[Model], name: str) -> bool:
    try:
        return bool(getattr(model._meta.get_field(name), "null", False))
    except FieldDoesNotExist:
        return False


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ParseError(f"limit must be a whole number from 1 to {MOST}.")
    return min(int(text), MOST)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _scalar(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return value is None or isinstance(value, int | float)


def _refuse(name: str) -> None:
    raise ValueError(name)


def _bad_cursor() -> ParseError:
    return ParseError("cursor is not one of this list in this order. Start again without it.")
