"""Requests that are too big are refused by the size they claim, before a byte of their body is read or written."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from api.problems import too_big
from crm.importing.kinds import MOST_BYTES

FORM_AROUND_IT = 1024 * 1024
MOST = MOST_BYTES + FORM_AROUND_IT

Answer = Callable[[HttpRequest], HttpResponse]


def within_size(answer: Answer) -> Answer:
    """Before everything that may look into a form, such as the protection against forged ones."""

    def guarded(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdigit() or int(length) <= MOST:
            return answer(request)
        if request.path.startswith("/api/"):
            return too_big().plain_response()
        most = MOST_BYTES // 1024**2
        return render(request, "frontend/too_big.html", {"most": most, "size": int(length) // 1024**2}, status=413)

    return guarded
