"""The quick log, which stands on every page: so it is drawn once, and its choices do not ask the database."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString

from crm.channels import Channel
from frontend.drawing import drawn_once, filled
from frontend.forms.log import LOG_KINDS, LogKind

register = template.Library()

ME, TOKEN = "\ue000", "\ue001"  # letters that the dialog has not


@register.simple_tag(takes_context=True)
def quick_log(context: template.Context) -> SafeString:
    """The dialog, drawn once for all and filled in for whoever looks."""
    request: HttpRequest = context["request"]
    dialog = drawn_once("log", me=ME, token=TOKEN)
    return filled(dialog, {ME: request.user.pk, TOKEN: get_token(request)})


@register.simple_tag
def log_kinds() -> tuple[LogKind, ...]:
    return LOG_KINDS


@register.simple_tag
def log_channels() -> list[tuple[Any, Any]]:
    return list(Channel.choices)
