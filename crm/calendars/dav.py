"""What is said to a CalDAV server (RFC 4791), and what it answers. Read-only: PROPFIND and REPORT, never PUT."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from crm.calendars.trouble import CalendarTrouble
from crm.outgoing import Answer, Guard, Limits, fetch

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
LIMITS = Limits(total=90, read=45, size=40 * 1024 * 1024)


@dataclass(frozen=True)
class Account:
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Found:
    """What the server says of one address: its absolute address, and its properties by qualified name."""

    url: str
    properties: dict[str, Any]

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return "".join(found.itertext()).strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        found = self.properties.get(name)
        return [] if found is None else [(one.text or "").strip() for one in found.iter(f"{DAV}href")]

    def has(self, name: str, inner: str) -> bool:
        found = self.properties.get(name)
        return found is not None and found.find(f".//{inner}") is not None


class Server:
    """One account there. The password goes to the host it was given for, and to hosts beside it that this one names."""

    def __init__(self, base: str, account: Account, *, guard: Guard | None = None) -> None:
        self.base, self.account, self.guard = base, account, guard or Guard.of_this_house()
        _require_private_line(base, self.guard)

    def properties(self, url: str, *names: str, depth: int = 0) -> list[Found]:
        """Of `url`, and with depth 1 of what lies in it. `names` as qualified tags without values, in XML."""
        body = (
            '<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
            f' xmlns:s="http://calendarserver.org/ns/"><d:prop>{"".join(f"<{name}/>" for name in names)}</d:prop>'
            "</d:propfind>"
        )
        return list(self._asked("PROPFIND", url, body, depth=depth))

    def events(self, url: str, since: str, until: str) -> list[str]:
        """The text of each file with an event between the two, written as `20260101T000000Z`."""
        body = (
            '<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="DAV:"'
            ' xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>'
            '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{escape(since)}" end="{escape(until)}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        answered = self._asked("REPORT", url, body, depth=1)
        return [text for one in answered if (text := one.text(f"{CALDAV}calendar-data"))]

    def _asked(self, method: str, url: str, body: str, *, depth: int) -> Iterator[Found]:
        if not _side_by_side(self.base, url):
            raise CalendarTrouble(_("The server sends us to another one; give that address instead."), needs_care=True)
        _require_private_line(url, self.guard)
        pair = b64encode(f"{self.account.username}:{self.account.password}".encode()).decode("ascii")
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": str(depth)}
        if self.account.username:
            headers["Authorization"] = f"Basic {pair}"
        answer = fetch(url, method=method, headers=headers, body=body.encode(), limits=LIMITS, guard=self.guard)
        _refuse(answer)
        try:
            tree = fromstring(answer.body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise CalendarTrouble(_("The server answers in a way that is no CalDAV.")) from error
        for response in tree.iter(f"{DAV}response"):
            href = response.find(f"{DAV}href")
            if href is not None and href.text:
                yield Found(urljoin(answer.url, href.text.strip()), dict(_given(response)))


def _given(response: Any) -> Iterator[tuple[str, Any]]:
    for propstat in response.iter(f"{DAV}propstat"):
        status = propstat.find(f"{DAV}status")
        if status is None or " 200 " in f"{status.text or ''} ":
            for prop in propstat.iter(f"{DAV}prop"):
                yield from ((one.tag, one) for one in prop)


def _refuse(answer: Answer) -> None:
    if answer.status in (401, 403):
        words = _(
            "The server does not take that name and password. Many want an app password, made in your account there."
        )
        raise CalendarTrouble(words, no_entry=True)
    if answer.status in (404, 405, 410, 501):
        raise CalendarTrouble(_("There is no calendar at this address."), needs_care=True)
    if answer.status in (429, 503):
        raise CalendarTrouble(_("The server asks us to wait; we try again later."), wait=asked_to_wait(answer))
    if answer.status != 207:
        raise CalendarTrouble(_("The server answered with an error (%(status)d).") % {"status": answer.status})


def asked_to_wait(answer: Answer) -> timedelta | None:
    """As the server's Retry-After says in seconds, a day at most; None where it does not."""
    seconds = str(answer.headers.get("retry-after", "")).strip()
    return timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdecimal() and len(seconds) < 10 else None


def _side_by_side(base: str, other: str) -> bool:
    """The same host, or one of the same house: `p12-caldav.example.org` beside `caldav.example.org`."""
    ours, theirs = urlsplit(base), urlsplit(other)
    if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc):
        return True
    names = [(url.hostname or "").rstrip(".").split(".") for url in (ours, theirs)]
    same = len(names[0]) >= 3 and names[0][-2:] == names[1][-2:] and len(names[1]) >= 3
    return same and theirs.scheme == "https" and (theirs.port or 443) == 443


def _require_private_line(url: str, guard: Guard) -> None:
    if guard.may_be_told_secrets(url):
        return
    raise CalendarTrouble(
        _("The password would go unencrypted; give an address that begins with https://."), needs_care=True
    )
