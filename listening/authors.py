"""Who wrote it: addresses brought to the form of handles, and whose handles they are."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from crm.handles import HandleError, NormalisedHandle, normalise
from crm.models import Contact, Handle, Staff, Visibility
from listening.cleaning import Cleaned
from listening.copying import as_array
from listening.models import Author
from listening.observed import Address

Key = tuple[str, str]
"""Channel and normalised handle."""


@lru_cache(maxsize=50_000)
def normal(address: Address) -> NormalisedHandle | None:
    """None for what can be no handle of its channel."""
    try:
        return normalise(*address)
    except HandleError:
        return None


def addresses_of(cleaned: Cleaned) -> list[NormalisedHandle]:
    """All addresses of the author that can be read, the one it goes by first."""
    seen = cleaned.seen
    given = (*((seen.author,) if seen.author else ()), *seen.also)
    return [known for address in given if (known := normal(Address(*address)))]


def known_among(keys: Iterable[Key], staff: Staff | None = None) -> set[Key]:
    """Those that are some contact's own handle: of contacts that `staff` may see, None for whoever's book."""
    wanted = sorted(set(keys))
    if not wanted:
        return set()
    visible = "true"
    params: tuple[Any, ...] = ()
    if staff is not None:
        sql, params = Contact.objects.visible_to(staff).values("pk").query.sql_with_params()
        visible = f"contact.id IN ({sql})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT handle.channel, handle.key
               FROM unnest(%s::text[], %s::text[]) AS wanted (channel, key)
               JOIN crm_handle handle ON handle.channel = wanted.channel AND handle.key = wanted.key
               JOIN crm_contact contact ON contact.id = handle.contact_id AND contact.trashed_at IS NULL
               WHERE NOT handle.shared AND {visible}""",  # noqa: S608
            [as_array([channel for channel, _ in wanted]), as_array([key for _, key in wanted]), *params],
        )
        return set(cursor.fetchall())


def store_authors(people: Mapping[Key, tuple[str, str]]) -> dict[Key, int]:
    """The id of each, made if new; `people` gives value and name by key. A name that became known is noted."""
    if not people:
        return {}
    keys = sorted(people)
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH given AS (
                   SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS g (channel, key, value, name)
               ), made AS (
                   INSERT INTO listening_author (channel, key, value, name) SELECT * FROM given
                   ON CONFLICT (channel, key) DO UPDATE SET name = excluded.name
                   WHERE excluded.name <> '' AND listening_author.name <> excluded.name
                   RETURNING id, channel, key
               )
               SELECT id, channel, key FROM made
               UNION SELECT a.id, a.channel, a.key FROM listening_author a JOIN given USING (channel, key)""",
            [
                as_array([channel for channel, _ in keys]),
                as_array([key for _, key in keys]),
                as_array([people[key][0] for key in keys]),
                as_array([people[key][1] for key in keys]),
            ],
        )
        return {(channel, key): pk for pk, channel, key in cursor.fetchall()}


def contacts_of(staff: Staff, authors: Sequence[Author]) -> dict[int, Contact]:
    """By author's id: the contact whom `staff` knows them as, the team's before a private one. One query."""
    if not authors:
        return {}
    by_channel: dict[str, list[str]] = {}
    for author in authors:
        by_channel.setdefault(author.channel, []).append(author.key)
    wanted = Q()
    for channel, keys in by_channel.items():
        wanted |= Q(channel=channel, key__in=keys)
    visible = Contact.objects.visible_to(staff).in_use()
    team_first = Case(When(contact__visibility=Visibility.TEAM, then=Value(0)), default=Value(1))
    handles = (
        Handle.objects.filter(wanted, shared=False, contact__in=visible)
        .select_related("contact")
        .order_by(team_first, "contact_id")
    )
    by_key: dict[Key, Contact] = {}
    for handle in handles:
        by_key.setdefault((handle.channel, handle.key), handle.contact)
    return {a.pk: by_key[a.channel, a.key] for a in authors if (a.channel, a.key) in by_key}


def authors_of(contact: Contact) -> QuerySet[Author]:
    """Everybody we heard who is this contact: by their own handles."""
    return authors_at(Handle.objects.filter(contact=contact, shared=False).values_list("channel", "key"))


def authors_at(keys: Iterable[Key]) -> QuerySet[Author]:
    wanted = Q(pk__in=[])
    for channel, key in keys:
        wanted |= Q(channel=channel, key=key)
    return Author.objects.filter(wanted)
