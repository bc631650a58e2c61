"""Make a contact of somebody heard, or have them stay away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from crm.actions.save_contact import create_contact
from crm.handles import HandleError, normalise
from crm.models import Contact, Staff
from listening.interests import draw_interests
from listening.models import Author, Mention, MentionTopic

ORIGIN = "Heard on {channel}"


def author_at(channel: str, value: str) -> Author | None:
    """Somebody heard, by their address in whatever way it is written."""
    try:
        known = normalise(channel, value)
    except HandleError:
        return None
    return Author.objects.filter(channel=known.channel, key=known.key).first()


@transaction.atomic
def adopt_voice(*, staff: Staff, author: Author, as_of: datetime, **fields: Any) -> Contact:
    """A contact with the author's handles, whose posts are kept from now on and show what they care about. `fields`
    as in `create_contact`; name and origin are filled in. Conflict with `existing` for whom we have already."""
    fields.setdefault("name", author.name or author.value)
    fields.setdefault("origin", ORIGIN.format(channel=author.get_channel_display()))
    known_as = [author, *author.also.all(), *([author.same_as] if author.same_as else [])]
    handles = [{"channel": one.channel, "value": one.value} for one in known_as]
    contact = create_contact(staff=staff, as_of=as_of, handles=[*handles, *fields.pop("handles", ())], **fields)
    ids = [one.pk for one in known_as]
    mentions = list(Mention.objects.filter(author__in=ids, keep=False).values_list("pk", flat=True))
    Mention.objects.filter(pk__in=mentions).update(keep=True)
    MentionTopic.objects.filter(mention_id__in=mentions).update(keep=True)
    draw_interests(contacts=[contact.pk])
    return contact


@transaction.atomic
def block_voice(*, staff: Staff, author: Author, as_of: datetime) -> Author:
    """Not among the voices any more, for anybody. What they write is still heard."""
    if author.blocked_at is None:
        author.blocked_at, author.blocked_by = as_of, staff
        author.save(update_fields=["blocked_at", "blocked_by"])
    return author


@transaction.atomic
def unblock_voice(*, author: Author) -> Author:
    author.blocked_at = author.blocked_by = None
    author.save(update_fields=["blocked_at", "blocked_by"])
    return author
