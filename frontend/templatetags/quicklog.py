"""The choices of the quick log, which stands on every page and so must not ask the database."""

from typing import Any

from django import template

from crm.channels import Channel
from frontend.forms.log import LOG_KINDS, LogKind

register = template.Library()


@register.simple_tag
def log_kinds() -> tuple[LogKind, ...]:
    return LOG_KINDS


@register.simple_tag
def log_channels() -> list[tuple[Any, Any]]:
    return list(Channel.choices)
