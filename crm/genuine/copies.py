"""Canned: the same outbound text to different people within 90 days, by anyone. An exact check of the
normalised text; of two copies the later counts for nothing, of three or more all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from crm.models.asks import Ask
from crm.models.interactions import Direction, Interaction
from crm.models.relationships import Pair
from crm.prepared import run_prepared

WITHIN_DAYS = 90
SHORT_WORDS = 12  # below, only copies to two or more others, and never an answer within a week
ANSWER_DAYS = 7

_JUDGE = f"""
WITH copy AS (
    SELECT id, contact_id, staff_id, occurred_at, word_count, fingerprint FROM crm_interaction
    WHERE fingerprint <> '' AND fingerprint = ANY (%(fingerprints)s) AND direction = 'outbound' AND voided_at IS NULL
), judged AS (
    SELECT one.id, count(DISTINCT other.contact_id) AS others,
        bool_or((other.occurred_at, other.id) < (one.occurred_at, one.id)) AS is_later,
        one.word_count < {SHORT_WORDS} AS is_short,
        EXISTS (SELECT FROM crm_interaction AS theirs
            WHERE theirs.contact_id = one.contact_id AND theirs.staff_id = one.staff_id
              AND theirs.direction = 'inbound' AND theirs.kind <> 'reaction'
              AND NOT theirs.automated AND theirs.voided_at IS NULL
              AND theirs.occurred_at BETWEEN one.occurred_at - interval '{ANSWER_DAYS} days'
                  AND one.occurred_at) AS is_answer
    FROM copy AS one
    LEFT JOIN copy AS other ON other.contact_id <> one.contact_id AND other.fingerprint = one.fingerprint
        AND other.occurred_at BETWEEN one.occurred_at - interval '{WITHIN_DAYS} days'
            AND one.occurred_at + interval '{WITHIN_DAYS} days'
    GROUP BY one.id, one.contact_id, one.staff_id, one.occurred_at, one.word_count
), decided AS (
    SELECT id, CASE WHEN is_short THEN others >= 2 AND NOT is_answer
        ELSE others >= 2 OR (others = 1 AND is_later) END AS canned
    FROM judged
)
UPDATE crm_interaction AS i SET canned = decided.canned
FROM decided WHERE i.id = decided.id AND i.canned <> decided.canned
RETURNING i.staff_id, i.contact_id, i.introduces_id
"""


def rejudge_copies(fingerprints: Iterable[str]) -> list[Pair]:
    """Decide anew which of these texts are canned; the relationships whose facts that changes."""
    wanted = sorted({mark for mark in fingerprints if mark})
    if not wanted:
        return []
    changed = run_prepared(_JUDGE, {"fingerprints": wanted})
    return [(who, contact) for staff, contact, introduced in changed for who in (staff, introduced) if who]


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


def copies_elsewhere(mark: str, *, contact_id: int, as_of: datetime) -> tuple["QuerySet[Interaction]", "QuerySet[Ask]"]:
    """The same text sent to others within 90 days before `as_of`, as message or as ask."""
    span = {"fingerprint": mark}
    since = as_of - timedelta(days=WITHIN_DAYS)
    messages = Interaction.objects.standing().filter(
        direction=Direction.OUTBOUND, occurred_at__range=(since, as_of), **span
    )
    asks = Ask.objects.standing().filter(asked_at__range=(since, as_of), **span)
    return messages.exclude(contact=contact_id), asks.exclude(contact=contact_id)
