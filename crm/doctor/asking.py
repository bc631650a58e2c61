"""Asks against what restrains them. What was made elsewhere is a fact and breaks nothing; neither does history that
a merge brought together, nor a boundary that was noted after the ask."""

from crm.doctor.invariants import Invariant, by_query

TELL = "Find out how it came about (its history says by whom and which way); withdraw or void the ask."

_EARNED_HERE = "NOT a.already_made AND a.voided_at IS NULL"
# Whoever has been part of a merge may hold asks of two records.
_UNMERGED = "NOT EXISTS (SELECT FROM crm_merge AS m WHERE a.contact_id IN (m.survivor_id, m.merged_id))"

_PAST_BOUNDARY = f"""
SELECT 'ask ' || a.id
FROM crm_ask AS a
JOIN crm_campaign AS k ON k.id = a.campaign_id
JOIN crm_staff AS s ON s.id = a.staff_id
WHERE {_EARNED_HERE} AND {_UNMERGED} AND EXISTS (
    SELECT FROM crm_boundary AS b
    WHERE b.contact_id = a.contact_id AND b.created_at < a.created_at AND b.ask_id IS DISTINCT FROM a.id
      AND (b.lifted_at IS NULL OR b.lifted_at > a.created_at)
      AND (b.until IS NULL OR b.until > (a.asked_at AT TIME ZONE s.time_zone)::date)
      AND (b.scope = 'everything'
           OR (b.scope = 'campaign' AND b.campaign_id = k.id)
           OR (b.scope = 'client' AND lower(btrim(b.client)) = lower(btrim(k.client)))
           OR (b.scope = 'channel' AND b.channel = a.channel)
           OR (b.scope = 'topic' AND EXISTS (
               SELECT FROM crm_campaign_topics AS t WHERE t.campaign_id = k.id AND t.topic_id = b.topic_id))))
ORDER BY a.id
"""  # noqa: S608 - our own constants
_TWICE = f"""
SELECT 'ask ' || a.id FROM crm_ask AS a
WHERE {_EARNED_HERE} AND {_UNMERGED} AND EXISTS (
    SELECT FROM crm_ask AS b WHERE b.contact_id = a.contact_id AND b.campaign_id = a.campaign_id
      AND b.voided_at IS NULL AND b.created_at < a.created_at)
ORDER BY a.id
"""  # noqa: S608
# The ask keeps the thresholds that it was judged by.
_UNRESTED = f"""
SELECT 'ask ' || a.id FROM crm_ask AS a JOIN crm_staff AS s ON s.id = a.staff_id
WHERE {_EARNED_HERE} AND {_UNMERGED} AND EXISTS (
    SELECT FROM crm_ask AS b
    WHERE b.contact_id = a.contact_id AND b.id <> a.id AND b.voided_at IS NULL AND b.created_at < a.created_at
      AND b.asked_at <= a.asked_at
      AND (a.asked_at AT TIME ZONE s.time_zone)::date - (b.asked_at AT TIME ZONE s.time_zone)::date
          < (a.judged #>> '{{policy,rest_days}}')::integer
      AND NOT (b.outcome = 'not_now' AND b.not_now_until IS NOT NULL AND b.outcome_at < a.asked_at))
ORDER BY a.id
"""  # noqa: S608
_UNJUDGED = f"""
SELECT 'ask ' || a.id FROM crm_ask AS a
WHERE {_EARNED_HERE} AND NOT a.earned AND (a.override_reason = '' OR a.overridden_by_id IS NULL) ORDER BY a.id
"""  # noqa: S608
_TO_TRASH = f"""
SELECT 'ask ' || a.id FROM crm_ask AS a JOIN crm_contact AS c ON c.id = a.contact_id
WHERE {_EARNED_HERE} AND {_UNMERGED} AND c.trashed_at < a.created_at ORDER BY a.id
"""  # noqa: S608

# An open ask holds every key of its contact; one that is closed holds none beyond its end.
_SLOTLESS = """
WITH wanted AS (
    SELECT a.id, 'contact:' || a.contact_id AS key FROM crm_ask AS a
    WHERE NOT a.already_made AND a.voided_at IS NULL AND a.outcome = ''
    UNION
    SELECT a.id, h.channel || ':' || h.key FROM crm_ask AS a JOIN crm_handle AS h ON h.contact_id = a.contact_id
    WHERE NOT a.already_made AND a.voided_at IS NULL AND a.outcome = '' AND NOT h.shared
)
SELECT DISTINCT 'ask ' || wanted.id FROM wanted
WHERE NOT EXISTS (SELECT FROM crm_askslot AS s WHERE s.ask_id = wanted.id AND s.key = wanted.key)
"""
_SLOT_TOO_MANY = """
SELECT DISTINCT 'ask ' || a.id FROM crm_askslot AS s JOIN crm_ask AS a ON a.id = s.ask_id
WHERE a.already_made OR a.voided_at IS NOT NULL
   OR upper(s.during) > greatest(a.asked_at + interval '1 second', coalesce(a.outcome_at, 'infinity'))
"""
_TWO_AT_ONCE = """
SELECT DISTINCT 'asks ' || a.ask_id || ' and ' || b.ask_id
FROM crm_askslot AS a JOIN crm_askslot AS b
    ON b.key = a.key AND b.during && a.during AND b.ask_id > a.ask_id
WHERE a.exclusive AND b.exclusive
"""
_NO_WITHOUT_BOUNDARY = """
SELECT 'ask ' || a.id FROM crm_ask AS a
WHERE a.outcome = 'no' AND a.voided_at IS NULL
  AND NOT EXISTS (SELECT FROM crm_boundary AS b WHERE b.ask_id = a.id) ORDER BY a.id
"""

SLOTS_ANEW = "Changing nothing but the ask's handle list works its slots out anew; please report how it came about."

ASKING: tuple[Invariant, ...] = (
    by_query("boundaries", "No ask went past a boundary that stood.", _PAST_BOUNDARY, mend=TELL),
    by_query("once", "Nobody was asked twice for one campaign.", _TWICE, mend=TELL),
    by_query("rests", "No ask came before the rest after the one before it was over.", _UNRESTED, mend=TELL),
    by_query("overrides", "An ask that was not earned has a manager's reason.", _UNJUDGED, mend=TELL),
    by_query("trash", "Nobody was asked from the trash.", _TO_TRASH, mend=TELL),
    by_query("slots held", "An open ask holds all addresses of its contact.", _SLOTLESS, mend=SLOTS_ANEW),
    by_query("slots let go", "An ask that is over holds no address.", _SLOT_TOO_MANY, mend=SLOTS_ANEW),
    by_query("one at a time", "No two asks to one person are open at once.", _TWO_AT_ONCE, mend=TELL),
    by_query("a no stays", "Every no left a boundary.", _NO_WITHOUT_BOUNDARY, mend="Note the boundary by hand."),
)
