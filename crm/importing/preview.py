"""What a preview tells beside the counts: which fields would change, and who looks like somebody we know."""

from typing import Any

from django.db import connection

MOST_ALIKE = 3

CHANGES = """
    UPDATE crm_importrow AS r SET changes = told.changes
    FROM (
        SELECT s.number, jsonb_object_agg(field, pair) AS changes
        FROM stage_row AS s
        JOIN (
            SELECT contact_id, field, jsonb_build_array(before -> field, after -> field) AS pair
            FROM stage_diff CROSS JOIN LATERAL jsonb_object_keys(before || after) AS field
            UNION ALL
            SELECT contact_id, 'handles', jsonb_build_array(NULL, jsonb_agg(channel || ': ' || value))
            FROM stage_new_handle WHERE NOT is_new GROUP BY contact_id
        ) AS fields USING (contact_id)
        GROUP BY s.number
    ) AS told
    WHERE r.job_id = %(job)s AND r.number = told.number AND r.result = 'updated'
"""

# Name and organisation alone match nobody; they are worth a look. Only those the loader may see.
ALIKE = """
    UPDATE crm_importrow AS r SET looks_like = alike.contacts
    FROM (
        SELECT s.number, (array_agg(c.id ORDER BY c.id))[1:%(most)s] AS contacts
        FROM stage_row AS s JOIN stage_fill AS f USING (contact_id)
        JOIN crm_contact AS c ON crm_plain(c.name) = crm_plain(s.name) AND c.trashed_at IS NULL
            AND (f.organization = '' OR c.organization = '' OR crm_plain(c.organization) = crm_plain(f.organization))
        WHERE s.is_new AND NOT s.nameless
          AND (c.visibility = 'team' OR c.owner_id = %(me)s OR EXISTS (
              SELECT FROM crm_contact_shared_with AS w WHERE w.contact_id = c.id AND w.staff_id = %(me)s))
        GROUP BY s.number
    ) AS alike
    WHERE r.job_id = %(job)s AND r.number = alike.number
"""


def preview(params: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, params)
        cursor.execute(ALIKE, {**params, "most": MOST_ALIKE})
