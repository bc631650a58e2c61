"""What may have come of a yes, found among what was heard: to be looked at and added by a person, never by itself."""

from collections.abc import Iterable, Iterator
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


def coverage_suggestions(*, campaign: Campaign, staff: Staff, as_of: datetime) -> list[Suggestion]:
    """For the asks of a campaign that `staff` may see; newest first, those with its link before others."""
    return _among(_yeses(staff, as_of).filter(campaign=campaign), staff, as_of)


def coverage_of_own_asks(*, staff: Staff, as_of: datetime) -> list[Suggestion]:
    """The same for one's own asks, whatever the campaign."""
    return _among(_yeses(staff, as_of).filter(staff=staff), staff, as_of)


def _yeses(staff: Staff, as_of: datetime) -> QuerySet[Ask]:
    shown = Contact.objects.visible_to(staff).in_use()
    asks = Ask.objects.standing().filter(outcome=Outcome.YES, contact__in=shown)
    return asks.filter(asked_at__gt=as_of - WITHIN, asked_at__lte=as_of)


@dataclass(frozen=True)
class _Yes:
    """An ask with what to look for."""

    ask: Ask
    links: set[str]
    topics: frozenset[int]

    def why(self, post: Mention, topics: set[int], on_topic: Why) -> Why | None:
        """What the post has to do with the ask, `topics` being those that it is on; None: nothing."""
        if post.published_at < self.ask.asked_at:
            return None
        if self.links and not self.links.isdisjoint(canonical(link) for link in post.links):
            return Why.LINK
        return None if self.topics.isdisjoint(topics) else on_topic


def _among(asks: QuerySet[Ask], staff: Staff, as_of: datetime) -> list[Suggestion]:
    yeses = _what_to_look_for(list(asks.only("contact_id", "campaign_id", "asked_at", "links")))
    if not yeses:
        return []
    found = [*_by_them(yeses, staff, as_of), *_at_their_outlets(yeses, staff, as_of)]
    return _worth_showing(found, staff, as_of) if found else []


def _what_to_look_for(asks: list[Ask]) -> list[_Yes]:
    """Of hundreds of asks for a handful of campaigns, each campaign is looked at once."""
    campaigns = Campaign.objects.prefetch_related("topics").in_bulk({ask.campaign_id for ask in asks}) if asks else {}
    links = {pk: addresses_of(campaign.links) for pk, campaign in campaigns.items()}
    topics = {pk: frozenset(topic.pk for topic in campaign.topics.all()) for pk, campaign in campaigns.items()}
    for ask in asks:
        ask.campaign = campaigns[ask.campaign_id]
    return [_Yes(ask, links[ask.campaign_id], topics[ask.campaign_id]) for ask in asks]


def _topics_of(heard: QuerySet[MentionTopic]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for mention, topic in heard.values_list("mention_id", "topic_id"):
        found.setdefault(mention, set()).add(topic)
    return found


def _by_them(yeses: list[_Yes], staff: Staff, as_of: datetime) -> Iterator[Suggestion]:
    """What those who said yes wrote themselves since, on the topics or with a link of the campaign's."""
    since = min(yes.ask.asked_at for yes in yeses)
    people = list({yes.ask.contact_id for yes in yeses})
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, {"people": people, "since": since, "as_of": as_of})
        written = cursor.fetchall()
    if not written:
        return
    posts = inbox(staff).in_bulk({mention for _contact, mention in written})
    topics = _topics_of(MentionTopic.objects.filter(mention_id__in=list(posts), published_at__gte=since))
    for contact, mention in written:
        for yes in yeses if mention in posts else ():
            if yes.ask.contact_id == contact and (
                why := yes.why(posts[mention], topics.get(mention, set()), Why.THEIRS)
            ):
                yield Suggestion(yes.ask, posts[mention], why)


_WRITTEN = """
SELECT handle.contact_id, mention.id
FROM crm_handle handle
JOIN listening_author author ON author.channel = handle.channel AND author.key = handle.key
JOIN listening_mention mention ON mention.author_id = author.id AND mention.published_at BETWEEN %(since)s AND %(as_of)s
WHERE handle.contact_id = ANY(%(people)s) AND NOT handle.shared
ORDER BY mention.published_at DESC, mention.id DESC LIMIT 2000
"""


def _at_their_outlets(yeses: list[_Yes], staff: Staff, as_of: datetime) -> Iterator[Suggestion]:
    """Posts on the topics by others, from a site of theirs or under the outlet's name."""
    wanted = frozenset[int]().union(*(yes.topics for yes in yeses))
    span = (min(yes.ask.asked_at for yes in yeses), as_of)
    heard = MentionTopic.objects.filter(topic_id__in=wanted, published_at__range=span).order_by("-published_at")
    topics = _topics_of(heard[:LOOKED_AT])
    if not topics:
        return
    prefetch_related_objects([yes.ask for yes in yeses], "contact__handles")
    for post in inbox(staff).filter(pk__in=list(topics)):
        for yes in yeses:
            if (why := yes.why(post, topics[post.pk] & yes.topics, Why.OUTLET)) and _is_of(post, yes.ask.contact):
                yield Suggestion(yes.ask, post, why)


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
    prefetch_related_objects([one.ask for one in shown.values()], "contact")
    return sorted(shown.values(), key=lambda one: (one.why != Why.LINK, -one.mention.published_at.timestamp()))
