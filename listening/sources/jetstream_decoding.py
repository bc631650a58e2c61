"""What a Jetstream server sends, as events. Version 1 of its protocol; a later one gets a decoder beside this one with
the same `decode`. Pure: bytes in, events out; no sockets, no database.

A message is one JSON object, or a zstandard frame of one made with Jetstream's fixed dictionary. Records are written by
anybody's program and checked by nobody: what does not have the shape of a post is Unreadable, never an exception."""

from datetime import UTC, datetime
from typing import Protocol

import msgspec
import zstandard

from listening.matching.post import Post

POSTS = "app.bsky.feed.post"
MAX_MESSAGE = 1_000_000
"""Bytes of a message when unpacked. Records may have at most 150 kB; more is an attack or an error."""


class Event(msgspec.Struct, frozen=True, gc=False):
    """`cursor`: when the server saw it, in microseconds since 1970; where to go on after a break. `did`: whose."""

    cursor: int
    did: str


class PostWritten(Event, frozen=True, gc=False):
    """`key`: the post's own part of its address. `edited`: it replaces what stood there before. `created_at`: as the
    author's program says. `links`: of the text, of a card below it. `card_title`: of that card. `reply_to`, `quotes`:
    addresses (at://…) of other posts. `languages`: as the author's program says, or empty."""

    key: str
    edited: bool
    created_at: str
    text: str
    languages: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    card_title: str = ""
    reply_to: str = ""
    quotes: str = ""

    @property
    def address(self) -> str:
        return f"at://{self.did}/{POSTS}/{self.key}"

    @property
    def written_at(self) -> datetime:
        """When it says it was written; when the server saw it, if it says nothing usable or a later time."""
        seen = datetime.fromtimestamp(self.cursor / 1_000_000, UTC)
        try:
            said = datetime.fromisoformat(self.created_at)
        except ValueError:
            return seen
        return min(said, seen) if said.tzinfo else seen

    def as_post(self, *, author: str = "", source: str = "") -> Post:
        """For the matcher. `author`: the handle that belongs to the DID, if we know it."""
        return Post(self.text, "", author or self.did, "bsky.app", self.languages, source, "bluesky", self.links)


class PostDeleted(Event, frozen=True, gc=False):
    key: str

    @property
    def address(self) -> str:
        return f"at://{self.did}/{POSTS}/{self.key}"


class AccountChanged(Event, frozen=True, gc=False):
    """`active` is False when the account was deleted, taken down, suspended or switched off (`status` says which)."""

    active: bool
    status: str = ""


class HandleChanged(Event, frozen=True, gc=False):
    """`handle`: the new one; empty where the server leaves looking it up to us."""

    handle: str = ""


class Passed(Event, frozen=True, gc=False):
    """Something that is not for us: a like, a follow."""


class Unreadable(Event, frozen=True, gc=False):
    """`why`: for the source's page. Without a cursor or DID (0, empty) the message was no event at all."""

    why: str


class Decoder(Protocol):
    def decode(self, message: bytes | str) -> Event: ...


# gc=False: they live for one message and never refer to each other in a circle; a tenth faster without the collector.
class _Link(msgspec.Struct, gc=False):
    uri: str = ""


class _Facet(msgspec.Struct, gc=False):
    features: tuple[_Link, ...] = ()


class _External(msgspec.Struct, gc=False):
    uri: str = ""
    title: str = ""


class _Reply(msgspec.Struct, gc=False):
    parent: _Link | None = None


class _Quoted(msgspec.Struct, gc=False):
    """A reference, or with media a reference within a reference."""

    uri: str = ""
    record: _Link | None = None


class _Media(msgspec.Struct, gc=False):
    external: _External | None = None


class _Embed(msgspec.Struct, gc=False):
    external: _External | None = None
    record: _Quoted | None = None
    media: _Media | None = None


class _Record(msgspec.Struct, gc=False):
    text: str
    createdAt: str = ""
    langs: tuple[str, ...] | None = None
    facets: tuple[_Facet, ...] | None = None
    embed: _Embed | None = None
    reply: _Reply | None = None


class _Commit(msgspec.Struct, gc=False):
    operation: str
    collection: str
    rkey: str
    record: msgspec.Raw = msgspec.Raw(b"")


class _Account(msgspec.Struct, gc=False):
    active: bool = True
    status: str | None = None


class _Identity(msgspec.Struct, gc=False):
    handle: str | None = None


class _Message(msgspec.Struct, gc=False):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None
    account: _Account | None = None
    identity: _Identity | None = None


class FirstVersion:
    """`dictionary`: the one the server packs with; without it only plain messages can be read."""

    def __init__(self, dictionary: bytes | None = None) -> None:
        packed_with = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._unpack = zstandard.ZstdDecompressor(dict_data=packed_with).decompress
        self._message = msgspec.json.Decoder(_Message).decode
        self._record = msgspec.json.Decoder(_Record).decode

    def decode(self, message: bytes | str) -> Event:
        """Never raises, whatever was sent."""
        cursor, did = 0, ""
        try:
            read = self._message(message if isinstance(message, str) else self._plain(message))
            cursor, did = read.time_us, read.did
            commit = read.commit
            if commit is not None and read.kind == "commit":
                if commit.collection != POSTS:
                    return Passed(cursor, did)
                return self._commit(cursor, did, commit)
            return _about_account(read)
        except (msgspec.MsgspecError, zstandard.ZstdError, UnicodeError, ValueError, RecursionError) as error:
            return Unreadable(cursor, did, str(error)[:200])

    def _plain(self, message: bytes) -> bytes:
        if message[:1] == b"{":
            return message
        size = zstandard.frame_content_size(message)
        if size > MAX_MESSAGE:
            raise ValueError(f"A message of {size:,} bytes.")
        return self._unpack(message, max_output_size=MAX_MESSAGE)

    def _commit(self, cursor: int, did: str, commit: _Commit) -> Event:
        if commit.operation == "delete":
            return PostDeleted(cursor, did, commit.rkey)
        record = self._record(commit.record)
        embed, reply = record.embed, record.reply
        return PostWritten(
            cursor,
            did,
            commit.rkey,
            commit.operation == "update",
            record.createdAt,
            record.text,
            record.langs or (),
            _links(record) if record.facets or embed else (),
            (_card(embed) or _NO_CARD).title if embed else "",
            reply.parent.uri if reply and reply.parent else "",
            _quoted(embed) if embed else "",
        )


_NO_CARD = _External()


def _about_account(read: _Message) -> Event:
    if read.kind == "account" and read.account is not None:
        return AccountChanged(read.time_us, read.did, read.account.active, read.account.status or "")
    if read.kind == "identity":
        return HandleChanged(read.time_us, read.did, (read.identity.handle if read.identity else None) or "")
    return Passed(read.time_us, read.did)


def _links(record: _Record) -> tuple[str, ...]:
    found = [link.uri for facet in record.facets or () for link in facet.features if link.uri]
    card = _card(record.embed) if record.embed else None
    return tuple(dict.fromkeys([*found, card.uri] if card and card.uri else found))


def _card(embed: _Embed) -> _External | None:
    return embed.external or (embed.media.external if embed.media else None)


def _quoted(embed: _Embed) -> str:
    quoted = embed.record
    return "" if quoted is None else quoted.uri or (quoted.record.uri if quoted.record else "")
