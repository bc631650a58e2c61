"""What a judgement reads about people, for one staff member: one statement for a page of contacts, whatever
the number of campaigns they are judged for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm.channels import ASKABLE
from crm.models.campaigns import Policy
from crm.models.staff import Staff
from crm.prepared import run_prepared
from crm.readiness.asked import ASKS, PITCHES, REMEMBERED, ask_values, of_person
from crm.readiness.facts import COLUMNS
from crm.readiness.passed_on import WAITS_SINCE

FACTS = COLUMNS[2:]


@dataclass
class Dossier:
    """`facts` are the columns of Relationship (None where there is no relationship), the rest lists of plain
    dicts; asks, pitches, boundaries and what is `remembered` from before they were erased (days of asks with the
    first day after their rest) are those of all records of the person."""

    contact_id: int
    name: str
    facts: dict[str, Any]
    asks: list[dict[str, Any]]
    pitches: list[date]
    remembered: list[tuple[date, date]]
    boundaries: list[dict[str, Any]]
    invitations: list[dict[str, Any]]
    interests: list[dict[str, Any]]
    current_channels: list[str]
    dead_channels: list[str]
    last_read: dict[str, Any] | None
    passed_on: date | None  # since when what was written to somebody who has left waits for this staff member
    judged: dict[Any, Any] = field(default_factory=dict)  # verdicts that hold for several campaigns


_ASKS = f"""
SELECT jsonb_agg(jsonb_build_object(
    'id', x.id, 'contact', x.contact_id, 'staff', x.staff_id, 'campaign', x.campaign_id,
    'asked_at', x.asked_at, 'asked_on', x.asked_on, 'based_on', x.based_on, 'until', x.until,
    'state', x.state, 'rests_until', x.rests_until)
    ORDER BY x.asked_at DESC, x.id DESC)
{of_person(ASKS, "c.person")}
"""
_PITCHES = f"SELECT array_agg(x.asked_on ORDER BY x.asked_on DESC) {of_person(PITCHES, 'c.person')}"
_REMEMBERED = f"SELECT jsonb_agg(jsonb_build_array(x.asked_on, x.rests_until)) {of_person(REMEMBERED, 'c.person')}"
_BOUNDARIES = """
SELECT jsonb_agg(jsonb_build_object(
    'id', b.id, 'contact', b.contact_id, 'scope', b.scope, 'client', b.client, 'topic', b.topic_id,
    'campaign', b.campaign_id, 'channel', b.channel, 'until', b.until, 'note', b.note, 'origin', b.origin,
    'since', (b.created_at AT TIME ZONE %(zone)s)::date)
    ORDER BY b.until DESC NULLS FIRST, b.contact_id <> c.id, b.created_at)
FROM crm_contact AS o JOIN crm_boundary AS b ON b.contact_id = o.id
WHERE o.person = c.person AND b.created_at <= %(as_of)s AND (b.lifted_at IS NULL OR b.lifted_at > %(as_of)s)
"""
_INVITATIONS = """
SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'topic', v.topic_id, 'quote', v.quote, 'given_on', v.given_on, 'used_at', u.asked_at)
    ORDER BY v.given_on DESC, v.id DESC)
FROM crm_invitation AS v LEFT JOIN crm_ask AS u ON u.id = v.used_by_id
WHERE v.contact_id = c.id AND (u.id IS NULL OR u.asked_at > %(as_of)s)
"""
_INTERESTS = """
SELECT jsonb_agg(jsonb_build_object('topic', n.topic_id, 'name', t.name, 'stated', n.stated, 'days', n.days)
    ORDER BY t.name)
FROM (
    SELECT topic_id, bool_or(basis = 'stated') AS stated,
        array_agg(DISTINCT (noted_at AT TIME ZONE %(zone)s)::date) FILTER (WHERE basis = 'observed') AS days
    FROM crm_interest WHERE contact_id = c.id AND noted_at <= %(as_of)s GROUP BY topic_id
) AS n JOIN crm_topic AS t ON t.id = n.topic_id
"""
_CHANNELS = """
SELECT array_agg(DISTINCT h.channel ORDER BY h.channel) FROM crm_handle AS h
WHERE h.contact_id = c.id AND h.channel = ANY (%(askable)s) AND h.status = 'current'
"""
_DEAD = """
SELECT array_agg(DISTINCT h.channel ORDER BY h.channel) FROM crm_handle AS h
WHERE h.contact_id = c.id AND h.channel = ANY (%(askable)s) AND h.status <> 'current'
    AND NOT EXISTS (SELECT FROM crm_handle AS live
        WHERE live.contact_id = c.id AND live.channel = h.channel AND live.status = 'current')
"""
_LAST_READ = """
SELECT jsonb_build_object('id', i.id, 'url', i.url, 'text', left(i.text, 500)) FROM crm_interaction AS i
WHERE i.staff_id = %(staff)s AND i.contact_id = c.id AND i.direction = 'observed' AND i.voided_at IS NULL
    AND i.occurred_at <= %(as_of)s
ORDER BY i.occurred_at DESC LIMIT 1
"""
_STATEMENT = f"""
SELECT c.id, c.name, ({_ASKS})::text, ({_PITCHES}), ({_BOUNDARIES})::text, ({_INVITATIONS})::text,
    ({_INTERESTS})::text, ({_CHANNELS}), ({_DEAD}), ({_LAST_READ})::text, ({_REMEMBERED})::text,
    CASE WHEN c.owner_id = %(staff)s THEN ({WAITS_SINCE}) END,
    {", ".join(f"r.{column}" for column in FACTS)}
FROM crm_contact AS c
LEFT JOIN crm_relationship AS r ON r.contact_id = c.id AND r.staff_id = %(staff)s
WHERE c.id = ANY (%(contacts)s)
"""


def dossiers(*, staff: Staff, contact_ids: Iterable[int], as_of: datetime, policy: Policy) -> dict[int, Dossier]:
    """By contact id; of `policy` only the respect part is read, which all campaigns share. Who may see whom
    has been settled before."""
    wanted = {
        **ask_values(staff=staff, as_of=as_of, policy=policy),
        "staff": staff.pk,
        "contacts": list(contact_ids),
        "askable": sorted(ASKABLE),
    }
    return {row[0]: _read(row) for row in run_prepared(_STATEMENT, wanted)}


def _read(row: tuple[Any, ...]) -> Dossier:
    def listed(value: str | None) -> Any:
        return json.loads(value) if value else []

    return Dossier(
        contact_id=row[0],
        name=row[1],
        asks=listed(row[2]),
        pitches=row[3] or [],
        boundaries=listed(row[4]),
        invitations=listed(row[5]),
        interests=listed(row[6]),
        current_channels=row[7] or [],
        dead_channels=row[8] or [],
        last_read=json.loads(row[9]) if row[9] else None,
        remembered=[(date.fromisoformat(on), date.fromisoformat(until)) for on, until in listed(row[10])],
        passed_on=row[11],
        facts=dict(zip(FACTS, row[12:], strict=True)),
    )
