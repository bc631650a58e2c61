"""Mentions as lists show them: who may be told what about them, and what goes beside each.

A mention itself is public and everybody's; whose it is shows only to those who may see that contact."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.models import Contact, Handle, Staff
from listening.authors import authors_of, contacts_of
from listening.models import Author, Hearing, Mention, MentionTopic, Overture


def inbox(staff: Staff) -> QuerySet[Mention]:
    """What is kept, newest first; but for what is about no topic and only here because somebody else relates to its
    author: that it was kept would tell of their contact."""
    on_a_topic = MentionTopic.objects.filter(mention=OuterRef("pk"), month=OuterRef("month"), keep=True)
    visible = Contact.objects.visible_to(staff).in_use()
    by_theirs = Handle.objects.filter(
        channel=OuterRef("author__channel"), key=OuterRef("author__key"), shared=False, contact__in=visible
    )
    told = Q(keep=False) | Q(source=None) | Exists(on_a_topic) | Exists(by_theirs)
    return _newest_first().filter(told)


def _newest_first() -> QuerySet[Mention]:
    return Mention.objects.select_related("author", "source").defer("words").order_by("-published_at", "-id")


def mentions_of(contact: Contact) -> QuerySet[Mention]:
    """What a contact wrote, by any of their own handles."""
    return _newest_first().filter(author_id__in=list(authors_of(contact).values_list("pk", flat=True)))


def unheard(mentions: QuerySet[Mention], staff: Staff) -> QuerySet[Mention]:
    """Those with which this person has done nothing yet."""
    return mentions.filter(~Exists(Hearing.objects.filter(staff=staff, mention=OuterRef("pk"))))


def with_verdict(mentions: QuerySet[Mention], staff: Staff, verdict: str) -> QuerySet[Mention]:
    mine = Hearing.objects.filter(staff=staff, verdict=verdict, mention=OuterRef("pk"))
    return mentions.filter(Exists(mine))


def fill(mentions: Iterable[Mention], staff: Staff) -> list[Mention]:
    """Put beside each what a list shows, in four queries for all of them: `contact` (as `staff` knows the author, or
    None), `topic_ids`, `verdict` (of `staff`; "" for none) and `overtures` (towards us, not settled)."""
    page = list(mentions)
    ids = [mention.pk for mention in page]
    contacts = contacts_of(staff, _authors(page))
    verdicts = dict(Hearing.objects.filter(staff=staff, mention__in=ids).values_list("mention", "verdict"))
    topics: dict[int, list[int]] = {}
    months = {mention.month for mention in page}
    matched = MentionTopic.objects.filter(mention_id__in=ids, month__in=months).values_list("mention_id", "topic_id")
    for mention_id, topic_id in matched:
        topics.setdefault(mention_id, []).append(topic_id)
    overtures: dict[int, list[Overture]] = {}
    for overture in Overture.objects.filter(mention__in=ids, settled_at=None, to__removed_at=None).select_related("to"):
        overtures.setdefault(overture.mention_id, []).append(overture)
    for mention in page:
        mention.contact = contacts.get(mention.author_id or 0)  # type: ignore[attr-defined]
        mention.contact_id = mention.contact.pk if mention.contact else None  # type: ignore[attr-defined]
        mention.topic_ids = sorted(topics.get(mention.pk, []))  # type: ignore[attr-defined]
        mention.verdict = verdicts.get(mention.pk, "")  # type: ignore[attr-defined]
        mention.overtures = overtures.get(mention.pk, [])  # type: ignore[attr-defined]
    return page


def _authors(page: Sequence[Mention]) -> list[Author]:
    return list({mention.author_id: mention.author for mention in page if mention.author}.values())
