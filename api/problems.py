"""The one shape of every error: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from crm.importing.kinds import MOST_BYTES

MEDIA_TYPE = "application/problem+json"
WHOLE = "non_field_errors"  # the key of what concerns no single field


class LengthRequired(APIException):
    """Django reads as much as Content-Length says: a body in chunks would be taken for none."""

    status_code = 411
    default_detail = "Send the body in one piece with its Content-Length."


Errors = Mapping[str, list[str]]


@dataclass(frozen=True)
class Problem:
    """What went wrong. `kind` is a stable word for programs; empty where the status says it all."""

    status: int
    detail: str
    errors: Errors = field(default_factory=dict)
    kind: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"urn:listenlarge:{self.kind}" if self.kind else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = dict(self.errors)
        return {**body, **self.more}

    def response(self) -> Response:
        return Response(self.body(), status=self.status, headers=dict(self.headers) or None, content_type=MEDIA_TYPE)

    def plain_response(self) -> JsonResponse:
        """For places outside of REST framework."""
        return JsonResponse(self.body(), status=self.status, headers=dict(self.headers), content_type=MEDIA_TYPE)


def too_big() -> Problem:
    most = MOST_BYTES // 1024**2
    return Problem(
        413, f"The body is too big. A file to import may have {most} MB; split it. Send less at once elsewhere."
    )


def of_fields(errors: Errors, status: int = 422) -> Problem:
    """The first sentence with its field in front; all of them by field."""
    name, sentences = next(iter(errors.items()), (WHOLE, ["That cannot be."]))
    first = sentences[0]
    return Problem(status, first if name == WHOLE or name in first else f"{name}: {first}", errors)


def flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """REST framework's nested errors as one level: `handles.1.value`, or `3.channel` for a row."""
    if isinstance(detail, Mapping):
        pairs = [(str(key), value) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        pairs = [(str(index), item) for index, item in enumerate(detail)]
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        return {path or WHOLE: [str(sentence) for sentence in sentences]} if sentences else {}
    flat: dict[str, list[str]] = {}
    for key, value in pairs:
        flat.update(flatten(value, path if key == WHOLE and path else f"{path}.{key}" if path else key))
    return flat
