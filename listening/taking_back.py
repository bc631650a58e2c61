"""A post that is gone: its words go from everywhere, the fact that it was there and went stays."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from crm.actions.forget_words import forget_words
from listening.authors import normal
from listening.interests import undraw_interests
from listening.models import Author, Hearing, Mention, MentionKey, MentionTopic, MentionVersion, Overture
from listening.months import month_of
from listening.observed import Address, Observed

REMEMBERED = timedelta(days=3)
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


@transaction.atomic
def take_back(*, kind: str, native_ids: Collection[str], as_of: datetime) -> int:
    """Its author deleted it. How many of these we had. What we had not may still come, by a slower way: that it was
    deleted is remembered for some days."""
    if not native_ids:
        return 0
    _remember(kind, [native_id for native_id in native_ids if may_still_come(native_id, as_of)], as_of)
    return _take_back(MentionKey.objects.filter(source_kind=kind, native_id__in=native_ids), as_of)


def may_still_come(native_id: str, as_of: datetime) -> bool:
    """Whether the post itself may be on its way. Bluesky's ids begin with the time: what is older than an hour came
    long ago, or never will, and most of what is deleted there is."""
    key = native_id.rpartition("/")[2]
    if not native_id.startswith("at://") or len(key) != 13:
        return True
    return key >= _time_id(as_of - timedelta(hours=1))


def forget_never_kept(*, as_of: datetime) -> int:
    """How many deletions of what never came are remembered no more."""
    return MentionKey.objects.filter(never_kept=True, deleted_at__lt=as_of - REMEMBERED).delete()[0]


def _remember(kind: str, native_ids: Collection[str], as_of: datetime) -> None:
    """In the keys themselves: whoever stores the post at this very moment and we wait for each other."""
    if not native_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO listening_mentionkey (source_kind, native_id, month, deleted_at, never_kept)
               SELECT %s, native_id, %s, %s, true FROM unnest(%s::text[]) AS given (native_id) ORDER BY native_id
               ON CONFLICT DO NOTHING""",
            [kind, month_of(as_of), as_of, sorted(native_ids)],
        )


def _time_id(moment: datetime) -> str:
    """The beginning of ids that Bluesky's servers give out at this moment."""
    number, letters = int(moment.timestamp() * 1_000_000) << 10, []
    for _letter in range(13):
        letters.append(_LETTERS[number & 31])
        number >>= 5
    return "".join(reversed(letters))


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
