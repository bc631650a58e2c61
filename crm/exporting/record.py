"""A contact as one JSON object, put together by the database: what NDJSON, JSON and vCard are made of.

Boundaries that were lifted are no longer a no and stay behind; all others go along, whatever their date, and so
do past asks, because they rest and count. Lists have an order of their own, so that the same people give the same
bytes from any installation.
"""

from crm.exporting import happened

FIELDS = (
    "name", "organization", "title", "location", "timezone", "language", "notes", "tags", "visibility",
    "external_id", "origin", "collected_on", "informed_on", "basis", "via",
)  # fmt: skip

# Most people have neither boundary nor past ask: to look whether there is one costs less than to gather none.
_UNLESS_NONE = "CASE WHEN EXISTS (SELECT FROM {table} AS x WHERE x.contact_id = c.id{more}) THEN {rows} END"

HANDLES = """ARRAY(
    SELECT row_to_json(h) FROM (
        SELECT channel, value, shared, status FROM crm_handle WHERE contact_id = c.id ORDER BY channel, key
    ) AS h
)"""
BOUNDARIES = _UNLESS_NONE.format(
    table="crm_boundary",
    more=" AND x.lifted_at IS NULL",
    rows="""array_to_json(ARRAY(
    SELECT row_to_json(b) FROM (
        SELECT b.scope, b.client, coalesce(t.name, '') AS topic, coalesce(p.name, '') AS campaign, b.channel,
               b.until, b.origin, b.note, (b.created_at AT TIME ZONE 'UTC')::date AS since
        FROM crm_boundary AS b
        LEFT JOIN crm_topic AS t ON t.id = b.topic_id LEFT JOIN crm_campaign AS p ON p.id = b.campaign_id
        WHERE b.contact_id = c.id AND b.lifted_at IS NULL
        ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) AS b
))""",
)
# Asks of ours, and those that an import brought from elsewhere (crm.importing.history): what rests, whoever asked.
_OUR_ASKS = """SELECT (a.asked_at AT TIME ZONE 'UTC')::date AS pitched_on, p.name AS note
        FROM crm_ask AS a JOIN crm_campaign AS p ON p.id = a.campaign_id
        WHERE a.contact_id = c.id AND a.voided_at IS NULL
        UNION"""
PITCHES = f"""CASE WHEN EXISTS (SELECT FROM crm_ask AS x WHERE x.contact_id = c.id)
    OR EXISTS (SELECT FROM crm_interaction AS x WHERE x.contact_id = c.id AND x.promotional
        AND x.external_id LIKE 'pitch:%%')
THEN nullif(array_to_json(ARRAY(
    SELECT row_to_json(a) FROM (
        {_OUR_ASKS}
        SELECT DISTINCT (i.occurred_at AT TIME ZONE s.time_zone)::date AS pitched_on, i.text AS note
        FROM crm_interaction AS i JOIN crm_staff AS s ON s.id = i.staff_id
        WHERE i.contact_id = c.id AND i.promotional AND i.external_id LIKE 'pitch:%%' AND i.voided_at IS NULL
        ORDER BY 1, 2
    ) AS a
))::text, '[]')::json END"""  # noqa: S608  statements of ours
# What people said of religion, politics or health leaves the house only when somebody asks for just that.
INTERESTS = """ARRAY(
    SELECT row_to_json(i) FROM (
        SELECT t.name AS topic, t.sensitive, i.basis,
               to_char(i.noted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS noted_at,
               i.evidence_url, i.quote
        FROM crm_interest AS i JOIN crm_topic AS t ON t.id = i.topic_id
        WHERE i.contact_id = c.id AND (NOT t.sensitive OR {sensitive})
        ORDER BY 1, 2, 3, 4, 5, 6
    ) AS i
)"""


def one_object(*, sensitive: bool, everything: bool = False) -> str:
    """SQL for the object of the contact `c`; with `everything`, what happened goes along (crm.exporting.happened)."""
    own = ", ".join(f"c.{field}" for field in FIELDS)
    lists = {
        "handles": HANDLES,
        "boundaries": f"coalesce({BOUNDARIES}, '[]')",
        "interests": INTERESTS.replace("{sensitive}", "true" if sensitive else "false"),
        "pitches": f"coalesce({PITCHES.replace(_OUR_ASKS, '') if everything else PITCHES}, '[]')",
        **(happened.lists(sensitive=sensitive) if everything else {}),
    }
    whole = ", ".join([own, *(f"{sql} AS {name}" for name, sql in lists.items())])
    return f"(SELECT row_to_json(r) FROM (SELECT {whole}) AS r)"  # noqa: S608
