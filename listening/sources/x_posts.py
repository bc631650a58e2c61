"""Posts of X, as its version 2 tells them, as observed posts. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.channels import Channel
from listening.observed import Address, Named, Observed
from listening.sources.asking import moment

FIELDS = {
    "tweet.fields": "created_at,lang,author_id,referenced_tweets,in_reply_to_user_id,entities,note_tweet",
    "expansions": "author_id,in_reply_to_user_id,referenced_tweets.id.author_id",
    "user.fields": "username,name,entities",
}


def observed_all(page: Mapping[str, Any]) -> Iterator[Observed]:
    included = page.get("includes") if isinstance(page.get("includes"), dict) else {}
    users = {str(user.get("id")): user for user in _dicts(included, "users")}
    others = {str(post.get("id")): post for post in _dicts(included, "tweets")}
    for post in _dicts(page, "data"):
        if post.get("id"):
            yield _observed(post, users, others)


def _observed(post: dict[str, Any], users: dict[str, Any], others: dict[str, Any]) -> Observed:
    number, writer = str(post["id"]), users.get(str(post.get("author_id")), {})
    referred = {str(one.get("type")): str(one.get("id", "")) for one in _dicts(post, "referenced_tweets")}
    shared = referred.get("retweeted") or referred.get("quoted") or ""
    note = post.get("note_tweet")
    text = note.get("text") if isinstance(note, dict) else post.get("text")
    language = str(post.get("lang") or "")
    return Observed(
        native_id=number,
        author=_address(writer),
        calls_theirs=tuple(_own_links(writer)) if "entities" in writer else None,
        author_name=str(writer.get("name") or ""),
        url=f"https://x.com/{writer.get('username') or 'i'}/status/{number}",
        text="" if "retweeted" in referred else str(text or ""),
        links=tuple(_links(post)),
        languages=() if language in ("", "und", "zxx", "qme", "qst") else (language,),
        published_at=moment(post.get("created_at")),
        in_reply_to=referred.get("replied_to", ""),
        to=tuple(filter(None, [_address(users.get(str(post.get("in_reply_to_user_id")), {})), *_named(post)])),
        shares=shared,
        shares_of=_address(users.get(str(others.get(shared, {}).get("author_id")), {})) if shared else None,
    )


def _address(user: Mapping[str, Any]) -> Address | None:
    name = user.get("username")
    return Address(Channel.X, name) if isinstance(name, str) and name else None


def _own_links(user: Mapping[str, Any]) -> Iterator[Named]:
    """The address in their profile."""
    for link in _dicts(_entities(user).get("url"), "urls"):
        if isinstance(link.get("expanded_url"), str):
            yield Named(link["expanded_url"])


def _links(post: Mapping[str, Any]) -> Iterator[str]:
    for link in _dicts(_entities(post), "urls"):
        address = link.get("unwound_url") or link.get("expanded_url")
        if isinstance(address, str):
            yield address


def _named(post: Mapping[str, Any]) -> Iterator[Address | None]:
    return (_address(mention) for mention in _dicts(_entities(post), "mentions"))


def _entities(holder: Mapping[str, Any]) -> dict[str, Any]:
    found = holder.get("entities")
    return found if isinstance(found, dict) else {}


def _dicts(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
