"""The facts of relationships, worked out from interactions and asks by one statement for any set of pairs.

Nothing is ever incremented, so facts cannot drift: the same statement fills `Relationship` after a log
(one pair), after an import (a million), and answers for an earlier `as_of` (without storing)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from crm.channels import ASKABLE
from crm.genuine.kinds import (
    CAN_WAIT,
    CLOSES_WITHIN_DAYS,
    EXCHANGE,
    GIVE,
    INBOUND_FACTOR,
    LATE_AFTER_DAYS,
    TAKEN_IN,
    WEIGHTS,
    WROTE,
)
from crm.models.relationships import WARMTH_HALF_LIFE_DAYS, WARMTH_ORIGIN, Pair
from crm.prepared import run_prepared
from crm.scripts import LINK_IN_SQL

COLUMNS = (
    "staff_id",
    "contact_id",
    "heard_on",
    "heard_days",
    "first_exchange_on",
    "introduced_on",
    "attested_on",
    "reached_days",
    "answered_days",
    "owed_since",
    "owed_on",
    "they_wrote_days",
    "they_wrote_first_on",
    "they_wrote_last_on",
    "given_on",
    "channels",
    "last_ask_at",
    "last_exchange_at",
    "last_exchange_direction",
    "last_event_at",
    "warmth_log",
)


def _in(kinds: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


_WEIGHT = "CASE kind " + " ".join(f"WHEN '{k}' THEN {w}::float8" for k, w in WEIGHTS.items()) + " END"
_FACTOR = f"CASE direction WHEN 'inbound' THEN {INBOUND_FACTOR}::float8 ELSE 1 END"
_SINCE = f"extract(epoch FROM occurred_at - timestamptz '{WARMTH_ORIGIN.isoformat()}')::float8"
_HEAT = f"{_WEIGHT} * {_FACTOR} * power(2, {_SINCE} / {86_400 * WARMTH_HALF_LIFE_DAYS})"

_WITHOUT_LINKS = f"regexp_replace(i.text, '{LINK_IN_SQL}', '', 'gi')"

_MEANT = "(NOT (i.automated OR i.promotional OR i.canned) OR i.overruled_at IS NOT NULL)"  # as is_genuine()

# Dates are local to the staff member. "full" is what was not entered late. Every touch is genuine.
_FACTS = f"""
WITH pair AS MATERIALIZED (
    SELECT wanted.staff_id, wanted.contact_id, staff.time_zone AS zone
    FROM ({{pairs}}) AS wanted JOIN crm_staff AS staff ON staff.id = wanted.staff_id
), last_ask AS (
    SELECT staff_id, contact_id, max(asked_at) AS at
    FROM pair JOIN crm_ask AS ask USING (staff_id, contact_id)
    WHERE ask.voided_at IS NULL {{until_asked}}
    GROUP BY staff_id, contact_id
), placed AS (
    SELECT staff_id, contact_id, i.id, i.occurred_at, i.direction, i.kind, i.channel, i.address,
        i.needs_answer, i.refusal, i.external_id = '' OR i.text = '' AS lacks_proof,
        -- a link alone is no word of ours, and a question mark inside one asks nothing
        i.kind = 'share' AND {_WITHOUT_LINKS} ~ '\\S' AS has_words,
        i.text ~ '[?？؟]' AND {_WITHOUT_LINKS} ~ '[?？؟]' AS is_question,
        i.answers_id IS NOT NULL AND EXISTS (
            SELECT FROM crm_interaction AS request WHERE request.id = i.answers_id
              AND request.kind = 'request' AND request.direction IN ('inbound', 'mutual')
              AND request.voided_at IS NULL) AND i.kind IN {_in(WROTE)} AS answers_request,
        (i.occurred_at AT TIME ZONE zone)::date AS day,
        (i.entered_at AT TIME ZONE zone)::date AS entered_on
    FROM pair JOIN crm_interaction AS i USING (staff_id, contact_id)
    WHERE i.voided_at IS NULL AND {_MEANT} {{until_occurred}}
), touch AS (
    SELECT staff_id, contact_id, id, occurred_at, day, direction, kind, channel, address, needs_answer, refusal,
        is_question,
        NOT (entered_on - day > {LATE_AFTER_DAYS} AND lacks_proof) AS is_full,
        direction IN ('outbound', 'mutual') AND kind IN {_in(WROTE)} AS we_wrote,
        direction IN ('inbound', 'mutual') AND kind IN {_in(WROTE)} AS they_wrote,
        direction <> 'observed' AND kind IN {_in(EXCHANGE)} AS is_exchange,
        direction = 'observed'
            OR (direction IN ('inbound', 'mutual') AND kind IN {_in(TAKEN_IN)}) AS is_heard,
        direction IN ('outbound', 'mutual') AND (kind IN {_in(GIVE)}
            OR has_words OR answers_request) AS is_give
    FROM placed
), counted AS (
    SELECT staff_id, contact_id,
        min(day) FILTER (WHERE is_exchange) AS first_exchange_on,
        count(DISTINCT day) FILTER (WHERE we_wrote AND is_full) AS reached_days,
        count(DISTINCT day) FILTER (WHERE is_full AND NOT refusal
            AND (they_wrote OR (direction = 'inbound' AND kind = 'share'))) AS answered_days,
        count(DISTINCT day) FILTER (WHERE they_wrote AND is_full) AS they_wrote_days,
        min(day) FILTER (WHERE they_wrote AND is_full) AS they_wrote_first_on,
        max(day) FILTER (WHERE they_wrote AND is_full) AS they_wrote_last_on,
        max(occurred_at) FILTER (WHERE we_wrote AND is_full) AS we_wrote_last_at,
        max(day) FILTER (WHERE we_wrote AND is_full) AS we_wrote_last_on,
        array_agg(DISTINCT channel ORDER BY channel)
            FILTER (WHERE they_wrote AND is_full AND channel IN {_in(sorted(ASKABLE))}) AS channels,
        (array_agg(DISTINCT day ORDER BY day DESC) FILTER (WHERE is_heard AND is_full))[1:10] AS heard_days,
        max(occurred_at) FILTER (WHERE is_exchange) AS last_exchange_at,
        (array_agg(direction ORDER BY occurred_at DESC, id DESC) FILTER (WHERE is_exchange))[1]
            AS last_exchange_direction,
        max(occurred_at) AS last_event_at
    FROM touch GROUP BY staff_id, contact_id
), given AS (
    SELECT staff_id, contact_id, (array_agg(DISTINCT day ORDER BY day DESC))[1:40] AS given_on
    FROM touch LEFT JOIN last_ask USING (staff_id, contact_id)
    WHERE is_give AND is_full AND (last_ask.at IS NULL OR occurred_at > last_ask.at)
    GROUP BY staff_id, contact_id
), heard AS (
    SELECT staff_id, contact_id, (array_agg(last_on ORDER BY last_on DESC))[1:10] AS heard_on
    FROM (
        SELECT staff_id, contact_id, max(day) AS last_on FROM touch WHERE is_heard AND is_full
        GROUP BY staff_id, contact_id,
            CASE WHEN direction = 'observed' AND address <> '' THEN address ELSE id::text END
    ) AS things GROUP BY staff_id, contact_id
), owed AS (
    SELECT touch.staff_id, touch.contact_id, min(occurred_at) AS owed_since, min(day) AS owed_on
    FROM touch JOIN counted USING (staff_id, contact_id)
    WHERE direction = 'inbound' AND kind IN {_in(CAN_WAIT)} AND is_full
        AND (we_wrote_last_at IS NULL OR occurred_at >= we_wrote_last_at)
        AND needs_answer IS DISTINCT FROM false
        AND (needs_answer OR is_question OR we_wrote_last_on IS NULL
            OR day - we_wrote_last_on > {CLOSES_WITHIN_DAYS})
    GROUP BY touch.staff_id, touch.contact_id
), warm AS (
    -- The heaviest of a direction and day is the hottest: within a day heat differs by a hundredth, weights by a
    -- third. Summed in one order, so that it is the same to the last bit each time.
    SELECT staff_id, contact_id, ln(sum(heat ORDER BY heat)) / ln(2.0::float8) AS warmth_log
    FROM (
        SELECT staff_id, contact_id, max({_HEAT}) AS heat FROM touch WHERE is_exchange AND is_full
        GROUP BY staff_id, contact_id, direction, day
    ) AS heaviest GROUP BY staff_id, contact_id
), introduced AS (
    SELECT pair.staff_id, pair.contact_id, min(i.occurred_at) AS introduced_at,
        min((i.occurred_at AT TIME ZONE zone)::date) AS introduced_on
    FROM pair JOIN crm_interaction AS i
        ON i.contact_id = pair.contact_id AND i.introduces_id = pair.staff_id AND i.introduces_id IS NOT NULL
    WHERE i.kind = 'introduction' AND i.voided_at IS NULL
        AND {_MEANT} {{until_occurred}}
    GROUP BY pair.staff_id, pair.contact_id
), attested AS (
    SELECT staff_id, contact_id, attested_on
    FROM pair JOIN crm_attestation USING (staff_id, contact_id)
)
SELECT pair.staff_id, pair.contact_id,
    coalesce(heard_on, '{{{{}}}}'), coalesce(heard_days, '{{{{}}}}'), first_exchange_on, introduced_on, attested_on,
    coalesce(reached_days, 0), coalesce(answered_days, 0), owed_since, owed_on,
    coalesce(they_wrote_days, 0), they_wrote_first_on, they_wrote_last_on, coalesce(given_on, '{{{{}}}}'),
    coalesce(channels, '{{{{}}}}'), last_ask.at, last_exchange_at, coalesce(last_exchange_direction, ''),
    greatest(last_event_at, last_ask.at, introduced_at), warmth_log
FROM pair
LEFT JOIN counted USING (staff_id, contact_id)
LEFT JOIN given USING (staff_id, contact_id)
LEFT JOIN heard USING (staff_id, contact_id)
LEFT JOIN owed USING (staff_id, contact_id)
LEFT JOIN warm USING (staff_id, contact_id)
LEFT JOIN introduced USING (staff_id, contact_id)
LEFT JOIN attested USING (staff_id, contact_id)
LEFT JOIN last_ask USING (staff_id, contact_id)
"""

_SOME = "SELECT unnest(%(staff)s::bigint[]) AS staff_id, unnest(%(contacts)s::bigint[]) AS contact_id"
_ALL = """
    SELECT staff_id, contact_id FROM crm_interaction
    UNION SELECT staff_id, contact_id FROM crm_ask
    UNION SELECT staff_id, contact_id FROM crm_attestation
    UNION SELECT introduces_id, contact_id FROM crm_interaction WHERE introduces_id IS NOT NULL
    UNION SELECT staff_id, contact_id FROM crm_relationship
"""


def _statement(*, pairs: str, bounded: bool = False) -> str:
    return _FACTS.format(
        pairs=pairs,
        until_asked="AND ask.asked_at <= %(as_of)s" if bounded else "",
        until_occurred="AND i.occurred_at <= %(as_of)s" if bounded else "",
    )


def _upsert(select: str) -> str:
    columns = ", ".join(COLUMNS)
    changes = ", ".join(f"{c} = EXCLUDED.{c}" for c in COLUMNS[2:])
    return (
        f"INSERT INTO crm_relationship ({columns}) {select} ON CONFLICT (staff_id, contact_id) DO UPDATE SET {changes}"
    )


FEW = 200  # up to here one kept plan serves; beyond, the planner looks at the numbers
_REFRESH_FEW = _upsert(_statement(pairs=_SOME))


def _split(pairs: Iterable[Pair]) -> dict[str, list[int]]:
    # Sorted: two refreshes that overlap then lock rows in the same order.
    ordered = sorted(set(pairs))
    return {"staff": [pair[0] for pair in ordered], "contacts": [pair[1] for pair in ordered]}


def refresh(pairs: Iterable[Pair]) -> None:
    """Work out and store the facts of these relationships, in the caller's transaction."""
    wanted = _split(pairs)
    if not wanted["staff"]:
        return
    if len(wanted["staff"]) > FEW:
        with connection.cursor() as cursor:
            cursor.execute(_upsert(_statement(pairs=_SOME)), wanted)
        return
    run_prepared(_REFRESH_FEW, wanted)


def refresh_all() -> None:
    """The facts of every relationship there is. Sorts and hashes of the whole book want memory: for this
    transaction alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(_upsert(_statement(pairs=_ALL)))


def facts_at(staff_id: int, contact_id: int, as_of: datetime) -> dict[str, Any]:
    """The facts as they stood at an earlier instant: the slow way, nothing is stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(pairs=_SOME, bounded=True),
            {"staff": [staff_id], "contacts": [contact_id], "as_of": as_of},
        )
        return dict(zip(COLUMNS, cursor.fetchone(), strict=True))


def drifted() -> list[Pair]:
    """Pairs whose stored facts differ from what the statement gives now; empty when all is well."""
    columns = ", ".join(f"r.{c}" for c in COLUMNS)
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH fresh ({names}) AS ({_statement(pairs=_ALL)}) "
            f"SELECT staff_id, contact_id FROM fresh LEFT JOIN crm_relationship r USING (staff_id, contact_id) "
            f"WHERE ROW({columns}) IS DISTINCT FROM ROW({', '.join(f'fresh.{c}' for c in COLUMNS)}) "
            "ORDER BY 1, 2"
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]
