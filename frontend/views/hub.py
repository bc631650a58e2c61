"""What a feed's hub calls (WebSub). Nobody signs in: the address is signed, and so is what the hub sends."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from listening.actions.hear_hub import confirm, look_now

LONGEST = 1_000  # characters of what we are to say back


@csrf_exempt  # a hub has no session that could be abused
@never_cache
@require_http_methods(["GET", "POST"])
def hub(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        signature = request.headers.get("X-Hub-Signature", "")
        known = look_now(token=token, signature=signature, body=request.body, as_of=timezone.now())
        return HttpResponse(status=202 if known else 410)
    asked, lease = request.GET, request.GET.get("hub.lease_seconds", "")
    wanted = confirm(
        token=token,
        mode=asked.get("hub.mode", ""),
        topic=asked.get("hub.topic", ""),
        lease=int(lease) if lease.isascii() and lease.isdecimal() and len(lease) < 12 else 0,
        as_of=timezone.now(),
    )
    said = asked.get("hub.challenge", "")[:LONGEST] if wanted else ""
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=200 if wanted else 404)
