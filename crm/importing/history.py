"""What happened before, as files bring it along: exchanges, boundaries, and what another tool asked.

Exchanges are the loader's (in an export of everything: whose the file says, crm.importing.colleagues), judged like
those logged by hand, and known again by (staff member, contact, identity).
A pitch made in another tool is kept as a promotional message: it rests and counts like an ask, earns nothing and
belongs to no campaign. Boundaries and pitches restrain, so that they are written even where a private import may
tell the team nothing else.
"""

from collections import Counter
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from django.db import connection

from crm.addresses import canonical, why_not_a_link
from crm.genuine.automated import sent_by_a_machine
from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import KEEP_MANY
from crm.genuine.promotional import addresses_of, carried
from crm.genuine.wording import read_own_words
from crm.importing.asked import dealt, decide_asked, write_asked
from crm.importing.colleagues import Colleagues
from crm.models.asks import Outcome
from crm.models.boundaries import BoundaryOrigin
from crm.models.campaigns import Campaign, Status
from crm.models.interactions import Direction, Kind
from crm.models.staff import Staff
from crm.readiness.facts import refresh
from crm.readiness.question import INVITED_FOR_DAYS

PITCH = "pitch:"


def happened(row: dict[str, Any], colleagues: Colleagues) -> dict[str, Any]:
    """Of a checked row (crm.importing.checking): `interactions`, `boundaries`, `interests`, `whole` and what is in
    crm.importing.dealings, as the statements here and in the modules beside this read them; empty for most rows.
    `left_out` says what is somebody else's account. `refers`: one thing in it points at another."""
    others: Counter[str] = Counter()
    exchanges = [_exchange(row, each, colleagues) for each in row.get("interactions", ())]
    others["exchanges"] = exchanges.count(None)
    found: dict[str, Any] = {"interactions": [each for each in exchanges if each]}
    found["interactions"] += [_pitch(row, pitch, colleagues.loader) for pitch in row.get("pitches", ())]
    found |= {name: row[name] for name in ("boundaries", "interests", "whole") if name in row}
    found |= dealt(row, colleagues, others)
    found["refers"] = _refers(found)
    if names := [name for name, number in others.items() if number]:
        found["left_out"] = f"Colleagues’ {' and '.join(names)}: {NOT_YOURS}"
    return {name: some for name, some in found.items() if some}


def _refers(found: dict[str, Any]) -> bool:
    return any(
        item.get(key) is not None
        for name, key in (("interactions", "answers"), ("promises", "interaction"), ("invitations", "interaction"))
        for item in found.get(name, ())
    )


def _exchange(row: dict[str, Any], exchange: dict[str, Any], colleagues: Colleagues) -> dict[str, Any] | None:
    """None for a colleague's, in whose name the loader may not load it."""
    if (staff := colleagues.named(exchange.get("staff", ""))) is None:
        return None
    names = (row["name"], row.get("organization", ""), staff.name)
    url = "" if why_not_a_link(exchange["url"]) else exchange["url"]
    kept = {**exchange, "url": url, "address": canonical(url), "promotional": exchange.get("promotional", False)}
    if staff != colleagues.loader:
        kept["staff_id"] = staff.pk
    if (introduced := colleagues.anybody(exchange.get("introduces", ""))) and introduced != staff:
        kept["introduces_id"] = introduced.pk
    kept["automated"] = kept.get("automated") or sent_by_a_machine(exchange["direction"], exchange["text"], {})
    if exchange["direction"] == Direction.OUTBOUND:
        own = read_own_words(exchange["text"], names=names)
        kept |= {"fingerprint": own.fingerprint, "word_count": own.word_count}
        if own.shingles:
            kept |= {"shingles": own.shingles, "bands": own.bands}
        if links := carried(f"{exchange['text']} {url}"):
            kept["carries"] = sorted(links)
    return kept


def _pitch(row: dict[str, Any], pitch: dict[str, Any], staff: Staff) -> dict[str, Any]:
    """Without a day: on that of the import, the careful choice, and only once."""
    day = pitch["pitched_on"]
    at = datetime.combine(date.fromisoformat(day), time(12), staff.zone) if day else None
    identity = sha256("\n".join((day or "", pitch["note"], pitch["text"])).encode()).hexdigest()[:32]
    mailed = any(handle["channel"] == "email" for handle in row["handles"])
    return {
        "channel": "email" if mailed else "other",
        "direction": Direction.OUTBOUND.value,
        "kind": Kind.MESSAGE.value,
        "occurred_at": at.astimezone(UTC).isoformat() if at else None,
        "external_id": f"{PITCH}{identity}",
        "text": pitch["text"] or pitch["note"],
        "promotional": True,
    }


NOT_YOURS = "only a manager can load them, for those who are on the staff here."

# An ask of our own that went out in a file and comes back, or a pitch that somebody else loaded, is here already.
_ASKED_THAT_DAY = f"""(
    EXISTS (SELECT FROM crm_ask AS a WHERE a.contact_id = s.contact_id AND a.voided_at IS NULL
            AND (a.asked_at AT TIME ZONE 'UTC')::date = (i.occurred_at AT TIME ZONE %(zone)s)::date)
    OR EXISTS (SELECT FROM crm_interaction AS p JOIN crm_staff AS by ON by.id = p.staff_id
            WHERE p.contact_id = s.contact_id AND p.external_id LIKE '{PITCH}%%' AND p.voided_at IS NULL
            AND (p.occurred_at AT TIME ZONE by.time_zone)::date = (i.occurred_at AT TIME ZONE %(zone)s)::date))"""  # noqa: S608
# Known by its identity; one that was made up of what it says (crm.importing.shapes), also by saying the same.
_SAME = """known.staff_id = by.staff_id AND known.contact_id = s.contact_id AND (known.external_id = i.external_id
    OR (i.external_id LIKE 'json:%%' AND known.external_id = '' AND known.occurred_at = i.occurred_at
        AND known.channel = i.channel AND known.direction = i.direction AND known.kind = i.kind
        AND known.text = coalesce(i.text, '') AND known.url = coalesce(i.url, '')))"""
INTERACTIONS = f"""
    CREATE TEMP TABLE stage_interaction ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('crm_interaction', 'id')) AS id, NULL::bigint AS answers_id, told.* FROM (
    SELECT DISTINCT ON (s.contact_id, by.staff_id, i.external_id) s.contact_id, s.number, by.staff_id, i.channel,
           i.direction, i.kind, least(coalesce(i.occurred_at, %(now)s), %(now)s) AS occurred_at, i.external_id,
           coalesce(i.text, '') AS text, coalesce(i.url, '') AS url, coalesce(i.address, '') AS address,
           coalesce(i.automated, false) AS automated, i.promotional, coalesce(i.fingerprint, '') AS fingerprint,
           coalesce(i.word_count, 0) AS word_count, i.carries, i.shingles, i.bands, i.needs_answer, i.introduces_id,
           coalesce(i.refusal, false) AS refusal, coalesce(i.late, false) AS late, i.topics, i.place, i.answers
    FROM crm_stagedrow AS r
    JOIN stage_row AS s USING (number) JOIN stage_person AS p ON p.contact_id = s.contact_id
    CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'interactions') AS i (
        channel text, direction text, kind text, occurred_at timestamptz, external_id text, text text, url text,
        address text, automated boolean, promotional boolean, fingerprint text, word_count integer, carries text[],
        shingles integer[], bands integer[], staff_id bigint, needs_answer boolean, introduces_id bigint,
        refusal boolean, late boolean, topics text[], place integer, answers integer)
    CROSS JOIN LATERAL (SELECT coalesce(i.staff_id, %(me)s) AS staff_id) AS by
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'interactions' AND (p.may_write OR i.promotional)
      AND NOT EXISTS (SELECT FROM crm_interaction AS known WHERE {_SAME})
      AND NOT (i.external_id LIKE '{PITCH}%%' AND {_ASKED_THAT_DAY})
    ORDER BY s.contact_id, by.staff_id, i.external_id, s.number
    ) AS told ORDER BY contact_id, occurred_at, place
"""  # noqa: S608

# As crm.genuine.promotional judges one message.
_LIVE = f"""
    SELECT k.id FROM pushed JOIN crm_campaign AS k USING (id)
    WHERE pushed.address = ANY (i.carries) AND k.status = '{Status.LIVE.value}'
      AND coalesce(k.starts_on <= day.on, true) AND coalesce(k.ends_on >= day.on, true)
"""  # noqa: S608  constants of ours
PROMOTIONAL = f"""
    WITH pushed AS (SELECT * FROM unnest(%(campaigns)s::bigint[], %(addresses)s::text[]) AS p (id, address))
    UPDATE stage_interaction AS target SET promotional = true
    FROM stage_interaction AS i
    CROSS JOIN LATERAL (SELECT (i.occurred_at AT TIME ZONE %(zone)s)::date AS on) AS day
    WHERE target.id = i.id AND NOT i.promotional
      AND EXISTS ({_LIVE})
      AND NOT EXISTS (
          SELECT FROM crm_invitation AS v JOIN crm_campaign_topics AS t ON t.topic_id = v.topic_id
          WHERE v.contact_id = i.contact_id AND t.campaign_id IN ({_LIVE})
            AND day.on - v.given_on BETWEEN 0 AND {INVITED_FOR_DAYS})
      AND NOT EXISTS (
          SELECT FROM crm_ask AS a WHERE a.contact_id = i.contact_id AND a.voided_at IS NULL
            AND a.outcome = '{Outcome.YES.value}' AND a.campaign_id IN ({_LIVE}))
"""  # noqa: S608

# A no to past pitches is one to their client, where the loader named one; what names a campaign that is not found here
# stands for everything, and says so; a topic was made before. One that a manager lifted stays lifted, unless with
# a whole import.
BOUNDARIES = f"""
    CREATE TEMP TABLE stage_boundary ON COMMIT DROP AS
    SELECT DISTINCT s.contact_id, min(s.number) OVER (PARTITION BY s.contact_id) AS number, named.*, b.until, b.origin,
           told.note, b.since
    FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
    CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'boundaries') AS b (
        scope text, client text, topic text, campaign text, channel text, until date, origin text, note text,
        since date)
    CROSS JOIN LATERAL (
        SELECT (SELECT id FROM crm_topic WHERE b.scope = 'topic' AND lower(name) = lower(b.topic) ORDER BY id LIMIT 1)
                   AS topic_id,
               (SELECT id FROM crm_campaign WHERE b.scope = 'campaign' AND lower(name) = lower(b.campaign)
                ORDER BY id LIMIT 1) AS campaign_id,
               CASE WHEN b.scope = 'everything' AND b.origin = '{BoundaryOrigin.ANSWERED_NO.value}' THEN %(client)s
                    WHEN b.scope = 'client' THEN coalesce(b.client, '') ELSE '' END AS client
    ) AS found
    CROSS JOIN LATERAL (
        SELECT CASE WHEN found.topic_id IS NOT NULL THEN 'topic' WHEN found.campaign_id IS NOT NULL THEN 'campaign'
                    WHEN found.client <> '' THEN 'client' WHEN b.scope = 'channel' THEN 'channel'
                    ELSE 'everything' END AS scope,
               found.client, found.topic_id, found.campaign_id,
               CASE WHEN b.scope = 'channel' THEN b.channel ELSE '' END AS channel
    ) AS named
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ', nullif(b.note, ''), CASE WHEN b.scope = 'campaign' AND found.campaign_id IS NULL THEN
            format('(It was about the campaign “%%s”, which is not known here.)', b.campaign) END) AS note
    ) AS told
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'boundaries' AND s.contact_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM crm_boundary AS known LEFT JOIN crm_importjob AS j ON j.id = known.import_job_id
        WHERE known.contact_id = s.contact_id AND known.scope = named.scope AND known.client = named.client
          AND known.topic_id IS NOT DISTINCT FROM named.topic_id
          AND known.campaign_id IS NOT DISTINCT FROM named.campaign_id AND known.channel = named.channel
          AND known.until IS NOT DISTINCT FROM b.until AND known.origin = b.origin AND known.note = told.note
          AND (known.lifted_at IS NULL OR j.undone_at IS NULL))
"""  # noqa: S608

WRITE_INTERACTIONS = """
    INSERT INTO crm_interaction (id, contact_id, staff_id, channel, direction, kind, occurred_at, entered_at, text, url,
        address, external_id, needs_answer, introduces_id, answers_id, refusal, automated, promotional, canned,
        fingerprint, word_count, void_reason, import_job_id, version, created_at, updated_at)
    SELECT id, contact_id, staff_id, channel, direction, kind, occurred_at, %(now)s, text, url, address,
        CASE WHEN late AND external_id LIKE 'json:%%' THEN '' ELSE external_id END, needs_answer, introduces_id,
        answers_id, refusal, automated, promotional, false, fingerprint, word_count, '', %(history_of)s, 1, %(now)s,
        %(now)s
    FROM stage_interaction ORDER BY id
"""
WRITE_TOPICS = """
    INSERT INTO crm_interaction_topics (interaction_id, topic_id)
    SELECT DISTINCT i.id, t.id FROM stage_interaction AS i CROSS JOIN unnest(i.topics) AS named
    JOIN crm_topic AS t ON lower(t.name) = lower(named)
"""
# What the places in a list of exchanges stand for, where something points at one.
PLACES = f"""
    CREATE TEMP TABLE stage_place ON COMMIT DROP AS
    SELECT DISTINCT ON (r.number, i.place) r.number, i.place, coalesce(fresh.id, known.id) AS id
    FROM crm_stagedrow AS r
    JOIN stage_row AS s USING (number)
    CROSS JOIN LATERAL jsonb_to_recordset(r.more -> 'interactions') AS i (
        staff_id bigint, external_id text, channel text, direction text, kind text, occurred_at timestamptz, text text,
        url text, place integer)
    CROSS JOIN LATERAL (SELECT coalesce(i.staff_id, %(me)s) AS staff_id) AS by
    LEFT JOIN stage_interaction AS fresh ON fresh.contact_id = s.contact_id AND fresh.staff_id = by.staff_id
        AND fresh.external_id = i.external_id
    LEFT JOIN crm_interaction AS known ON {_SAME}
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'refers' AND i.place IS NOT NULL
      AND coalesce(fresh.id, known.id) IS NOT NULL
    ORDER BY r.number, i.place, known.id
"""  # noqa: S608
ANSWERS = """
    UPDATE stage_interaction AS i SET answers_id = p.id
    FROM stage_place AS p WHERE p.number = i.number AND p.place = i.answers AND p.id <> i.id
"""
WRITE_BOUNDARIES = """
    INSERT INTO crm_boundary (contact_id, scope, client, topic_id, campaign_id, channel, until, origin, note,
        noted_by_id, lift_reason, import_job_id, version, created_at, updated_at)
    SELECT contact_id, scope, client, topic_id, campaign_id, channel, until, origin, note, %(me)s, '', %(history_of)s,
        1, least(coalesce(since::timestamp AT TIME ZONE 'UTC', %(now)s), %(now)s), %(now)s
    FROM stage_boundary ORDER BY contact_id, number
"""
KEEP_WORDINGS = KEEP_MANY.format(
    source="SELECT fingerprint, shingles, bands FROM stage_interaction WHERE shingles IS NOT NULL"
)
TOUCHED = """
    SELECT staff_id, contact_id FROM stage_interaction
    UNION SELECT introduces_id, contact_id FROM stage_interaction WHERE introduces_id IS NOT NULL
"""
MARKS = """
    SELECT DISTINCT i.fingerprint
    FROM (SELECT DISTINCT staff_id, contact_id FROM stage_interaction) AS touched
    JOIN crm_interaction AS i USING (staff_id, contact_id) WHERE i.fingerprint <> ''
"""


def decide_history(params: dict[str, Any]) -> None:
    """What is not here yet, into stage_interaction, stage_boundary and those of crm.importing.asked."""
    campaigns, addresses = _pushed()
    with connection.cursor() as cursor:
        cursor.execute(INTERACTIONS, params)
        if campaigns:
            cursor.execute(PROMOTIONAL, {**params, "campaigns": campaigns, "addresses": addresses})
        cursor.execute(BOUNDARIES, params)
        cursor.execute(PLACES, params)
        cursor.execute(ANSWERS)
    decide_asked(params)


def write_history(params: dict[str, Any]) -> None:
    """Then what is canned, and the facts of every relationship that is touched, each by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE_BOUNDARIES, params)
        cursor.execute(WRITE_INTERACTIONS, params)
        brought = bool(cursor.rowcount)
        touched, marks = write_asked(params)
        if brought:
            cursor.execute(WRITE_TOPICS)
            cursor.execute(KEEP_WORDINGS)
            cursor.execute(TOUCHED)
            touched += cursor.fetchall()
            cursor.execute(MARKS)
            marks += [mark for (mark,) in cursor.fetchall()]
    refresh([*touched, *rejudge_copies(marks)])


def _pushed() -> tuple[list[int], list[str]]:
    """The campaigns that are live by their status, and the addresses they carry, side by side."""
    live = Campaign.objects.filter(status=Status.LIVE).exclude(links=[]).values_list("pk", "links")
    pairs = [(campaign, address) for campaign, links in live for address in addresses_of(links)]
    return [campaign for campaign, _ in pairs], [address for _, address in pairs]
