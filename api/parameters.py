"""What may stand behind the question mark of an address: exactly what the schema says of it.

A name that means nothing is refused, for passed over in silence a misspelt filter would choose everybody.
"""

from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from api.filtering import BadFilter
from crm.filters.names import names_of, no_such_name

# One record is no list, though its class can list others.
_OF_ONE = "retrieve"


def refuse_unknown(view: Any, handler: Any) -> None:
    """Raises BadFilter that names the first parameter this read does not take, and the nearest that it does. A read
    that takes none at all, such as that of one record, chooses nothing by them and lets them be."""
    given = view.request.query_params
    if not given:
        return
    known = _declared(handler, view)
    if getattr(view, "action", None) != _OF_ONE:
        known |= _of_list(getattr(view, "filterset_class", None), getattr(view, "pagination_class", None))
    if known and (unknown := next((name for name in given if name not in known), None)):
        where = view.request.path.removeprefix("/api/v1/").strip("/")
        raise BadFilter({unknown[:40]: [no_such_name(unknown, known, where)]})


@cache
def _of_list(filterset: Any, pagination: Any) -> frozenset[str]:
    paging = pagination().get_schema_operation_parameters(None) if pagination else []
    return frozenset(each["name"] for each in paging) | (names_of(filterset) if filterset else frozenset())


def _declared(handler: Any, view: Any) -> frozenset[str]:
    """By `extend_schema` on the method itself."""
    kind = getattr(handler, "kwargs", {}).get("schema")
    if kind is None:
        return frozenset()
    schema = kind()
    schema.view, schema.method = view, "GET"
    parameters = schema.get_override_parameters()
    return frozenset(each.name for each in parameters if each.location == OpenApiParameter.QUERY)
