"""The inbox: mentions filtered by the FilterSet, each with what stands beside it, a page at a time by keyset."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString

from crm.models import Contact, Interest, Relationship, Staff, Topic
from crm.models.relationships import warmth
from frontend.marking import marked, spans_in
from listening.around import HeardOf, answered, former_words, heard_of, others_of_story
from listening.filters import MentionFilter
from listening.fitting import Fitting, most_fitting
from listening.inbox import fill, inbox
from listening.matching import Matcher, Place
from listening.models import Mention, MentionVersion, Overture
from listening.recognising import matcher, post_of

PAGE = 20  # the next come as one reads on
PERIODS = {"day": 0, "week": 6, "month": 29}  # days before today
FILTERS = ("topic", "source", "by_contacts", "language", "search", "author", "story", "contact")


@dataclass(frozen=True, slots=True)
class Row:
    """A mention with its marks. `contact`: as the reader knows the author, or None; then `heard` says how often they
    were heard. `answers`: the post it answers, if kept; `others`: how many more posts of this story;
    `former`: what it said before it was edited."""

    mention: Mention
    title: SafeString | str
    text: SafeString | str
    topics: list[Topic]
    contact: Contact | None
    verdict: str
    overtures: list[Overture]
    answers: Mention | None
    others: int
    former: list[MentionVersion]
    tie: Relationship | None
    warmth: float
    cares_about: list[str]
    heard: HeardOf | None

    @property
    def author_name(self) -> str:
        author = self.mention.author
        known = self.mention.author_name or (author.name or author.value if author else "")
        return self.contact.name if self.contact else known


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list[Row]
    after: str
    """Where the next page begins; empty: that was all."""
    fitting: Fitting | None = None
    """Where the order is by how well they fit: of how many posts these are the best."""


def filter_data(asked: QueryDict, staff: Staff, as_of: datetime) -> dict[str, Any]:
    """What the FilterSet takes. Nothing said about the state: what the reader has not looked at yet."""
    data: dict[str, Any] = {name: asked[name] for name in FILTERS if asked.get(name)}
    state = asked.get("state", "new")
    if state != "all":
        data["state"] = state
    if (days := PERIODS.get(asked.get("period") or "")) is not None:
        data["published_after"] = (staff.today(as_of) - timedelta(days=days)).isoformat()
    return data


def list_mentions(*, staff: Staff, asked: QueryDict, as_of: datetime) -> Listing:
    data = filter_data(asked, staff, as_of)
    found: Any = MentionFilter(data, queryset=inbox(staff), staff=staff, as_of=as_of).qs
    if asked.get("sort") == "fitting":
        best = most_fitting(found, staff=staff, as_of=as_of, most=PAGE)
        return Listing(rows_of(best.found, staff=staff, as_of=as_of), "", best)
    by = "at" if "topic" in data else "published_at"
    page = list(_after(found, by, asked.get("after", ""))[: PAGE + 1])
    after = _cursor(page[PAGE - 1]) if len(page) > PAGE else ""
    return Listing(rows_of(page[:PAGE], staff=staff, as_of=as_of), after)


def rows_of(mentions: Iterable[Mention], *, staff: Staff, as_of: datetime) -> list[Row]:
    """About a dozen queries, however many there are."""
    page: list[Any] = fill(mentions, staff)
    asked = matcher()
    topics = Topic.objects.in_bulk({pk for one in page for pk in one.topic_ids})
    people = {one.contact.pk for one in page if one.contact}
    ties = {tie.contact_id: tie for tie in staff.relationships.filter(contact__in=people)}
    strangers = {one.author_id for one in page if one.author_id and not one.contact}
    heard = heard_of(strangers, staff=staff, as_of=as_of)
    cares, answers, others = _cares(people), answered(page), others_of_story(page)
    former = former_words(page)
    rows = []
    for one in page:
        places = places_in(asked, one, one.topic_ids)
        tie = ties.get(one.contact_id)
        rows.append(
            Row(
                mention=one,
                title=marked(one.title, spans_in(places, "title")) if one.title else "",
                text=marked(one.text, spans_in(places, "text")) if one.text else "",
                topics=[topics[pk] for pk in one.topic_ids if pk in topics],
                contact=one.contact,
                verdict=one.verdict,
                overtures=one.overtures,
                answers=answers.get(one.pk),
                others=others.get(one.story, 0),
                former=former.get(one.pk, []),
                tie=tie,
                warmth=warmth(tie.warmth_log, as_of) if tie else 0.0,
                cares_about=cares.get(one.contact_id, []),
                heard=heard.get(one.author_id),
            )
        )
    return rows


def places_in(asked: Matcher, mention: Mention, topics: Sequence[int]) -> list[Place]:
    """Where the words stand for which these topics look."""
    post = post_of(
        title=mention.title,
        text=mention.text,
        author=mention.author.value if mention.author else "",
        author_name=mention.author_name,
        url=mention.url,
        languages=tuple(mention.languages),
        links=tuple(mention.links),
        source=mention.source.name if mention.source else "",
        source_kind=mention.source_kind,
    )
    return asked.places(post, *topics)


def _cares(people: Iterable[int]) -> Mapping[int, list[str]]:
    """Up to three topics each, the newest evidence first."""
    found: dict[int, list[str]] = {}
    rows = Interest.objects.filter(contact__in=people).order_by("-noted_at").values_list("contact", "topic__name")
    for contact, name in rows:
        named = found.setdefault(contact, [])
        if name not in named and len(named) < 3:
            named.append(name)
    return found


def _after(rows: Any, by: str, cursor: str) -> Any:
    """The rows behind the cursor; one that nobody gave out begins at the beginning."""
    try:
        moment, pk = json.loads(urlsafe_b64decode(cursor.encode()))
        at, pk = parse_datetime(str(moment)), int(pk)
    except (ValueError, TypeError, OverflowError):
        return rows
    if at is None or at.tzinfo is None or not 0 <= pk < 2**63:
        return rows
    return rows.filter(Q(**{f"{by}__lte": at})).exclude(Q(**{by: at}) & Q(pk__gte=pk))


def _cursor(mention: Mention) -> str:
    return urlsafe_b64encode(json.dumps([mention.published_at.isoformat(), mention.pk]).encode()).decode()
