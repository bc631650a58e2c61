"""What waits for an answer of somebody who has left waits for the contact's owner, until the owner writes."""

from crm.genuine.kinds import WROTE

_WROTE = ", ".join(f"'{kind}'" for kind in sorted(WROTE))

# `left_tie` is of somebody who has left, `owned` a contact of whoever would ask.
PASSED_ON = f"""
FROM crm_staff AS gone JOIN crm_relationship AS left_tie ON left_tie.staff_id = gone.id
JOIN crm_contact AS owned ON owned.id = left_tie.contact_id
WHERE gone.left_on IS NOT NULL AND left_tie.owed_since <= %(as_of)s
    AND NOT EXISTS (
        SELECT FROM crm_interaction AS wrote
        WHERE wrote.contact_id = owned.id AND wrote.staff_id = owned.owner_id AND wrote.voided_at IS NULL
            AND wrote.direction IN ('outbound', 'mutual') AND wrote.kind IN ({_WROTE})
            AND (NOT (wrote.automated OR wrote.promotional OR wrote.canned) OR wrote.overruled_at IS NOT NULL)
            AND wrote.occurred_at > left_tie.owed_since AND wrote.occurred_at <= %(as_of)s)
"""
WAITS_TOO_LONG = f"""({{pk}}, coalesce({{asker}}, %(staff)s)) IN (
    SELECT owned.id, owned.owner_id {PASSED_ON}
        AND owned.owner_id = ANY (%(askers)s) AND left_tie.owed_on < %(limit)s)"""
"""For the book: `limit` is the first day of which it is not too long ago. Without a tie it is `staff` who would ask."""
WAITS_SINCE = f"SELECT min(left_tie.owed_on) {PASSED_ON} AND owned.id = c.id"
"""For one contact `c`, whom the owner would ask: the local day, where somebody left, of the oldest such message; null
where none waits."""
