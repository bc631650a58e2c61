"""Posts of Bluesky's stream as observed posts. Pure."""

from listening.observed import Address, Event, Observed
from listening.sources.bluesky_people import People, named_in
from listening.sources.jetstream_decoding import AccountChanged, PostDeleted, PostWritten
from listening.sources.jetstream_decoding import Event as Sent

FOR_GOOD = {"deleted", "takendown", "suspended"}


def observed(sent: Sent, people: People) -> Observed | None:
    """None for what is about no post."""
    if isinstance(sent, PostWritten):
        return _written(sent, people)
    if isinstance(sent, PostDeleted):
        return Observed(native_id=sent.address, event=Event.DELETED)
    if isinstance(sent, AccountChanged) and not sent.active and sent.status in FOR_GOOD:
        author, also = people.author(sent.did)
        return Observed(native_id="", event=Event.AUTHOR_GONE, author=author, also=also)
    return None


def web_page(at_uri: str) -> str:
    """Where a person can read the post of this at:// address; "" for none."""
    parts = at_uri.removeprefix("at://").split("/")
    return f"https://bsky.app/profile/{parts[0]}/post/{parts[2]}" if len(parts) == 3 else ""


def writer_of(at_uri: str, people: People) -> Address | None:
    did = at_uri.removeprefix("at://").partition("/")[0]
    return people.author(did)[0] if did.startswith("did:") else None


def _written(sent: PostWritten, people: People) -> Observed:
    author, also = people.author(sent.did)
    answered = writer_of(sent.reply_to, people) if sent.reply_to else None
    return Observed(
        native_id=sent.address,
        event=Event.SEEN if sent.edited else Event.NEW,
        author=author,
        also=also,
        url=f"https://bsky.app/profile/{sent.did}/post/{sent.key}",
        text=sent.text,
        links=sent.links,
        languages=sent.languages,
        published_at=sent.written_at,
        in_reply_to=sent.reply_to,
        to=((answered,) if answered else ()) + (named_in(sent.text) if "@" in sent.text else ()),
        shares=sent.quotes,
        shares_of=writer_of(sent.quotes, people) if sent.quotes else None,
    )
