"""Handles, books, and which records are one person."""

from crm.doctor.invariants import Invariant, by_query

REPORT = "Please report this: the database keeps it by itself. Touching the contact's handles makes it anew."

# Records that share a handle of their own are one person, through any number of others.
_PERSON = """
WITH RECURSIVE linked AS (
    SELECT DISTINCT a.contact_id AS here, b.contact_id AS there
    FROM crm_handle AS a JOIN crm_handle AS b USING (channel, key)
    WHERE NOT a.shared AND NOT b.shared AND a.contact_id <> b.contact_id
), reach (root, id) AS (
    SELECT here, here FROM linked
    UNION
    SELECT reach.root, linked.there FROM reach JOIN linked ON linked.here = reach.id
), named AS (
    SELECT root AS id, min(id) AS person FROM reach GROUP BY root
)
SELECT 'contact ' || c.id FROM crm_contact AS c LEFT JOIN named USING (id)
WHERE c.person <> coalesce(named.person, c.id) ORDER BY c.id
"""
_BOOK = """
SELECT 'handle ' || h.id FROM crm_handle AS h JOIN crm_contact AS c ON c.id = h.contact_id
WHERE h.book <> CASE c.visibility WHEN 'private' THEN c.owner_id ELSE 0 END ORDER BY h.id
"""
_TWICE = """
SELECT 'handle ' || min(id) || ' and ' || max(id) FROM crm_handle
WHERE NOT shared GROUP BY channel, key, book HAVING count(*) > 1
"""
_KEYLESS = "SELECT 'handle ' || id FROM crm_handle WHERE key = '' OR value = '' ORDER BY id"
_MERGED = """
SELECT 'contact ' || id FROM crm_contact WHERE merged_into_id IS NOT NULL AND trashed_at IS NULL ORDER BY id
"""

PEOPLE: tuple[Invariant, ...] = (
    by_query("one person", "Records that share an address of their own are one person.", _PERSON, mend=REPORT),
    by_query("books", "Each address stands in its contact's book.", _BOOK, mend=REPORT),
    by_query("addresses once", "No address belongs to two contacts of one book.", _TWICE, mend="Merge the two."),
    by_query("addresses keyed", "Every address has a form to be found by.", _KEYLESS, mend="Enter it again."),
    by_query("merged away", "A record merged into another lies in the trash.", _MERGED, mend="Undo the merge."),
)
