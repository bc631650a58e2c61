"""What happened with a contact, told whole: exchanges, asks, promises, invitations, and ties from before.

For the export of everything, in JSON and its lines. Colleagues are named by their e-mail address. One thing points at
another by its place, from 0, in the list of this contact: numbers of this database mean nothing in another. What was
voided stays behind, and so do pitches, which have a list of their own (crm.exporting.record).
"""

from crm.genuine.kinds import LATE_AFTER_DAYS

MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# An identity that the import made up where the file gave none: the next one makes up the same.
MADE_UP = "json:%%"
_LISTED = """SELECT {ids}, row_number() OVER (ORDER BY {order}, id) - 1 AS place FROM {table}
    WHERE contact_id = c.id AND voided_at IS NULL"""
_EXCHANGES = _LISTED.format(ids="id", order="occurred_at", table="crm_interaction") + (
    " AND NOT (promotional AND external_id LIKE 'pitch:%%')"
)
_ASKED = _LISTED.format(ids="id", order="asked_at", table="crm_ask")
TOPICS = """ARRAY(SELECT t.name FROM crm_interaction_topics AS l JOIN crm_topic AS t ON t.id = l.topic_id
    WHERE l.interaction_id = i.id AND (NOT t.sensitive OR {sensitive}) ORDER BY 1)"""
# Entered late and without an identity, it covers nothing but `known` (docs/readiness.md): so it does wherever it is
# loaded. What has no words is no proof there anyway.
LATE = f"""i.external_id = '' AND i.text <> '' AND (i.entered_at AT TIME ZONE s.time_zone)::date
    - (i.occurred_at AT TIME ZONE s.time_zone)::date > {LATE_AFTER_DAYS}"""

INTERACTIONS = f"""ARRAY(
    SELECT row_to_json(one) FROM (
        SELECT s.email AS staff, i.channel, i.direction, i.kind, {MOMENT.format("i.occurred_at")} AS occurred_at,
               i.text, i.url, {TOPICS} AS topics,
               CASE WHEN i.external_id LIKE '{MADE_UP}' THEN '' ELSE i.external_id END AS external_id,
               i.needs_answer, coalesce(b.email, '') AS introduces, a.place AS answers, i.refusal, i.automated,
               i.promotional, {LATE} AS late
        FROM ({_EXCHANGES}) AS listed
        JOIN crm_interaction AS i ON i.id = listed.id JOIN crm_staff AS s ON s.id = i.staff_id
        LEFT JOIN crm_staff AS b ON b.id = i.introduces_id
        LEFT JOIN ({_EXCHANGES}) AS a ON a.id = i.answers_id
        ORDER BY listed.place
    ) AS one
)"""  # noqa: S608  columns of ours, here and below
ASKS = f"""ARRAY(
    SELECT row_to_json(one) FROM (
        SELECT p.name AS campaign, p.client, s.email AS staff, k.channel, {MOMENT.format("k.asked_at")} AS asked_at,
               k.text, k.because_text, k.because_url, k.earned, {MOMENT.format("k.follow_up_at")} AS follow_up_at,
               k.follow_up_text, k.outcome, {MOMENT.format("k.outcome_at")} AS outcome_at, k.outcome_note,
               k.not_now_until, k.links
        FROM ({_ASKED}) AS listed
        JOIN crm_ask AS k ON k.id = listed.id JOIN crm_staff AS s ON s.id = k.staff_id
        JOIN crm_campaign AS p ON p.id = k.campaign_id
        ORDER BY listed.place
    ) AS one
)"""  # noqa: S608
PROMISES = f"""ARRAY(
    SELECT row_to_json(one) FROM (
        SELECT s.email AS staff, r.text, r.due_on, {MOMENT.format("r.kept_at")} AS kept_at, i.place AS interaction
        FROM crm_promise AS r JOIN crm_staff AS s ON s.id = r.staff_id
        LEFT JOIN ({_EXCHANGES}) AS i ON i.id = r.interaction_id
        WHERE r.contact_id = c.id ORDER BY r.due_on, r.text, s.email, i.place
    ) AS one
)"""  # noqa: S608
INVITATIONS = f"""ARRAY(
    SELECT row_to_json(one) FROM (
        SELECT t.name AS topic, t.sensitive, v.quote, v.given_on, v.url, i.place AS interaction, k.place AS used_by,
               v.used_by_id IS NOT NULL AS used
        FROM crm_invitation AS v JOIN crm_topic AS t ON t.id = v.topic_id
        LEFT JOIN ({_EXCHANGES}) AS i ON i.id = v.interaction_id
        LEFT JOIN ({_ASKED}) AS k ON k.id = v.used_by_id
        WHERE v.contact_id = c.id AND (NOT t.sensitive OR {{sensitive}})
        ORDER BY v.given_on, t.name, v.quote, v.url, i.place
    ) AS one
)"""  # noqa: S608
ATTESTATIONS = """ARRAY(
    SELECT row_to_json(one) FROM (
        SELECT s.email AS staff, t.reason, t.attested_on
        FROM crm_attestation AS t JOIN crm_staff AS s ON s.id = t.staff_id
        WHERE t.contact_id = c.id ORDER BY s.email
    ) AS one
)"""


def lists(*, sensitive: bool) -> dict[str, str]:
    """SQL for each list of the contact `c`, by its key."""
    every = {
        "interactions": INTERACTIONS,
        "asks": ASKS,
        "promises": PROMISES,
        "invitations": INVITATIONS,
        "attestations": ATTESTATIONS,
    }
    return {name: sql.replace("{sensitive}", "true" if sensitive else "false") for name, sql in every.items()}
