"""What all of Mastodon's interfaces have in common: access, limits, and pages by the Link header alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from listening.sources import SourceTrouble
from listening.sources.asking import AnsweredNo, Got, Parameters, ask, same_place, used_up
from listening.sources.paging import links

PAGE = 40
RESERVE = 20  # of 300 requests in 5 minutes, left for the people who share our address or account


class Enough(SourceTrouble):
    """The limit is all but used up: what came so far is good, the rest comes later."""


@dataclass(frozen=True)
class Server:
    base: str
    token: str
    as_of: datetime

    def get(self, path: str, query: Parameters = ()) -> Got:
        return self._asked(f"{self.base}{path}", query)

    def pages(self, path: str, query: Parameters, relation: str, most: int) -> Iterator[list[Any]]:
        """Lists of statuses: the first as asked, then along the link of this relation: “prev” leads to newer ones,
        “next” to older ones. Ends with an empty page, after `most`, or with a SourceTrouble."""
        got = self.get(path, query)
        for page in range(most):
            found = got.data if isinstance(got.data, list) else []
            yield found
            onward = links(got.headers.get("link", "")).get(relation, "")
            if not found or not onward or page + 1 == most:
                return
            if not same_place(onward, self.base):
                raise SourceTrouble(_("The server's next page is on another host; we do not follow it there."))
            self._stop_at_the_limit(got)
            got = self._asked(onward, ())

    def rules(self) -> dict[str, Any]:
        """What the server says of itself. {} where it is too old to say."""
        try:
            data = self.get("/api/v2/instance").data
        except AnsweredNo as no:
            if no.status == 404:
                return {}
            raise
        return data if isinstance(data, dict) else {}

    def _asked(self, url: str, query: Parameters) -> Got:
        return ask(url, query=query, token=self.token, as_of=self.as_of)

    def _stop_at_the_limit(self, got: Got) -> None:
        if at := used_up(got.headers, self.as_of, reserve=RESERVE):
            raise Enough(_("The server's limit is nearly used up; the rest comes later."), not_before=at)


def domain_of(rules: dict[str, Any], base: str) -> str:
    """The name after the @ of those who live there: not always the host that is asked."""
    told = rules.get("domain")
    return told if isinstance(told, str) and told else urlsplit(base).netloc


def refuse_closed(rules: dict[str, Any], timeline: str, *, token: str) -> None:
    """SourceTrouble if the server does not show this timeline to the likes of us: not asked in vain.
    Servers before 4.5 do not say; they are asked."""
    access: Any = rules
    for step in ("configuration", "timelines_access", timeline):
        access = access.get(step) if isinstance(access, dict) else None
    told = {v for k, v in access.items() if k in ("local", "remote")} if isinstance(access, dict) else set()
    if not told or "public" in told or ("authenticated" in told and token):
        return
    if "authenticated" in told:
        sentence = _("This server shows that only to people with an account there; enter an access token of yours.")
    else:
        sentence = _("This server shows that to nobody; choose another server, or follow accounts instead.")
    raise SourceTrouble(sentence, needs_care=True)
