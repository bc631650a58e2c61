"""Ask another place's JSON interface one thing, politely; its refusals become SourceTrouble.

Clocks are arguments: `as_of` is when the fetch began."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from django.utils.translation import gettext as _

from crm.outgoing import Limits, fetch
from listening.sources import SourceTrouble

# How long to wait where nobody says, and the most we believe when somebody does.
A_WHILE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

Parameters = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass
class AnsweredNo(SourceTrouble):
    """They answered, but with this status; `code` is their short name for the reason, "" without one."""

    status: int = 0
    code: str = ""


@dataclass(frozen=True)
class Got:
    data: Any
    headers: httpx2.Headers
    url: str


def ask(
    url: str,
    *,
    as_of: datetime,
    query: Parameters = (),
    token: str = "",
    method: str = "GET",
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Got:
    """The decoded JSON. `body` is sent as JSON unless it is bytes. NotReached or SourceTrouble when there is none."""
    sent = {"Accept": "application/json", **(headers or {})}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    if body is not None and not isinstance(body, bytes):
        sent["Content-Type"], body = "application/json", json.dumps(body).encode()
    answer = fetch(with_query(url, query), method=method, headers=sent, body=body, limits=limits)
    refuse(answer.status, answer.headers, url, as_of=as_of, said=answer.body)
    try:
        return Got(json.loads(answer.body), answer.headers, answer.url)
    except (ValueError, RecursionError) as error:
        sentence = _("%(host)s answered something that cannot be read; we try again later.") % _at(url)
        raise SourceTrouble(sentence) from error


def refuse(status: int, headers: httpx2.Headers, url: str, *, as_of: datetime, said: bytes = b"") -> None:
    """AnsweredNo for any status but a good one; `said` is their body, which may name a reason."""
    if 200 <= status < 300:
        return
    if status == 429 or status >= 500:
        words = _("%(host)s asks us to wait.") if status == 429 else _("%(host)s is out of order; we try again later.")
        told = wait_until(headers, as_of) if status == 429 or "retry-after" in headers else None
        raise AnsweredNo(words % _at(url), not_before=told, status=status)
    sentences = {
        401: _("%(host)s does not accept our access; enter a new password or token."),
        403: _("%(host)s does not let us read that; check what the password or token may do."),
        404: _("%(host)s does not know that; check the name and the address."),
        410: _("%(host)s says that it is gone for good."),
    }
    sentence = sentences.get(status, _("%(host)s did not understand what we asked (%(status)s)."))
    whole = sentence % {**_at(url), "status": status} + _their_words(said)
    raise AnsweredNo(whole, gone=status == 410, needs_care=status != 410, status=status, code=_their_code(said))


def wait_until(headers: httpx2.Headers, as_of: datetime) -> datetime:
    """When to come back: what Retry-After or the limit's reset says, at most a day on; five minutes if nothing does."""
    told = retry_after(headers.get("retry-after", ""), as_of) or reset_time(headers, as_of)
    if told is None:
        return as_of + A_WHILE
    return min(max(told, as_of + timedelta(seconds=1)), as_of + LONGEST_WAIT)


def retry_after(value: str, as_of: datetime) -> datetime | None:
    """Seconds or an HTTP date; None for neither."""
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return as_of + timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
    try:
        told = parsedate_to_datetime(value)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def reset_time(headers: httpx2.Headers, as_of: datetime) -> datetime | None:
    """When a limit starts anew. Three spellings are about: a timestamp (Mastodon), seconds since 1970 (X, Bluesky)
    and seconds from now (Reddit, the IETF draft). None when nothing, or nothing sensible, is said."""
    value = next(
        (headers[name] for name in ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset") if name in headers),
        "",
    ).strip()
    try:
        number = float(value)
    except ValueError:
        return moment(value)
    try:
        return datetime.fromtimestamp(number, tz=UTC) if number > 1_000_000_000 else as_of + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def used_up(headers: httpx2.Headers, as_of: datetime, *, reserve: int = 1) -> datetime | None:
    """When to ask again if the limit is all but spent; None while there is room. `reserve` requests are left for the
    people who share the account or address with us."""
    names = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
    value = next((headers[name] for name in names if name in headers), "")
    try:
        left = float(value)
    except ValueError:
        return None
    return wait_until(headers, as_of) if left < reserve else None


def moment(value: Any) -> datetime | None:
    """An RFC 3339 time as it stands in JSON; None for what is none. Without a zone it is taken as UTC."""
    try:
        told = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def with_query(url: str, query: Parameters) -> str:
    pairs = list(query.items()) if isinstance(query, Mapping) else list(query)
    if not pairs:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(pairs)}"


def same_place(url: str, base: str) -> bool:
    """Whether a link that they gave leads to where we asked: our token goes nowhere else."""
    try:
        there, here = urlsplit(url), urlsplit(base)
        return (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
    except ValueError:
        return False


def _at(url: str) -> dict[str, str]:
    return {"host": urlsplit(url).hostname or url}


def _their_words(said: bytes) -> str:
    """The reason in their JSON, a line of it, never their HTML."""
    try:
        data = json.loads(said)
        words = next((data[key] for key in ("message", "error_description", "error", "detail") if data.get(key)), "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    words = " ".join(words.split())[:200] if isinstance(words, str) else ""
    return " " + _("It says: “%(words)s”") % {"words": words} if words else ""


def _their_code(said: bytes) -> str:
    try:
        code = json.loads(said).get("error")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return code[:100] if isinstance(code, str) else ""
