"""Interactions, asks and posts of one contact in one line of time, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.utils.translation import gettext as _

from crm.genuine.late import is_late
from crm.models import Ask, Contact, Direction, Interaction, Kind, Staff
from listening.inbox import mentions_of
from listening.models import Hearing, Mention

PAGE = 15  # a screen full; the earlier come as one scrolls


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    interaction: Interaction | None = None
    ask: Ask | None = None
    mention: Mention | None = None
    heard: bool = False
    """Whether the reader has taken in this post."""

    @property
    def headline(self) -> str:
        return headline(self.interaction) if self.interaction else ""

    @property
    def is_late(self) -> bool:
        return self.interaction is not None and is_late(self.interaction)


def timeline(contact: Contact, before: datetime | None, reader: Staff) -> tuple[list[Moment], datetime | None]:
    """One page, and where the next begins (None: that was all)."""
    asks = contact.asks.select_related("staff", "campaign").order_by("-asked_at", "-pk")
    exchanges = contact.interactions.select_related("staff").order_by("-occurred_at", "-pk")
    posts = mentions_of(contact)
    if before:
        asks, exchanges = asks.filter(asked_at__lt=before), exchanges.filter(occurred_at__lt=before)
        posts = posts.filter(published_at__lt=before)
    said = list(posts[: PAGE + 1])
    heard = set(
        Hearing.objects.filter(staff=reader, mention__in=[one.pk for one in said]).values_list("mention", flat=True)
    )
    moments = list(
        islice(
            merge(
                (Moment(ask.asked_at, ask=ask) for ask in asks[: PAGE + 1]),
                (Moment(it.occurred_at, interaction=it) for it in exchanges[: PAGE + 1]),
                (Moment(one.published_at, mention=one, heard=one.pk in heard) for one in said),
                key=lambda moment: moment.at,
                reverse=True,
            ),
            PAGE + 1,
        )
    )
    return moments[:PAGE], moments[PAGE - 1].at if len(moments) > PAGE else None


def headline(it: Interaction) -> str:
    """Who did what, in a few words."""
    who, them = str(it.staff), _("They")
    if it.direction == Direction.OBSERVED:
        return _("%(who)s read something of theirs") % {"who": who}
    if it.direction == Direction.MUTUAL:
        words = {Kind.CALL: _("%(who)s and they had a call"), Kind.MEETING: _("%(who)s met them")}
        return words.get(Kind(it.kind), _("%(who)s and they were in touch")) % {"who": who}
    words = {
        Kind.MESSAGE: _("%(who)s wrote"),
        Kind.REPLY: _("%(who)s replied"),
        Kind.COMMENT: _("%(who)s commented"),
        Kind.REACTION: _("%(who)s reacted"),
        Kind.SHARE: _("%(who)s shared"),
        Kind.HELP: _("%(who)s helped"),
        Kind.INTRODUCTION: _("%(who)s made an introduction"),
        Kind.REQUEST: _("%(who)s asked for something small"),
        Kind.CALL: _("%(who)s called"),
        Kind.MEETING: _("%(who)s met"),
        Kind.READ: _("%(who)s read"),
    }
    return words[Kind(it.kind)] % {"who": them if it.direction == Direction.INBOUND else who}
