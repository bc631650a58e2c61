"""A wrong line in ALLOWED_PRIVATE_NETWORKS is told at the start, not at the first request."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from crm.outgoing.networks import listed


@register
def check_listed_networks(**_kwargs: Any) -> list[Error]:
    try:
        listed(tuple(settings.ALLOWED_PRIVATE_NETWORKS))
    except ValueError as error:
        return [Error(f"ALLOWED_PRIVATE_NETWORKS: {error}", id="crm.E001")]
    return []
