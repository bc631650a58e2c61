"""Asks, promises, invitations and ties from before, as an export of everything brings them along.

An ask comes as one made elsewhere, whose campaign is made, ended, where there is none of that name and client: it
rests and counts as it did. One of somebody for whom the loader may not speak counts as the loader's own, which only
restrains. Everything else is loaded for whom the file says, or left out.
"""

from collections import Counter
from typing import Any

from django.db import connection

from crm.genuine.kept import KEEP_MANY
from crm.genuine.wording import read_own_words
from crm.importing.colleagues import Colleagues
from crm.models.campaigns import Status
from crm.models.interactions import Direction


def dealt(row: dict[str, Any], colleagues: Colleagues, others: Counter[str]) -> dict[str, list[dict[str, Any]]]:
    """Of a checked row: the lists of crm.importing.dealings, as the statements here read them. `others` counts what is
    a colleague's and therefore left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in ("promises", "attestations"):
        for given in row.get(name, ()):
            if staff := colleagues.named(given["staff"]):
                found.setdefault(name, []).append({**given, "staff_id": staff.pk})
            else:
                others[name] += 1
    for given in row.get("asks", ()):
        found.setdefault("asks", []).append(_ask(row, given, colleagues))
    if invitations := row.get("invitations"):
        found["invitations"] = list(invitations)
    return found


def _ask(row: dict[str, Any], given: dict[str, Any], colleagues: Colleagues) -> dict[str, Any]:
    staff = colleagues.named(given["staff"])
    kept = {**given, "staff_id": (staff or colleagues.loader).pk}
    if staff is None:
        kept["outcome_note"] = f"(Asked by {given['staff']}.) {given['outcome_note']}".strip()
    names = (row["name"], row.get("organization", ""), (staff or colleagues.loader).name)
    own = read_own_words(given["text"], names=names)
    kept["fingerprint"] = own.fingerprint
    return kept | ({"shingles": own.shingles, "bands": own.bands} if own.shingles else {})


_GIVEN = """
    FROM crm_stagedrow AS r JOIN stage_row AS s USING (number) JOIN stage_person AS p ON p.contact_id = s.contact_id
    CROSS JOIN LATERAL jsonb_to_recordset(r.more -> '{name}') AS g ({columns})
    {more}
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? '{name}'
"""
CAMPAIGNS = f"""
    INSERT INTO crm_campaign (name, client, what, facts, why, links, status, owner_id, version, created_at, updated_at)
    SELECT DISTINCT ON (lower(g.campaign), lower(g.client)) g.campaign, g.client, '', '', '', '{{}}'::varchar[],
        '{Status.ENDED.value}', %(me)s, 1, %(now)s, %(now)s
    {_GIVEN.format(name="asks", columns="campaign text, client text", more="")}
      AND NOT EXISTS (SELECT FROM crm_campaign AS k
                      WHERE lower(k.name) = lower(g.campaign) AND lower(btrim(k.client)) = lower(g.client))
    ORDER BY lower(g.campaign), lower(g.client), 1, 2
"""  # noqa: S608  constants of ours, here and below
# In a preview the campaign may not be there yet: then nobody was asked for it.
_CAMPAIGN = """LEFT JOIN LATERAL (
        SELECT id FROM crm_campaign WHERE lower(name) = lower(g.campaign) AND lower(btrim(client)) = lower(g.client)
        ORDER BY id LIMIT 1) AS k ON true"""
ASKS = f"""
    CREATE TEMP TABLE stage_ask ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('crm_ask', 'id')) AS id, told.* FROM (
        SELECT DISTINCT ON (s.contact_id, g.campaign, g.client, g.asked_at) s.contact_id, s.number, k.id AS campaign_id,
            g.*
        {
    _GIVEN.format(
        name="asks",
        columns="campaign text, client text, staff_id bigint, channel text, asked_at timestamptz, text text,"
        " because_text text, because_url text, earned boolean, follow_up_at timestamptz, follow_up_text text,"
        " outcome text, outcome_at timestamptz, outcome_note text, not_now_until date, links text[], place integer,"
        " fingerprint text, shingles integer[], bands integer[]",
        more=_CAMPAIGN,
    )
}
          AND NOT EXISTS (SELECT FROM crm_ask AS known WHERE known.contact_id = s.contact_id
                          AND known.campaign_id = k.id AND known.asked_at = g.asked_at)
        ORDER BY s.contact_id, g.campaign, g.client, g.asked_at, s.number
    ) AS told ORDER BY contact_id, asked_at, place
"""  # noqa: S608
PROMISES = f"""
    CREATE TEMP TABLE stage_promise ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('crm_promise', 'id')) AS id, told.* FROM (
        SELECT DISTINCT ON (s.contact_id, g.staff_id, g.text, g.due_on) s.contact_id, g.staff_id, g.text, g.due_on,
            g.kept_at, place.id AS interaction_id
        {
    _GIVEN.format(
        name="promises",
        columns="staff_id bigint, text text, due_on date, kept_at timestamptz, interaction integer",
        more="LEFT JOIN stage_place AS place ON place.number = s.number AND place.place = g.interaction",
    )
}
          AND p.may_write AND NOT EXISTS (
            SELECT FROM crm_promise AS known WHERE known.contact_id = s.contact_id AND known.staff_id = g.staff_id
              AND known.text = g.text AND known.due_on = g.due_on)
        ORDER BY s.contact_id, g.staff_id, g.text, g.due_on, s.number
    ) AS told
"""  # noqa: S608
ATTESTATIONS = f"""
    CREATE TEMP TABLE stage_attestation ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('crm_attestation', 'id')) AS id, told.* FROM (
        SELECT DISTINCT ON (s.contact_id, g.staff_id) s.contact_id, g.staff_id, g.reason, g.attested_on
        {_GIVEN.format(name="attestations", columns="staff_id bigint, reason text, attested_on date", more="")}
          AND p.may_write AND NOT EXISTS (SELECT FROM crm_attestation AS known
                                          WHERE known.contact_id = s.contact_id AND known.staff_id = g.staff_id)
        ORDER BY s.contact_id, g.staff_id, s.number
    ) AS told
"""  # noqa: S608
# One is good for one ask: that it was used is not forgotten, or it would be good for another.
_SHOWN_BY = f"""
    LEFT JOIN stage_place AS place ON place.number = s.number AND place.place = g.interaction
    LEFT JOIN crm_interaction AS known ON known.id = place.id
    LEFT JOIN stage_interaction AS fresh ON fresh.id = place.id
    LEFT JOIN stage_ask AS ask ON ask.number = s.number AND ask.place = g.used_by
    CROSS JOIN LATERAL (SELECT CASE
        WHEN coalesce(fresh.direction, known.direction) IN ('{Direction.INBOUND.value}', '{Direction.MUTUAL.value}')
        THEN place.id END AS interaction_id) AS shown"""
INVITATIONS = f"""
    CREATE TEMP TABLE stage_invitation ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('crm_invitation', 'id')) AS id, told.* FROM (
        SELECT DISTINCT ON (s.contact_id, t.id, g.quote, g.given_on) s.contact_id, t.id AS topic_id, g.quote,
            g.given_on, g.url, shown.interaction_id, ask.id AS used_by_id
        {
    _GIVEN.format(
        name="invitations",
        columns="topic text, quote text, given_on date, url text, interaction integer, used_by integer, used boolean",
        more=f"JOIN crm_topic AS t ON lower(t.name) = lower(g.topic) {_SHOWN_BY}",
    )
}
          AND p.may_write AND (shown.interaction_id IS NOT NULL OR g.url <> '') AND (NOT g.used OR ask.id IS NOT NULL)
          AND NOT EXISTS (
            SELECT FROM crm_invitation AS known WHERE known.contact_id = s.contact_id AND known.topic_id = t.id
              AND known.quote = g.quote AND known.given_on = g.given_on)
        ORDER BY s.contact_id, t.id, g.quote, g.given_on, s.number
    ) AS told
"""  # noqa: S608  constants of ours
DECIDE = (ASKS, PROMISES, ATTESTATIONS, INVITATIONS)
STAGED = {
    "ask": "stage_ask",
    "promise": "stage_promise",
    "invitation": "stage_invitation",
    "attestation": "stage_attestation",
}

_KEPT = "1, %(now)s, %(now)s"
WRITE = [
    f"""
    INSERT INTO crm_ask (id, campaign_id, contact_id, staff_id, channel, text, fingerprint, because_kind, because_text,
        because_url, asked_at, already_made, earned, override_reason, judged, follow_up_at, follow_up_text, outcome,
        outcome_at, outcome_by_id, outcome_note, not_now_until, links, void_reason, version, created_at, updated_at)
    SELECT id, campaign_id, contact_id, staff_id, channel, text, fingerprint, '', because_text, because_url, asked_at,
        true, earned, '', '{{"imported": true}}', follow_up_at, follow_up_text, outcome, outcome_at,
        CASE WHEN outcome <> '' THEN staff_id END, outcome_note, not_now_until, links::varchar[], '', {_KEPT}
    FROM stage_ask ORDER BY id
    """,  # noqa: S608
    f"""
    INSERT INTO crm_promise (id, contact_id, staff_id, interaction_id, text, due_on, kept_at, version, created_at,
        updated_at)
    SELECT id, contact_id, staff_id, interaction_id, text, due_on, kept_at, {_KEPT} FROM stage_promise ORDER BY id
    """,  # noqa: S608
    f"""
    INSERT INTO crm_attestation (id, contact_id, staff_id, reason, attested_on, version, created_at, updated_at)
    SELECT id, contact_id, staff_id, reason, attested_on, {_KEPT} FROM stage_attestation ORDER BY id
    """,  # noqa: S608
    f"""
    INSERT INTO crm_invitation (id, contact_id, topic_id, quote, given_on, interaction_id, url, used_by_id,
        noted_by_id, version, created_at, updated_at)
    SELECT id, contact_id, topic_id, quote, given_on, interaction_id, url, used_by_id, %(me)s, {_KEPT}
    FROM stage_invitation ORDER BY id
    """,  # noqa: S608
    *(
        f"INSERT INTO crm_broughtrecord (job_id, kind, record) SELECT %(history_of)s, '{kind}', id FROM {table}"  # noqa: S608
        for kind, table in STAGED.items()
    ),
    KEEP_MANY.format(source="SELECT fingerprint, shingles, bands FROM stage_ask WHERE shingles IS NOT NULL"),
]
TOUCHED = """
    SELECT staff_id, contact_id, fingerprint FROM stage_ask
    UNION SELECT staff_id, contact_id, '' FROM stage_attestation
"""


def make_campaigns(params: dict[str, Any]) -> None:
    """Those for which somebody was asked and that are not there yet."""
    with connection.cursor() as cursor:
        cursor.execute(CAMPAIGNS, params)


def decide_asked(params: dict[str, Any]) -> None:
    """What is not here yet, into stage_ask and the others; after the exchanges, at which they point."""
    with connection.cursor() as cursor:
        for statement in DECIDE:
            cursor.execute(statement, params)


def write_asked(params: dict[str, Any]) -> tuple[list[tuple[int, int]], list[str]]:
    """After the exchanges. The relationships this touches, and the texts whose copies may be more now."""
    with connection.cursor() as cursor:
        for statement in WRITE:
            cursor.execute(statement, params)
        cursor.execute(TOUCHED)
        rows = cursor.fetchall()
    return [(staff, contact) for staff, contact, _ in rows], [mark for *_, mark in rows if mark]
