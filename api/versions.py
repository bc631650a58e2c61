"""Two editors of one record notice each other: `ETag` out, `If-Match` in."""

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request


class Stale(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "If-Match names another version: somebody changed it meanwhile. Read it again, then write."


def etag(version: int) -> str:
    return f'"{version}"'


def check_version(request: Request, version: int) -> None:
    """Raises Stale unless If-Match is absent, `*` or names this version.

    Proxies that compress turn "3" into W/"3": that is taken as the same version, which it is.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None:
        return
    named = {tag.strip().removeprefix("W/").strip('"') for tag in wanted.split(",")}
    if not named & {"*", str(version)}:
        raise Stale
