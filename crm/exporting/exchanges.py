"""Interactions on their way out: a row each, with whom they were."""

from collections.abc import Iterator

from crm.exporting.happened import MOMENT, TOPICS
from crm.exporting.lines import array_of, lines_of, table_of
from crm.exporting.selection import Chosen
from crm.exporting.sheet import JOINED, Column

_WITH = """JOIN crm_contact AS c ON c.id = i.contact_id JOIN crm_staff AS s ON s.id = i.staff_id
    LEFT JOIN crm_staff AS b ON b.id = i.introduces_id"""
# As Interaction.not_genuine_because.
_WHY_NOT = """CASE WHEN i.voided_at IS NOT NULL THEN 'voided' WHEN i.overruled_at IS NOT NULL THEN ''
    WHEN i.automated THEN 'automated' WHEN i.promotional THEN 'promotional' WHEN i.canned THEN 'canned' ELSE '' END"""
_ADDRESS = """(SELECT h.value FROM crm_handle AS h WHERE h.contact_id = c.id AND h.channel = 'email'
    AND NOT h.shared AND h.status = 'current' ORDER BY h.key LIMIT 1)"""
_COLUMNS = (
    Column("Contact", "c.name"),
    Column("Organization", "c.organization"),
    Column("Contact email", _ADDRESS),
    Column("Contact external ID", "c.external_id"),
    Column("Staff", "s.email"),
    Column("Occurred at", MOMENT.format("i.occurred_at"), False),
    Column("Entered at", MOMENT.format("i.entered_at"), False),
    Column("Channel", "i.channel", False),
    Column("Direction", "i.direction", False),
    Column("Kind", "i.kind", False),
    Column("Text", "i.text"),
    Column("URL", "i.url"),
    Column("Topics", f"array_to_string({TOPICS}, '{JOINED}')"),
    Column("External ID", "i.external_id"),
    Column("Not genuine because", _WHY_NOT, False),
    Column("Needs answer", "CASE WHEN i.needs_answer THEN 'yes' WHEN NOT i.needs_answer THEN 'no' END", False),
    Column("Introduces", "b.email"),
)
_RECORD = f"""(SELECT row_to_json(r) FROM (
    SELECT i.id, (SELECT row_to_json(w) FROM (SELECT c.id, c.name, c.organization, c.external_id) AS w) AS contact,
           s.email AS staff, {MOMENT.format("i.occurred_at")} AS occurred_at,
           {MOMENT.format("i.entered_at")} AS entered_at, i.channel, i.direction, i.kind, i.text, i.url,
           {TOPICS} AS topics, i.external_id, {_WHY_NOT} AS not_genuine_because, i.needs_answer,
           i.refusal, coalesce(b.email, '') AS introduces, i.answers_id AS answers
) AS r)"""  # noqa: S608  columns of ours


def interactions_csv(chosen: Chosen) -> Iterator[bytes]:
    kinds = [Column(column.header, _fit(chosen, column.sql), column.may_run) for column in _COLUMNS]
    return table_of(chosen, kinds, _WITH)


def interactions_ndjson(chosen: Chosen) -> Iterator[bytes]:
    return lines_of(chosen, _fit(chosen, _RECORD), _WITH)


def interactions_json(chosen: Chosen) -> Iterator[bytes]:
    return array_of(interactions_ndjson(chosen))


def _fit(chosen: Chosen, sql: str) -> str:
    return sql.replace("{sensitive}", "true" if chosen.sensitive else "false")
