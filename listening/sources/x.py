"""X's recent search, with the user's own credits: every post that is read costs. What a run would cost is counted and
said before anything is spent, and no more than the limit is spent in a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.handles import guess
from crm.outgoing import NotReached
from listening.observed import Observed
from listening.sources import Fetched, Setting, SourceTrouble, base_address, given
from listening.sources.asking import ask, moment, used_up
from listening.sources.looks import look
from listening.sources.x_posts import FIELDS, observed_all

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "x", gettext_lazy("X, with your own credits"), Channel.X
SETTINGS = (
    base_address("https://api.x.com"),
    Setting("query", gettext_lazy("What to look for"), gettext_lazy("In X's own search language.")),
    Setting(
        "dollars_a_day", gettext_lazy("Spend at most, in dollars a day"), gettext_lazy("0: only say the cost."), "0"
    ),
    Setting("price", gettext_lazy("Price of one post, in dollars"), gettext_lazy("As X charges you."), "0.005"),
    Setting("token", gettext_lazy("Bearer token"), gettext_lazy("Of your own project there."), secret=True),
)
LEAST, PAGE = 10, 100  # posts in one answer
KEPT_THERE = timedelta(days=7)
MARGIN = timedelta(minutes=1)
A_DAY = timedelta(days=1)


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["base"] = given.web_address("base", tidy["base"])
    tidy["dollars_a_day"] = str(given.number("dollars_a_day", tidy["dollars_a_day"], least=0, most=10_000))
    tidy["price"] = str(given.number("price", tidy["price"], least=0.000_001, most=100))
    return tidy


def recognise(address: str) -> dict[str, Any] | None:
    """Settings for the page of a person, of a hashtag or of a search."""
    seen = look(address)
    if seen is None or seen.host not in ("x.com", "twitter.com") or not seen.steps:
        return None
    if seen.steps[0] == "search" and seen.query.get("q"):
        return {"query": seen.query["q"]}
    if len(seen.steps) == 2 and seen.steps[0] == "hashtag":
        return {"query": f"#{seen.steps[1]}"}
    person = guess(address)
    return {"query": f"from:{person.key}"} if person and person.channel == CHANNEL else None


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    run = _Run(source, as_of)
    waiting = run.waiting()
    if waiting == 0:
        return Fetched(state=run.state)
    if run.left() < LEAST:
        return Fetched(state=run.state, next_check_at=as_of + A_DAY / 4, health=run.why_not(waiting))
    not_before = None
    try:
        run.read()
        note = run.why_not(run.waiting()) if "hole" in run.state else ""
    except (SourceTrouble, NotReached) as trouble:
        if not run.posts:
            raise
        note, not_before = str(trouble), getattr(trouble, "not_before", None)
    return Fetched(posts=list(run.posts.values()), state=run.state, next_check_at=not_before, health=note)


def cost_of_a_run(source: "Source", *, as_of: datetime) -> str:
    """In words, before it is spent. Counting posts is not reading them."""
    run = _Run(source, as_of)
    return run.cost(run.waiting())


def spent(source: "Source", *, as_of: datetime) -> str:
    """In words, what was spent today and what may be; nobody is asked for it."""
    settings, state = source.settings, source.state or {}
    read = int(state.get("read", 0)) if state.get("day") == as_of.date().isoformat() else 0
    told = {"spent": read * float(settings["price"]), "limit": float(settings["dollars_a_day"])}
    return _("$%(spent).2f of $%(limit).2f are spent today.") % told


class _Run:
    """The state: all is read up to the post `newest` but for the `hole` between two posts, if there is one; `read` is
    how many were read on the `day`, which is what X charges for."""

    def __init__(self, source: "Source", as_of: datetime) -> None:
        self._settings, self.state, self._as_of = source.settings, dict(source.state or {}), as_of
        self._token = source.secret("token")
        if not self._token:
            raise SourceTrouble(_("Enter the bearer token of your project."), needs_care=True)
        self._price, self._limit = float(self._settings["price"]), float(self._settings["dollars_a_day"])
        self.posts: dict[str, Observed] = {}
        if self.state.get("day") != as_of.date().isoformat():
            self.state.update(day=as_of.date().isoformat(), read=0)
        oldest = moment(self.state.get("read_at"))
        if oldest and oldest < as_of - KEPT_THERE + MARGIN:  # its search knows these numbers no more
            for name in ("newest", "hole"):
                self.state.pop(name, None)

    def waiting(self) -> int:
        """How many posts there are to read."""
        total = 0
        for span in self._spans():
            got = self._ask("/2/tweets/counts/recent", {"granularity": "day", **span})
            meta = got.data.get("meta") if isinstance(got.data, dict) else None
            told = meta.get("total_tweet_count") if isinstance(meta, dict) else None
            if not isinstance(told, int):
                raise SourceTrouble(_("X answered something that cannot be read; we try again later."))
            total += told
        return total

    def left(self) -> int:
        """How many may still be read today."""
        return max(0, int(self._limit / self._price + 1e-9) - int(self.state["read"]))

    def read(self) -> None:
        for span in self._spans():
            if not self._read(span):
                return

    def cost(self, waiting: int) -> str:
        words = _(
            "A run now reads about %(posts)s posts for about $%(dollars).2f; "
            "$%(spent).2f of $%(limit).2f are spent today."
        )
        told = {"posts": waiting, "dollars": waiting * self._price, "limit": self._limit}
        return words % {**told, "spent": int(self.state["read"]) * self._price}

    def why_not(self, waiting: int) -> str:
        if not waiting:
            return ""
        held = (
            _("The rest waits until tomorrow, or for a higher limit.") if self._limit else _("Set a limit to allow it.")
        )
        return f"{self.cost(waiting)} {held}"

    def _spans(self) -> list[dict[str, str]]:
        """What is unread: the hole first, then what is new."""
        hole = self.state.get("hole")
        spans = [{"since_id": hole[0], "until_id": hole[1]} if hole[0] else {"until_id": hole[1]}] if hole else []
        newest = self.state.get("newest")
        return [*spans, {"since_id": newest} if newest else {}] if newest or not hole else spans

    def _read(self, span: dict[str, str]) -> bool:
        """Newest first; what the limit leaves unread becomes the hole. Whether all of it was read."""
        asked = dict(span)
        while True:
            most = min(PAGE, self.left())
            if most < LEAST:
                return False
            got = self._ask("/2/tweets/search/recent", {"max_results": str(most), **FIELDS, **asked})
            page = got.data if isinstance(got.data, dict) else {}
            if not isinstance(page.get("meta"), dict):
                raise SourceTrouble(_("X answered something that cannot be read; we try again later."))
            numbers = [str(post["id"]) for post in page.get("data") or [] if isinstance(post, dict) and post.get("id")]
            self.state["read"] = int(self.state["read"]) + len(numbers)
            self.posts.update((post.native_id, post) for post in observed_all(page))
            if numbers:
                self._note(span, numbers)
                asked["until_id"] = min(numbers, key=int)
            if not page["meta"].get("next_token"):
                self.state.pop("hole", None)
                return True
            if at := used_up(got.headers, self._as_of):
                raise SourceTrouble(_("X's limit is used up; the rest comes later."), not_before=at)

    def _note(self, span: dict[str, str], numbers: list[str]) -> None:
        """Read from here down: what lies between there and where we stood is the hole."""
        newest = max([*numbers, self.state.get("newest") or "0"], key=int)
        self.state.update(newest=newest, hole=[span.get("since_id", ""), min(numbers, key=int)])
        self.state["read_at"] = self._as_of.isoformat()

    def _ask(self, path: str, query: Mapping[str, str]) -> Any:
        whole = {"query": self._settings["query"], **query}
        return ask(f"{self._settings['base']}{path}", query=whole, token=self._token, as_of=self._as_of)
