"""Somebody took back what they had published: the words we copied go, that something was there stays."""

from collections.abc import Collection

from django.db import transaction

from crm.models import Ask, BecauseKind, Interaction


@transaction.atomic
def forget_words(*, mentions: Collection[int], interactions: Collection[int]) -> None:
    """`mentions`: ids of the posts, as asks cite them; `interactions`: ids of what was logged from them."""
    Interaction.objects.filter(pk__in=interactions).exclude(text="").update(text="")
    Ask.objects.filter(because_kind=BecauseKind.MENTION, because_id__in=mentions).update(because_text="")
