"""The page behind a contact's own opt-out link: nobody signs in, and only POST does it, since mail scanners follow
every link they see. One-click requests of mail programs (RFC 8058) come here too."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm.actions.opt_out import opt_out as do_opt_out
from crm.errors import Refusal
from crm.opting_out import OptOut, read_opt_out


@csrf_exempt  # the signed link is what proves it; there is no session that could be abused
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    link = read_opt_out(token)
    if link is None:
        return _answer(request, {}, status=404)
    context = {"choices": _choices(link)}
    if request.method != "POST":
        return _answer(request, context)
    try:
        do_opt_out(link=link, as_of=timezone.now(), scope=request.POST.get("scope") or "everything")
    except Refusal as refusal:
        return _answer(request, context | {"refused": refusal.errors.values()}, status=422)
    return _answer(request, {"done": True})


def _answer(request: HttpRequest, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "frontend/opt_out.html", dict(context), status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address alone can say no in their name
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _choices(link: OptOut) -> list[tuple[str, str]]:
    topics = ", ".join(topic.name for topic in link.topics)
    words = {
        "everything": _("Nothing more, about anything"),
        "client": _("Nothing more for %(client)s") % {"client": link.campaign.client if link.campaign else ""},
        "topic": _("Nothing more about %(topics)s") % {"topics": topics},
        "campaign": _("Nothing more about what that message asked"),
        "channel": _("Not this way: no more by %(channel)s")
        % {"channel": link.ask.get_channel_display() if link.ask else ""},
    }
    return [(scope, words[scope]) for scope in link.scopes]
