"""What is asked: an address of the web, our headers, and how a redirect changes both."""

from collections.abc import Mapping

import httpx2
from django.conf import settings
from django.utils.translation import gettext as _

from crm.outgoing.errors import NotReached, Reason

# What may go along to another host; anything else a caller sent (tokens, signatures) was meant for the first.
GOES_ALONG = {"accept", "accept-language", "user-agent", "accept-encoding"}
REDIRECTS = {301, 302, 303, 307, 308}
WEB_PORTS = {80, 443}


def first_request(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> httpx2.Request:
    """NotReached for what is no address of the web, or asks for what only other protocols offer."""
    where = web_address(url)
    ours = {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    made = httpx2.Request(method, where.copy_with(userinfo=b""), headers={**ours, **headers}, content=body)
    if where.userinfo and "Authorization" not in made.headers:
        made = next(httpx2.BasicAuth(where.username, where.password).sync_auth_flow(made))
    return made


def user_agent() -> str:
    return f"ListenLarge/1 (+{settings.OUTGOING_CONTACT})"


def redirected(request: httpx2.Request, status: int, location: str) -> httpx2.Request:
    """The request that follows on an answer of `status`; names and passwords in `location` are not believed."""
    where = web_address(location, request.url)
    if request.url.scheme == "https" and where.scheme == "http":
        raise NotReached(Reason.REDIRECT, _("That address sends us from https to http; give the one it should be."))
    where = where.copy_with(userinfo=b"")
    method, body = request.method, request.content
    if status == 303 or (status in (301, 302) and method == "POST"):
        method, body = ("HEAD" if method == "HEAD" else "GET"), b""
    same = (where.scheme, where.host, where.port) == (request.url.scheme, request.url.host, request.url.port)
    dropped = {"host", "content-length", "transfer-encoding"} | (set() if body else {"content-type"})
    headers = {
        name: value for name, value in request.headers.items() if name not in dropped and (same or name in GOES_ALONG)
    }
    return httpx2.Request(method, where, headers=headers, content=body or None)


def web_address(text: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """The address, read as one of the web; nobody is asked where it leads. NotReached for any other."""
    try:
        where = base.join(text) if base else httpx2.URL(text.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise NotReached(Reason.ADDRESS, _("That is no address of the web.")) from error
    if where.scheme not in ("http", "https") or not where.host:
        raise NotReached(Reason.ADDRESS, _("Only addresses that start with https:// or http:// are fetched."))
    if "%" in where.host and ":" not in where.host:  # blanks and the like, quoted by the parser
        raise NotReached(Reason.ADDRESS, _("That is no address of the web."))
    if where.port is not None and where.port not in WEB_PORTS and where.port < 1024:
        raise NotReached(Reason.ADDRESS, _("That port belongs to another kind of service than the web."))
    return where.copy_with(fragment=None)
