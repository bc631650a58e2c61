"""A contact as one row of a table: the columns of CSV and XLSX, put together by the database.

Headers are those our own import knows. What several cells of one kind cannot say plainly (an old address, a
boundary) stands as JSON in a column of its own, so that loading the file again brings everything back.
"""

from dataclasses import dataclass

from crm.exporting.record import BOUNDARIES, PITCHES
from crm.profiles import PROFILES

JOINED = " ::: "  # between several values in one cell, as Google does; see crm.importing.draft

_TEXTS = {
    "Name": "name",
    "Organization": "organization",
    "Job title": "title",
    "Location": "location",
    "Timezone": "timezone",
    "Language": "language",
}
_CHANNELS = {
    "Email": "email",
    "Phone": "phone",
    "SMS": "sms",
    "Website": "website",
    "Feed": "feed",
    "Newsletter": "newsletter",
    "Podcast": "podcast",
    "Mastodon": "mastodon",
    **{profile.label: channel for channel, profile in PROFILES.items()},
}
_SHARED = {"Shared email": "email", "Shared phone": "phone"}
_LAST = {
    "Notes": "notes",
    "External ID": "external_id",
    "Origin": "origin",
    "Via": "via",
    "Basis": "basis",
}
_VISIBILITY = "CASE c.visibility WHEN 'private' THEN c.visibility END"  # the team's need no word
_DAYS = {
    "Collected on": "c.collected_on",
    "Informed on": "c.informed_on",
}

# A website that the import would take for a profile or a feed is told with its channel, under "Other handles".
_PLATFORMS = "|".join(host.replace(".", r"\.") for profile in PROFILES.values() for host in profile.hosts)
_PLAIN_SITE = rf"""(value ~* '^(https?://)?[a-z0-9.-]+(/[a-z0-9/_.~%%-]*)?$'
    AND value !~* '(^|[/.])({_PLATFORMS})(/|$)|/(feed|rss|atom)/?$|\.(rss|atom|xml)$')"""
# Told twice, so that the reader does not take such a value apart at its comma: what is joined is split nowhere else.
_CELL = rf"""CASE WHEN value ~ (CASE WHEN channel IN ('phone', 'sms') THEN '[;,|\n]| / ' ELSE '[;,|[:space:]]' END)
    THEN value || '{JOINED}' || value ELSE value END"""


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    sql: str
    """An expression over the contact `c` and its handles `h`; NULL is an empty cell."""
    may_run: bool = True
    """Whether what stands in it could be taken for a formula."""


# Which column says everything there is to say of a handle.
_COLUMN = f"""CASE
    WHEN status <> 'current' THEN 'others'
    WHEN shared THEN CASE WHEN channel IN ('email', 'phone') THEN 'shared_' || channel ELSE 'others' END
    WHEN channel = 'website' THEN CASE WHEN {_PLAIN_SITE} THEN channel ELSE 'others' END
    WHEN channel IN ({", ".join(f"'{channel}'" for channel in _CHANNELS.values())}) THEN channel
    ELSE 'others' END"""


_TAGS = rf"""CASE cardinality(c.tags) WHEN 0 THEN '' WHEN 1 THEN
    CASE WHEN c.tags[1] ~ '[;,|\n"]' THEN c.tags[1] || '{JOINED}' || c.tags[1] ELSE c.tags[1] END
    ELSE array_to_string(c.tags, '{JOINED}') END"""


def columns() -> list[Column]:
    """In the order of the table."""
    return [
        *(Column(header, f"c.{field}") for header, field in _TEXTS.items()),
        *(Column(header, f"h.{channel}") for header, channel in _CHANNELS.items()),
        *(Column(header, f"h.shared_{channel}") for header, channel in _SHARED.items()),
        Column("Other handles", "h.others", False),
        Column("Tags", _TAGS),
        *(Column(header, f"c.{field}") for header, field in _LAST.items()),
        Column("Visibility", _VISIBILITY, False),
        *(Column(header, sql, False) for header, sql in _DAYS.items()),
        Column("Boundaries", BOUNDARIES, False),
        Column("Pitches", PITCHES, False),
    ]


def handles() -> str:
    """SQL for the handles `h` of the contact `c`, one cell a channel; NULL where there is none."""
    cells = [
        f"string_agg(cell, '{JOINED}' ORDER BY key) FILTER (WHERE place = '{place}') AS {place}"
        for place in (*_CHANNELS.values(), *(f"shared_{channel}" for channel in _SHARED.values()))
    ]
    others = """array_to_json(array_agg(json_build_object('channel', channel, 'value', value, 'shared', shared,
        'status', status) ORDER BY channel, key) FILTER (WHERE place = 'others'))::text AS others"""
    return (
        f"SELECT {', '.join([*cells, others])} FROM"  # noqa: S608
        f" (SELECT channel, key, value, shared, status, {_COLUMN} AS place, {_CELL} AS cell"
        " FROM crm_handle WHERE contact_id = c.id OFFSET 0) AS sorted"
    )
