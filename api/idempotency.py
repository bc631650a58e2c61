"""Requests that are safe to repeat: a write with an `Idempotency-Key` is done once in 24 hours.

The key is claimed by a row in the same transaction as the write. A second request with it waits at the unique
index until the first has ended: then it gets the first answer again, or, where the first was undone, does the
work itself. Kept are the answers that judged the write (2xx, 409, 422). Any other (no rights, not found, stale,
too many, our own fault) judged nothing: trying again with the same key is then a first try. The worker forgets
old answers (crm.jobs.forget_answers).
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response

from api.requests import StaffRequest
from crm.models import IdempotentRequest

KEPT_FOR = timedelta(hours=24)
KEPT_STATUSES = {200, 201, 202, 204, 409, 422}
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
LONGEST_KEY = 255

CLAIM = """
INSERT INTO crm_idempotentrequest (staff_id, key, fingerprint, status, headers, body, created_at)
VALUES (%s, %s, %s, 0, '{}', '', %s)
ON CONFLICT (staff_id, key) DO UPDATE
    SET fingerprint = EXCLUDED.fingerprint, status = 0, created_at = EXCLUDED.created_at
    WHERE crm_idempotentrequest.created_at < %s
RETURNING id
"""


class View(Protocol):
    """What this needs of a view: its way to answer an error, and to finish an answer."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def handle_exception(self, exc: Exception) -> Response: ...

    def finalize_response(self, request: StaffRequest, response: Any, *args: Any, **kwargs: Any) -> Any: ...

    def kept_body(self, response: Response) -> bytes: ...


class KeyReused(APIException):
    status_code = 409
    default_detail = "This Idempotency-Key came with another request before. Use a new key for a new request."


def answer_once(view: View, request: StaffRequest, work: Callable[[], Response]) -> HttpResponseBase:
    key, print_of_it = _key(request), fingerprint(request)
    with transaction.atomic():
        claim = _claim(request, key, print_of_it)
        if claim is None:
            return _first_answer(request, key, print_of_it)
        try:
            with transaction.atomic():
                response = work()
        except Exception as error:  # answered here, because a refusal is an answer to keep
            response = view.handle_exception(error)
        if response.status_code not in KEPT_STATUSES:
            transaction.set_rollback(True)
            return response
        view.finalize_response(request, response, *view.args, **view.kwargs).render()
        IdempotentRequest.objects.filter(pk=claim).update(
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if response.has_header(name)},
            body=view.kept_body(response),
        )
    return response


def fingerprint(request: StaffRequest) -> str:
    """What makes a request the same: method, address and body; of a form, its fields and files, as the
    boundary between them differs at every try."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    files = request.FILES
    if not files and not str(request.content_type).startswith("multipart/"):
        digest.update(request._request.body)
        return digest.hexdigest()
    for name, value in sorted(dict(request.data).items()):
        if name not in files:
            digest.update(json.dumps([name, value]).encode())
    for name, file in sorted(files.items()):
        digest.update(json.dumps([name, file.name, file.size]).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def _key(request: StaffRequest) -> str:
    key = request.headers["Idempotency-Key"].strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise ParseError(f"Idempotency-Key must be 1 to {LONGEST_KEY} printable characters.")
    return key


def _claim(request: StaffRequest, key: str, print_of_it: str) -> int | None:
    """The claimed row; None when the key was used within 24 hours."""
    oldest = request.as_of - KEPT_FOR
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [request.user.pk, key, print_of_it, request.as_of, oldest])
        row = cursor.fetchone()
    return row[0] if row else None


def _first_answer(request: StaffRequest, key: str, print_of_it: str) -> HttpResponse:
    first = IdempotentRequest.objects.get(staff=request.user.pk, key=key)
    if first.fingerprint != print_of_it:
        raise KeyReused
    headers = {**first.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(first.body), status=first.status, headers=headers)
