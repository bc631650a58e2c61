"""The keys by which records worth comparing find each other: kept in a table of their own, so that they cost an
import or a save nothing, and worked out in sets."""

from django.db import connection

from crm.channels import Channel
from crm.duplicates.words import read_words
from crm.handles import PHONES, WEB, guess, profile_link
from crm.models.duplicates import KeyKind
from crm.profiles import PROFILES

PHONE_DIGITS = 8  # what a number has in common with itself written without country code


def in_words(channels: "frozenset[str] | set[str]") -> str:
    return ", ".join(f"'{Channel(channel).value}'" for channel in sorted(channels))


DIGITS = r"regexp_replace(split_part(h.key, ';', 1), '\D', '', 'g')"

SOCIAL = frozenset({"mastodon", *PROFILES})
_HOSTS = "|".join(host.replace(".", r"\.") for profile in PROFILES.values() for host in profile.hosts)
# Websites that may be somebody's profile.
_SITES = rf"""
SELECT h.contact_id, h.key FROM crm_handle AS h
WHERE h.contact_id = ANY (%(ids)s::bigint[]) AND NOT h.shared AND h.channel IN ({in_words(WEB)})
  AND h.key ~* '(^|\.)({_HOSTS})/|/@'
"""

_WANTED = f"""
WITH who AS MATERIALIZED (
    SELECT id, folded AS words, organization AS org FROM duplicate_who WHERE id = ANY (%(ids)s::bigint[])
), said (contact_id, kind, key) AS (
    SELECT id, {KeyKind.NAME}, array_to_string(words, ' ') FROM who WHERE cardinality(words) > 1
    UNION ALL
    SELECT id, {KeyKind.ORGANIZATION_AND_WORD}, org || '|' || left(word, 3) FROM who, unnest(words) AS word
    WHERE org <> '' AND length(word) > 1
    UNION ALL
    SELECT who.id, {KeyKind.LINK}, h.key FROM who JOIN crm_handle AS h ON h.contact_id = who.id
    WHERE NOT h.shared AND h.channel IN ({in_words(WEB)})
    UNION ALL
    SELECT who.id, {KeyKind.PHONE}, right({DIGITS}, {PHONE_DIGITS})
    FROM who JOIN crm_handle AS h ON h.contact_id = who.id
    WHERE NOT h.shared AND h.channel IN ({in_words(PHONES)}) AND length({DIGITS}) >= {PHONE_DIGITS}
    UNION ALL
    SELECT who.id, {KeyKind.PROFILE}, h.channel || ':' || h.key
    FROM who JOIN crm_handle AS h ON h.contact_id = who.id
    WHERE NOT h.shared AND h.channel IN ({in_words(SOCIAL)})
    UNION ALL
    SELECT who.id, {KeyKind.PROFILE}, p.key
    FROM unnest(%(whose)s::bigint[], %(profiles)s::text[]) AS p (contact_id, key) JOIN who ON who.id = p.contact_id
), wanted AS (
    SELECT DISTINCT contact_id, kind::smallint AS kind, hashtextextended(key, 0) AS key FROM said
), gone AS (
    DELETE FROM crm_duplicatekey AS k WHERE k.contact_id = ANY (%(ids)s::bigint[])
        AND NOT EXISTS (SELECT FROM wanted AS w
            WHERE w.contact_id = k.contact_id AND w.kind = k.kind AND w.key = k.key)
)
INSERT INTO crm_duplicatekey (contact_id, kind, key) SELECT contact_id, kind, key FROM wanted
ON CONFLICT DO NOTHING
"""


def refresh_keys(ids: list[int]) -> None:
    """The keys of these contacts as they should be; those of records that are gone or in the trash go."""
    read_words("SELECT unnest(%(ids)s::bigint[])", ids)
    with connection.cursor() as cursor:
        cursor.execute(_SITES, {"ids": ids})
        found = [(contact, profile) for contact, address in cursor.fetchall() if (profile := _profile_at(address))]
        whose, profiles = [contact for contact, _ in found], [profile for _, profile in found]
        cursor.execute(_WANTED, {"ids": ids, "whose": whose, "profiles": profiles})


def _profile_at(address: str) -> str:
    """“x:ana” for a website that is somebody's profile; empty for the rest of the web, a post of theirs too."""
    known = guess(address)
    link = profile_link(known.channel, known.key) if known and known.channel in SOCIAL else None
    if not known or not link or address.count("/") > link.removeprefix("https://").rstrip("/").count("/"):
        return ""
    return f"{known.channel}:{known.key}"
