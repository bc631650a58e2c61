"""What each bulk verb does to a contact, as SQL: which columns, who may, whom it changes, and into what.

`c` is the contact; values are parameters. Every verb is one statement for any number of contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.models import BulkVerb

# Case aside, as tidy_tags has it.
_HAS = "EXISTS (SELECT FROM unnest(c.tags) AS t WHERE lower(t) = lower({tag}))"
_WITHOUT = "ARRAY(SELECT t FROM unnest(c.tags) WITH ORDINALITY AS u (t, n) WHERE lower(t) <> lower(%(tag)s) ORDER BY n)"
# The new name where the old one stood; once, if both were there.
_RENAMED = """ARRAY(
    SELECT CASE WHEN lower(t) = lower(%(tag)s) THEN %(to)s ELSE t END
    FROM unnest(c.tags) WITH ORDINALITY AS u (t, n)
    WHERE NOT (lower(t) = lower(%(to)s) AND lower(%(to)s) <> lower(%(tag)s)) ORDER BY n)"""
# No other contact of the book it would move to has one of its addresses or its external_id.
_FREE_IN_BOOK = """NOT EXISTS (
    SELECT FROM crm_handle AS h JOIN crm_handle AS g ON g.channel = h.channel AND g.key = h.key
    WHERE h.contact_id = c.id AND g.contact_id <> c.id AND NOT h.shared AND NOT g.shared AND g.book = {book})
    AND (c.external_id = '' OR NOT EXISTS (
        SELECT FROM crm_contact AS o WHERE o.external_id = c.external_id AND o.id <> c.id AND o.merged_into_id IS NULL
            AND o.visibility = %(visibility)s AND ({book} = 0 OR o.owner_id = %(me)s)))"""

_FREE = _FREE_IN_BOOK.format(book="(CASE WHEN %(visibility)s = 'team' THEN 0 ELSE %(me)s END)")


@dataclass(frozen=True)
class Verb:
    """`columns` and what each becomes; `may`: whose contacts; `when`: those it would change."""

    columns: Mapping[str, str]
    when: str
    may: str = "true"
    in_trash: bool = False  # it works on those in the trash
    back: str = "true"  # when it can be given back, though nobody changed it since


VERBS: dict[str, Verb] = {
    BulkVerb.ADD_TAG: Verb({"tags": "c.tags || %(tag)s::text"}, f"NOT {_HAS.format(tag='%(tag)s')}"),
    BulkVerb.REMOVE_TAG: Verb({"tags": _WITHOUT}, _HAS.format(tag="%(tag)s")),
    BulkVerb.RENAME_TAG: Verb({"tags": _RENAMED}, _HAS.format(tag="%(tag)s")),
    BulkVerb.ARCHIVE: Verb({"archived_at": "%(now)s::timestamptz"}, "c.archived_at IS NULL"),
    BulkVerb.UNARCHIVE: Verb({"archived_at": "NULL::timestamptz"}, "c.archived_at IS NOT NULL"),
    BulkVerb.TRASH: Verb(
        {"trashed_at": "%(now)s::timestamptz", "trashed_by_id": "%(me)s::bigint"}, "c.trashed_at IS NULL"
    ),
    BulkVerb.RESTORE: Verb(
        {"trashed_at": "NULL::timestamptz", "trashed_by_id": "NULL::bigint"},
        "c.trashed_at IS NOT NULL AND c.merged_into_id IS NULL",
        in_trash=True,
    ),
    # Whose a private contact is decides who sees it: that is changed one by one, on its page.
    BulkVerb.OWNER: Verb(
        {"owner_id": "%(owner)s::bigint"},
        "c.owner_id <> %(owner)s",
        "c.visibility = 'team' AND (c.owner_id = %(me)s OR %(manages)s)",
    ),
    BulkVerb.VISIBILITY: Verb(
        {"visibility": "%(visibility)s::text", "owner_id": "c.owner_id"},
        "c.visibility <> %(visibility)s",
        f"c.owner_id = %(me)s AND {_FREE}",
        back=_FREE,
    ),
}


def values_of(params: Mapping[str, Any], *, me: int, manages: bool, now: Any) -> dict[str, Any]:
    return {"me": me, "manages": manages, "now": now, **params}


def values_back(params: Mapping[str, Any], *, me: int, now: Any) -> dict[str, Any]:
    """For the undo: what it goes back to is the other of the two."""
    back = {"team": "private", "private": "team"}
    return {"me": me, "now": now, **params, "visibility": back.get(params.get("visibility", ""), "")}
