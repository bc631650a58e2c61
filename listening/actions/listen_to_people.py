"""Listen to people by the feeds and profiles noted with them, as far as nobody listens there already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from crm.channels import Channel
from crm.errors import Conflict, Refusal
from crm.handles import profile_link
from crm.models import Contact, Handle, HandleStatus, Staff, Visibility
from listening.actions.save_source import create_source, remove_source
from listening.models import Source

HEARD_ON = (Channel.FEED, Channel.BLUESKY, Channel.MASTODON, Channel.REDDIT)
MOST_ACCOUNTS = 100  # of one server, in one source


@dataclass
class Listened:
    """`people`: how many can be heard now; `made`: sources that are new."""

    people: int = 0
    made: list[Source] = field(default_factory=list)


def audible(contacts: "QuerySet[Contact]") -> "QuerySet[Contact]":
    """Those with a feed or profile that can be listened to. A source is the whole team's, so that of somebody's private
    contacts nobody is among them."""
    heard_by = Handle.objects.filter(channel__in=HEARD_ON, status=HandleStatus.CURRENT, shared=False)
    return contacts.filter(visibility=Visibility.TEAM, pk__in=heard_by.values("contact"))


@transaction.atomic
def listen_to_people(*, staff: Staff, contacts: "QuerySet[Contact]", as_of: datetime) -> Listened:
    """Feeds one by one, people on a Mastodon server together, and Bluesky as it happens for all of them at once."""
    people = audible(contacts)
    handles = Handle.objects.filter(
        contact__in=people, channel__in=HEARD_ON, status=HandleStatus.CURRENT, shared=False
    ).select_related("contact")
    done = Listened(people=people.count())
    for settings in _wanted(handles.order_by("pk")):
        try:
            with transaction.atomic():
                done.made.append(create_source(staff=staff, as_of=as_of, **settings))
        except (Conflict, Refusal):  # listened to already, or no address that could be
            continue
    return done


def _wanted(handles: Iterable[Handle]) -> Iterable[dict[str, Any]]:
    """Kind, name and settings of each source that would do."""
    servers: dict[str, list[str]] = defaultdict(list)
    bluesky = False
    for handle in handles:
        if handle.channel == Channel.BLUESKY:
            bluesky = True
        elif handle.channel == Channel.MASTODON:
            user, _at, host = handle.key.partition("@")
            servers[host].append(user)
        elif handle.channel == Channel.REDDIT:
            yield _feed(handle.contact.name, f"https://www.reddit.com/user/{handle.key}/.rss")
        elif link := profile_link(handle.channel, handle.key):
            yield _feed(handle.contact.name, link)
    for host, users in servers.items():
        yield from _of_a_server(host, users)
    if bluesky and not Source.objects.in_use().filter(kind="bluesky").exists():
        yield {"kind": "bluesky", "name": "Bluesky", "settings": {"whom": "people"}}


def _feed(name: str, base: str) -> dict[str, Any]:
    return {"kind": "feed", "name": name[:200], "settings": {"base": base}}


def _of_a_server(host: str, users: list[str]) -> Iterable[dict[str, Any]]:
    base = f"https://{host}"
    known = {
        account.partition("@")[0].lower()
        for source in Source.objects.in_use().filter(kind="mastodon", settings__base=base)
        for account in source.settings.get("accounts", ())
    }
    fresh = [user for user in dict.fromkeys(users) if user not in known]
    for start in range(0, len(fresh), MOST_ACCOUNTS):
        some = fresh[start : start + MOST_ACCOUNTS]
        yield {"kind": "mastodon", "name": host[:200], "settings": {"base": base, "accounts": some}}


@transaction.atomic
def stop_listening_to(*, staff: Staff, made: Iterable[int], as_of: datetime) -> int:
    """Take back sources just made: into the trash, where they can be brought back from. How many."""
    mine = Source.objects.in_use().filter(pk__in=list(made), owner=staff)
    return len([remove_source(staff=staff, source=source, as_of=as_of) for source in mine])
