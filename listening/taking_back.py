"""A post that is gone: its words go from everywhere, the fact that it was there and went stays."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from crm.actions.forget_words import forget_words
from listening.interests import undraw_interests
from listening.models import Hearing, Mention, MentionKey, MentionTopic, MentionVersion, Overture


@transaction.atomic
def take_back(*, kind: str, native_ids: Collection[str], as_of: datetime) -> int:
    """Its author deleted it. How many of these we had."""
    keys = MentionKey.objects.filter(source_kind=kind, native_id__in=native_ids, deleted_at=None)
    ids = list(keys.select_for_update().values_list("pk", flat=True))
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
