"""Errors reported to a server of your own that speaks Sentry's protocol. Without SENTRY_DSN the library is not even
imported, and nothing leaves the house.

A report says where it broke, never what people wrote: no bodies, no cookies, no query strings, no local variables, no
breadcrumbs, no rows that the database quotes.
"""

from typing import Any

from config.observing.logs import discreet
from config.observing.request_ids import current

KEPT_HEADERS = frozenset({"accept", "content-length", "content-type", "host", "user-agent"})


def report_errors(dsn: str, *, environment: str, release: str) -> None:
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=release,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="",
        before_send=_without_people,  # type: ignore[arg-type]
    )


def _without_people(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    request = event.get("request")
    if isinstance(request, dict):
        headers = request.get("headers") or {}
        event["request"] = {
            "method": request.get("method"),
            "headers": {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS},
        }
    for told in (event.get("exception") or {}).get("values") or []:
        told["value"] = discreet(str(told.get("value") or "").split("\n", 1)[0])
    if isinstance(event.get("logentry"), dict):  # what was filled in may be anybody's words
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    for name in ("user", "extra", "breadcrumbs", "server_name"):
        event.pop(name, None)
    if request_id := current.get():
        event["tags"] = {**(event.get("tags") or {}), "request_id": request_id}
    return event
