"""Make a contact of somebody heard, or have them stay away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.actions.save_contact import create_contact
from crm.handles import HandleError, normalise
from crm.models import Contact, Staff
from listening.interests import draw_interests
from listening.models import Author, Mention, MentionTopic
from listening.pairing import same_person

ORIGIN = "Heard on {channel}"


def author_at(channel: str, value: str) -> Author | None:
    """Somebody heard, by their address in whatever way it is written."""
    try:
        known = normalise(channel, value)
    except HandleError:
        return None
    there = Author.objects.filter(channel=known.channel)
    return there.filter(key=known.key).first() or there.filter(value=known.value).first()


@transaction.atomic
def adopt_voice(*, staff: Staff, author: Author, as_of: datetime, **fields: Any) -> Contact:
    """A contact with the author's handles, whose posts are kept from now on and show what they care about. `fields`
    as in `create_contact`; name and origin are filled in. Conflict with `existing` for whom we have already."""
    fields.setdefault("name", author.name or author.value)
    fields.setdefault("origin", ORIGIN.format(channel=author.get_channel_display()))
    known_as = same_person(author)
    handles = [{"channel": one.channel, "value": value} for one in known_as for value in addresses_of_author(one)]
    contact = create_contact(staff=staff, as_of=as_of, handles=[*handles, *fields.pop("handles", ())], **fields)
    keep_posts(contact, known_as)
    return contact


def addresses_of_author(author: Author) -> list[str]:
    """As people write it; and the number beside it of whom Bluesky's stream knows by number only."""
    try:
        written = normalise(author.channel, author.value)
    except HandleError:
        return [author.key]
    return [author.value] if written.key == author.key else [author.value, author.key]


@transaction.atomic
def keep_posts(contact: Contact, authors: Collection[Author]) -> None:
    """What these wrote is `contact`'s now: it stays, and shows what they care about."""
    mentions = list(Mention.objects.filter(author__in=authors, keep=False).values_list("pk", flat=True))
    Mention.objects.filter(pk__in=mentions).update(keep=True)
    MentionTopic.objects.filter(mention_id__in=mentions).update(keep=True)
    draw_interests(contacts=[contact.pk])


@transaction.atomic
def block_voice(*, staff: Staff, author: Author, as_of: datetime) -> Author:
    """Not among the voices any more, for anybody. What they write is still heard."""
    theirs = Author.objects.filter(pk__in=[one.pk for one in same_person(author)])
    theirs.filter(blocked_at=None).update(blocked_at=as_of, blocked_by=staff)
    author.refresh_from_db()
    return author


@transaction.atomic
def unblock_voice(*, author: Author) -> Author:
    theirs = Author.objects.filter(pk__in=[one.pk for one in same_person(author)])
    theirs.update(blocked_at=None, blocked_by=None)
    author.refresh_from_db()
    return author
