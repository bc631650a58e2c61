"""A post that is gone: its words go from everywhere, the fact that it was there and went stays."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from crm.actions.forget_words import forget_words
from listening.authors import normal
from listening.interests import undraw_interests
from listening.models import Author, Hearing, Mention, MentionKey, MentionTopic, MentionVersion, Overture
from listening.observed import Address, Observed


@transaction.atomic
def take_back(*, kind: str, native_ids: Collection[str], as_of: datetime) -> int:
    """Its author deleted it. How many of these we had."""
    if not native_ids:
        return 0
    return _take_back(MentionKey.objects.filter(source_kind=kind, native_id__in=native_ids), as_of)


@transaction.atomic
def take_back_all_by(*, kind: str, gone: Sequence[Observed], as_of: datetime) -> int:
    """Their accounts are gone, and with them everything they wrote there. How much we had."""
    addresses = {Address(*one) for post in gone for one in (post.author, *post.also) if one}
    wanted = Q(pk__in=[])
    for known in map(normal, addresses):
        if known:
            wanted |= Q(channel=known.channel, key=known.key)
    authors = Author.objects.filter(wanted).values_list("pk", flat=True) if addresses else []
    theirs = Mention.objects.filter(author_id__in=list(authors), source_kind=kind).values_list("pk", flat=True)
    return _take_back(MentionKey.objects.filter(pk__in=list(theirs)), as_of) if authors else 0


def _take_back(keys: QuerySet[MentionKey], as_of: datetime) -> int:
    ids = list(keys.filter(deleted_at=None).select_for_update().values_list("pk", flat=True))
    if ids:
        remove_words(ids)
        MentionKey.objects.filter(pk__in=ids).update(deleted_at=as_of)
    return len(ids)


@transaction.atomic
def remove_words(mentions: Collection[int]) -> None:
    """Take the posts and all that was made of their words out; keys, verdicts and what was logged stay."""
    Mention.objects.filter(pk__in=mentions).delete()
    MentionTopic.objects.filter(mention_id__in=mentions).delete()
    MentionVersion.objects.filter(mention_id__in=mentions).delete()
    undraw_interests(mentions)
    logged = [
        *Hearing.objects.filter(mention_id__in=mentions).values_list("interaction_id", flat=True),
        *Overture.objects.filter(mention_id__in=mentions).values_list("interaction_id", flat=True),
    ]
    Overture.objects.filter(mention_id__in=mentions, interaction=None).delete()
    forget_words(mentions=mentions, interactions=[pk for pk in logged if pk])


def external_id(mention: int) -> str:
    """What an interaction made from a mention is known by."""
    return f"mention:{mention}"
