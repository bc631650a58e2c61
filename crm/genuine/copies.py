"""Canned: near-copies sent to different people within 90 days, by anyone. Of two the later counts for nothing, of
three or more all. docs/near-copies.md says what is alike; docs/decisions/0013 why it is found this way.

Who is a different person is decided by `Contact.person`: two records of one person are one.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from crm.genuine.wording import SHORT_WORDS
from crm.models.asks import Ask
from crm.models.interactions import Direction, Interaction
from crm.models.relationships import Pair
from crm.prepared import run_prepared

WITHIN_DAYS = 90
ANSWER_DAYS = 7
AT_ONCE = 20  # marks in one statement, which compares what is alike to any of them


def sent(mark: str, when: str = "") -> str:
    """What went out with one fingerprint, as messages and as asks; `when` bounds the moment. Meant for LATERAL: only
    with the bounds inside does each arm use its index. At one instant an ask comes first, then the earlier row."""
    messages, asks = (f"AND {at} {when}" if when else "" for at in ("occurred_at", "asked_at"))
    return f"""
    SELECT fingerprint, contact_id, occurred_at AS at, 1 AS rank, id FROM crm_interaction
    WHERE fingerprint = {mark} AND fingerprint <> '' AND direction = 'outbound' AND voided_at IS NULL {messages}
    UNION ALL
    SELECT fingerprint, contact_id, asked_at, 0, id FROM crm_ask
    WHERE fingerprint = {mark} AND fingerprint <> '' AND voided_at IS NULL {asks}
    """


_WITHIN = f"BETWEEN one.at - interval '{WITHIN_DAYS} days' AND one.at + interval '{WITHIN_DAYS} days'"


def _alike(wanted: str) -> str:
    """Pairs (fingerprint, other) of wordings that are alike, for the fingerprints that `wanted` selects."""
    return f"""
    SELECT two.fingerprint, other.fingerprint AS other
    FROM (
        SELECT DISTINCT one.id, one.fingerprint, one.shingles, band.wording_id
        FROM ({wanted}) AS wanted JOIN crm_wording AS one USING (fingerprint)
        CROSS JOIN unnest(one.bands) AS found JOIN crm_wordingband AS band ON band.key = found
    ) AS two
    JOIN crm_wording AS other ON other.id = two.wording_id AND other.id <> two.id
    WHERE crm_alike(two.shingles, other.shingles)
    """


def _somebody(besides: str = "") -> str:
    """One other person to whom something like `one` went within the time; `besides` excludes the first found."""
    return f"""
    SELECT who.person FROM friend
    CROSS JOIN LATERAL ({sent("friend.other", _WITHIN)}) AS sent
    JOIN crm_contact AS who ON who.id = sent.contact_id
    WHERE friend.fingerprint = one.fingerprint AND who.person <> one.person {besides}
    """


def _neighbour(besides: str = "") -> str:
    """The same, looked for first among what is alike to the texts that changed: where many are alike, one of the
    first that are compared will do."""
    return f"""
    SELECT person FROM around
    WHERE at {_WITHIN} AND person <> one.person {besides}
      AND (around.fingerprint = one.fingerprint OR crm_alike(around.shingles, one.shingles))
    """


_JUDGE = f"""
WITH mark AS MATERIALIZED (
    SELECT DISTINCT unnest(%(fingerprints)s::text[]) AS fingerprint
), near AS MATERIALIZED (
    SELECT fingerprint, fingerprint AS other FROM mark
    UNION ALL {_alike("SELECT fingerprint FROM mark")}
), around AS MATERIALIZED (
    SELECT sent.fingerprint, wording.shingles, sent.at, who.person
    FROM (SELECT DISTINCT other FROM near) AS near
    CROSS JOIN LATERAL ({sent("near.other")}) AS sent
    JOIN crm_contact AS who ON who.id = sent.contact_id
    LEFT JOIN crm_wording AS wording ON wording.fingerprint = sent.fingerprint
), judged AS MATERIALIZED (
    SELECT one.id, one.contact_id, one.staff_id, who.person, one.occurred_at AS at, one.fingerprint, wording.shingles,
        one.word_count < {SHORT_WORDS} AS is_short,
        one.word_count < {SHORT_WORDS} AND EXISTS (SELECT FROM crm_interaction AS theirs
            WHERE theirs.contact_id = one.contact_id AND theirs.staff_id = one.staff_id
              AND theirs.direction = 'inbound' AND theirs.kind <> 'reaction'
              AND NOT theirs.automated AND theirs.voided_at IS NULL
              AND theirs.occurred_at BETWEEN one.occurred_at - interval '{ANSWER_DAYS} days'
                  AND one.occurred_at) AS is_answer
    FROM (SELECT DISTINCT other AS fingerprint FROM near) AS near
    JOIN crm_interaction AS one USING (fingerprint)
    JOIN crm_contact AS who ON who.id = one.contact_id
    LEFT JOIN crm_wording AS wording ON wording.fingerprint = one.fingerprint
    WHERE one.fingerprint <> '' AND one.direction = 'outbound' AND one.voided_at IS NULL
      AND NOT (one.canned AND %(only_more)s)
), two_others AS MATERIALIZED (
    SELECT one.id FROM judged AS one
    CROSS JOIN LATERAL ({_neighbour()} LIMIT 1) AS first
    CROSS JOIN LATERAL ({_neighbour("AND person <> first.person")} LIMIT 1) AS second
), rest AS MATERIALIZED (
    SELECT * FROM judged WHERE id NOT IN (SELECT id FROM two_others)
), friend AS MATERIALIZED (
    SELECT fingerprint, other FROM near WHERE fingerprint IN (SELECT fingerprint FROM rest)
    UNION ALL
    SELECT fingerprint, fingerprint FROM rest WHERE fingerprint NOT IN (SELECT fingerprint FROM mark) GROUP BY 1
    UNION ALL {
    _alike("SELECT fingerprint FROM rest WHERE fingerprint NOT IN (SELECT fingerprint FROM mark) GROUP BY 1")
}
), decided AS (
    SELECT id, NOT is_answer AS canned FROM judged WHERE id IN (SELECT id FROM two_others)
    UNION ALL
    SELECT one.id, CASE WHEN one.is_short THEN second.person IS NOT NULL AND NOT one.is_answer
        ELSE second.person IS NOT NULL OR (first.person IS NOT NULL AND EXISTS (
            {_somebody("AND (sent.at, sent.rank, sent.id) < (one.at, 1, one.id)")})) END
    FROM rest AS one
    LEFT JOIN LATERAL ({_somebody()} LIMIT 1) AS first ON true
    LEFT JOIN LATERAL ({_somebody("AND who.person <> first.person")} LIMIT 1) AS second ON true
)
UPDATE crm_interaction AS i SET canned = decided.canned
FROM decided WHERE i.id = decided.id AND i.canned <> decided.canned
RETURNING i.staff_id, i.contact_id, i.introduces_id
"""

# Most texts are like no other: found out for any number of them by a statement that grows with their number only.
_IN_COMPANY = f"""
SELECT mark FROM unnest(%(fingerprints)s::text[]) AS mark
WHERE (SELECT count(*) FROM ({sent("mark")} LIMIT 2) AS same) = 2
   OR EXISTS (SELECT FROM crm_interaction AS own WHERE own.fingerprint = mark AND own.fingerprint <> '' AND own.canned)
   OR EXISTS (
    SELECT FROM crm_wording AS one
    CROSS JOIN unnest(one.bands) AS found JOIN crm_wordingband AS band ON band.key = found
    JOIN crm_wording AS other ON other.id = band.wording_id
    WHERE one.fingerprint = mark AND other.id <> one.id AND crm_alike(one.shingles, other.shingles))
"""


def rejudge_copies(fingerprints: Iterable[str], *, only_more: bool = False) -> list[Pair]:
    """Decide anew which texts with these fingerprints, or alike to them, are canned; the relationships whose facts
    that changes. `only_more`: texts were only added, so that whatever is canned stays so and is not looked at."""
    wanted = sorted({mark for mark in fingerprints if mark})
    if not wanted:
        return []
    wanted = [mark for (mark,) in run_prepared(_IN_COMPANY, {"fingerprints": wanted})]
    changed: list[tuple[Any, ...]] = []
    for start in range(0, len(wanted), AT_ONCE):
        values = {"fingerprints": wanted[start : start + AT_ONCE], "only_more": only_more}
        changed += run_prepared(_JUDGE, values)
    return [(who, contact) for staff, contact, introduced in changed for who in (staff, introduced) if who]


def rejudge_people(contacts: Iterable[int]) -> list[Pair]:
    """The same for all that was sent to these contacts, asks too, when they turn out to be one person, or two."""
    ids = list(contacts)
    marks: set[str] = set()
    for model in (Interaction, Ask):
        sent = model._default_manager.filter(contact__in=ids).exclude(fingerprint="")
        marks.update(sent.values_list("fingerprint", flat=True).distinct())
    return rejudge_copies(marks)


def marks_after(interaction: Interaction) -> list[str]:
    """Our short texts in the week after something of theirs, which may make answers of them."""
    if interaction.direction != Direction.INBOUND:
        return []
    week = (interaction.occurred_at, interaction.occurred_at + timedelta(days=ANSWER_DAYS))
    ours = Interaction.objects.filter(
        staff=interaction.staff_id, contact=interaction.contact_id, occurred_at__range=week
    )
    short = ours.filter(direction=Direction.OUTBOUND, word_count__lt=SHORT_WORDS)
    return list(short.values_list("fingerprint", flat=True))
