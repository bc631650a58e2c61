"""What may have come of a yes, found among what was heard: to be looked at and added by a person, never by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from crm.addresses import canonical
from crm.channels import Channel
from crm.genuine.normalising import fold
from crm.genuine.promotional import addresses_of
from crm.models import Ask, Campaign, Contact, Outcome, Snooze, Staff
from listening.inbox import inbox
from listening.models import Mention, MentionTopic

WITHIN = timedelta(days=180)  # after the ask
LOOKED_AT = 2_000  # posts on the campaign's topics, newest first
SITES = (Channel.WEBSITE, Channel.FEED, Channel.NEWSLETTER, Channel.PODCAST)


class Why(Enum):
    LINK = "link"
    THEIRS = "theirs"
    OUTLET = "outlet"

    @property
    def words(self) -> LazyText:
        return WORDS[self]


WORDS = {
    Why.LINK: _("It carries the campaign’s link."),
    Why.THEIRS: _("They wrote it, on the campaign’s topic."),
    Why.OUTLET: _("Their outlet ran it, on the campaign’s topic."),
}


@dataclass(frozen=True)
class Suggestion:
    """A post that may be what came of `ask`."""

    ask: Ask
    mention: Mention
    why: Why

    @property
    def key(self) -> str:
        """By which it is put aside."""
        return f"coverage:{self.ask.pk}:{self.mention.pk}"


def coverage_suggestions(*, campaign: Campaign, staff: Staff, as_of: datetime, own: bool = False) -> list[Suggestion]:
    """Of the asks that `staff` may see, or with `own` made; newest first, those with a link of the campaign's before
    others."""
    asks = _yeses(campaign, staff, as_of, own)
    if not asks:
        return []
    links = addresses_of(campaign.links)
    topics = [topic.pk for topic in campaign.topics.all()]
    shown = inbox(staff)
    found = [*_by_them(asks, shown, links, topics, as_of), *_at_their_outlets(asks, shown, links, topics, as_of)]
    return _worth_showing(found, staff, as_of)


def _yeses(campaign: Campaign, staff: Staff, as_of: datetime, own: bool) -> list[Ask]:
    shown = Contact.objects.visible_to(staff).in_use()
    asks = Ask.objects.standing().filter(campaign=campaign, outcome=Outcome.YES, contact__in=shown)
    recent = asks.filter(asked_at__gt=as_of - WITHIN, asked_at__lte=as_of)
    return list((recent.filter(staff=staff) if own else recent).select_related("contact"))


def _by_them(
    asks: list[Ask], shown: QuerySet[Mention], links: set[str], topics: Sequence[int], as_of: datetime
) -> list[Suggestion]:
    """What those who said yes wrote themselves since, on the topics or with a link of the campaign's."""
    since = min(ask.asked_at for ask in asks)
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, {"people": [ask.contact_id for ask in asks], "since": since, "as_of": as_of})
        written = cursor.fetchall()
    if not written:
        return []
    posts = shown.in_bulk({mention for _contact, mention in written})
    on_topic = set(
        MentionTopic.objects.filter(
            mention_id__in=list(posts), topic_id__in=topics, published_at__gte=since
        ).values_list("mention_id", flat=True)
    )
    by_person = {ask.contact_id: ask for ask in asks}
    found = [(by_person[contact], posts[mention]) for contact, mention in written if mention in posts]
    return [
        Suggestion(ask, post, Why.LINK if _carries(post, links) else Why.THEIRS)
        for ask, post in found
        if post.published_at >= ask.asked_at and (post.pk in on_topic or _carries(post, links))
    ]


_WRITTEN = """
SELECT handle.contact_id, mention.id
FROM crm_handle handle
JOIN listening_author author ON author.channel = handle.channel AND author.key = handle.key
JOIN listening_mention mention ON mention.author_id = author.id AND mention.published_at BETWEEN %(since)s AND %(as_of)s
WHERE handle.contact_id = ANY(%(people)s) AND NOT handle.shared
ORDER BY mention.published_at DESC, mention.id DESC LIMIT 2000
"""


def _at_their_outlets(
    asks: list[Ask], shown: QuerySet[Mention], links: set[str], topics: Sequence[int], as_of: datetime
) -> list[Suggestion]:
    """Posts on the topics by others, from a site of theirs or under the outlet's name."""
    heard = MentionTopic.objects.filter(topic_id__in=topics, published_at__range=(min(a.asked_at for a in asks), as_of))
    newest = list(heard.order_by("-published_at").values_list("mention_id", flat=True)[:LOOKED_AT])
    if not newest:
        return []
    prefetch_related_objects([ask.contact for ask in asks], "handles")
    posts = shown.filter(pk__in=newest)
    return [
        Suggestion(ask, post, Why.LINK if _carries(post, links) else Why.OUTLET)
        for post in posts
        for ask in asks
        if post.published_at >= ask.asked_at and _is_of(post, ask.contact)
    ]


def _carries(post: Mention, links: set[str]) -> bool:
    return bool(links) and not links.isdisjoint(canonical(link) for link in post.links)


def _is_of(post: Mention, contact: Contact) -> bool:
    site = _host(post.url)
    if site and site in {_host(handle.key) for handle in contact.handles.all() if handle.channel in SITES}:
        return True
    outlet = fold(contact.organization.strip())
    names = (post.author_name, post.source.name if post.source else "")
    return bool(outlet) and any(fold(name.strip()) == outlet for name in names)


def _host(address: str) -> str:
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _worth_showing(found: Iterable[Suggestion], staff: Staff, as_of: datetime) -> list[Suggestion]:
    """Each once, without what is noted already or was put aside."""
    put_aside = set(
        Snooze.objects.filter(staff=staff, card__startswith="coverage:", until__gt=staff.today(as_of)).values_list(
            "card", flat=True
        )
    )
    shown: dict[str, Suggestion] = {}
    for one in found:
        noted = {canonical(link) for link in one.ask.links}
        if one.mention.url and canonical(one.mention.url) not in noted and one.key not in put_aside:
            shown.setdefault(one.key, one)
    return sorted(shown.values(), key=lambda one: (one.why != Why.LINK, -one.mention.published_at.timestamp()))
