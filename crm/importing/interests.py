"""What people care about, as files bring it along: topics by name, and each piece of evidence once.

A topic that nobody has yet is made, so that neither an interest nor a boundary on it is lost. On a sensitive one only
what they said themselves is kept. Taking the import back removes the interests; the topics stay, as a team's list of
words does.
"""

from typing import Any

from django.db import connection

from crm.models.topics import Basis

# Whether it is sensitive is said where anybody's interest in it goes along.
TOPICS = """
    INSERT INTO crm_topic (name, query, sensitive, version, created_at, updated_at)
    SELECT DISTINCT ON (lower(name)) name, '', bool_or(sensitive) OVER (PARTITION BY lower(name)), 1, %(now)s, %(now)s
    FROM (
        SELECT i.topic AS name, coalesce(i.sensitive, false) AS sensitive
        FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
        JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write
        CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'interests') AS i (topic text, sensitive boolean)
        WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'interests'
        UNION ALL
        SELECT named, false
        FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
        JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write
        CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'interactions') AS i (topics text[])
        CROSS JOIN LATERAL unnest(i.topics) AS named
        WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'interactions'
        UNION ALL
        SELECT v.topic, coalesce(v.sensitive, false)
        FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
        JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write
        CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'invitations') AS v (topic text, sensitive boolean)
        WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'invitations'
        UNION ALL
        SELECT b.topic, false
        FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
        CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'boundaries') AS b (scope text, topic text)
        WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'boundaries' AND s.contact_id IS NOT NULL
          AND b.scope = 'topic' AND b.topic <> ''
    ) AS named
    ORDER BY lower(name), name
    ON CONFLICT DO NOTHING
"""

# In a preview a topic may not be there yet: then nobody's interest in it is known.
INTERESTS = f"""
    CREATE TEMP TABLE stage_interest ON COMMIT DROP AS
    SELECT DISTINCT s.contact_id, min(s.number) OVER (PARTITION BY s.contact_id) AS number, t.id AS topic_id,
           coalesce(t.name, i.topic) AS topic, i.basis, i.noted_at, i.evidence_url, i.quote
    FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
    JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write
    CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'interests') AS i (
        topic text, sensitive boolean, basis text, noted_at timestamptz, evidence_url text, quote text)
    LEFT JOIN crm_topic AS t ON lower(t.name) = lower(i.topic)
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'interests'
      AND (i.basis = '{Basis.STATED.value}' OR NOT coalesce(t.sensitive, i.sensitive, false))
      AND NOT EXISTS (
        SELECT FROM crm_interest AS known
        WHERE known.contact_id = s.contact_id AND known.topic_id = t.id AND known.basis = i.basis
          AND known.noted_at = i.noted_at AND known.evidence_url = i.evidence_url AND known.quote = i.quote)
"""  # noqa: S608  constants of ours

# What they said was heard by whoever loads it, as far as this house knows; what was observed, by nobody.
WRITE = f"""
    INSERT INTO crm_interest (contact_id, topic_id, basis, noted_at, evidence_url, quote, noted_by_id, import_job_id,
        version, created_at, updated_at)
    SELECT contact_id, topic_id, basis, noted_at, evidence_url, quote,
           CASE WHEN basis = '{Basis.STATED.value}' THEN %(me)s::bigint END, %(history_of)s, 1, %(now)s, %(now)s
    FROM stage_interest ORDER BY contact_id, noted_at
"""  # noqa: S608


def make_topics(params: dict[str, Any]) -> None:
    """Those named by interests, exchanges, invitations and boundaries that are not there yet."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS, params)


def decide_interests(params: dict[str, Any]) -> None:
    """What is not noted here yet, into stage_interest."""
    with connection.cursor() as cursor:
        cursor.execute(INTERESTS, params)


def write_interests(params: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, params)
