"""A post as a source saw it, before anything of ours is done to it."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec


class Address(NamedTuple):
    """Where somebody speaks: a channel of `crm.channels` and the handle as the source writes it."""

    channel: str
    value: str


class Named(NamedTuple):
    """An address that somebody calls theirs. `verified`: their server saw that it links back."""

    address: str
    verified: bool = False


class Event(StrEnum):
    SEEN = "seen"  # as it stands now; it may have come before, in the same words or in others
    NEW = "new"  # just made, and never before unless the source repeats itself; saves looking it up
    DELETED = "deleted"  # its author took it back; only `native_id` is looked at
    AUTHOR_GONE = "author_gone"  # their account was deleted or taken down, and all they wrote with it: `author`, `also`


class Observed(msgspec.Struct, frozen=True, kw_only=True):  # made in a tenth of the time a data class takes
    """What a source yields. Only `native_id` must be given ("" with AUTHOR_GONE); what is not known stays empty.

    The pipeline cleans, shortens and checks everything: a source hands over what it got. The same post may come any
    number of times and in any order; one whose words changed becomes a new version of itself."""

    native_id: str
    """Its identity within its kind of source: at://…, a status' uri, a guid. The same from whichever source of the
    kind it comes."""
    event: Event = Event.SEEN
    author: Address | None = None
    """None: nobody is known to have written it; it is then no voice and nobody's."""
    also: tuple[Address, ...] = ()
    """Other addresses of the same author, by the author's or the place's own word: a feed's own address beside its
    site, a did beside the handle. It is a contact's post if any of them is the contact's."""
    calls_theirs: tuple[Named, ...] | None = None
    """Which other addresses the author's profile names, as far as it came along; None: it did not."""
    author_name: str = ""
    url: str = ""
    """Where a person can read it."""
    title: str = ""
    text: str = ""
    """Plain text. Left empty where `html` is given."""
    html: str = ""
    """As it came; what may run or load is taken out before it is stored."""
    links: tuple[str, ...] = ()
    """Page addresses beside those that stand in the text: cards, enclosures, the `href`s of `html` are found anyway."""
    languages: tuple[str, ...] = ()
    """BCP 47 codes, as the source says."""
    published_at: datetime | None = None
    """None, before 1990 or in the future: when we heard it."""
    in_reply_to: str = ""
    """The native id or address of the post it answers."""
    to: tuple[Address, ...] = ()
    """Whom it answers or names."""
    shares: str = ""
    """The native id or address of the post it passes on or quotes."""
    shares_of: Address | None = None
    """Whose post that is."""
