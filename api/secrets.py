"""Answers that hold a secret: it is shown once, and not kept where answers are kept to be repeated."""

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response


def without(name: str, response: Response) -> bytes:
    """The body with the secret left out; a repeated request gets it with null in its place."""
    if not isinstance(response.data, dict) or name not in response.data:
        return bytes(response.content)
    return bytes(JSONRenderer().render({**response.data, name: None}))
