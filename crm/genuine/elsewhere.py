"""What went to others that is like a text that is being written, and what of it a reader may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from crm.genuine.copies import WITHIN_DAYS, sent
from crm.models import Ask, Contact, Interaction, Staff, Wording
from crm.prepared import run_prepared

# Newest first; the few that are looked at decide what is shown, one is enough for the verdict.
_LIKE_IT = f"""
WITH alike AS MATERIALIZED (
    SELECT %(fingerprint)s::text AS fingerprint
    UNION ALL
    SELECT other.fingerprint
    FROM (SELECT DISTINCT wording_id FROM crm_wordingband WHERE key = ANY (%(bands)s::integer[])) AS band
    JOIN crm_wording AS other ON other.id = band.wording_id
    WHERE other.fingerprint <> %(fingerprint)s::text AND crm_alike(%(shingles)s::integer[], other.shingles)
)
SELECT sent.rank, sent.id, sent.contact_id, sent.at
FROM alike CROSS JOIN LATERAL ({sent("alike.fingerprint", "BETWEEN %(since)s AND %(until)s")}) AS sent
JOIN crm_contact AS who ON who.id = sent.contact_id
WHERE who.person <> %(person)s
ORDER BY sent.at DESC, sent.id DESC LIMIT 200
"""


class Marked(Protocol):
    """A text as it is compared: read just now, or kept."""

    @property
    def fingerprint(self) -> Any: ...
    @property
    def shingles(self) -> Any: ...
    @property
    def bands(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that went to somebody else."""

    contact: Contact
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copies:
    """`shown` is the newest that the reader may see; None when there is none, or none for their eyes."""

    exist: bool
    shown: Sent | None = None


NONE = Copies(exist=False)


def copies_of(words: Marked, *, contact: Contact, reader: Staff, since: datetime, until: datetime) -> Copies:
    """Texts to other people than `contact`, as messages or asks, from 90 days before `since` up to `until`."""
    if not words.fingerprint:
        return NONE
    rows = run_prepared(
        _LIKE_IT,
        {
            **{"fingerprint": words.fingerprint, "shingles": words.shingles, "bands": words.bands},
            **{"person": contact.person, "since": since - timedelta(days=WITHIN_DAYS), "until": until},
        },
    )
    if not rows:
        return NONE
    visible = Contact.objects.visible_to(reader).in_use().in_bulk({row[2] for row in rows})
    newest = next((row for row in rows if row[2] in visible), None)
    return Copies(exist=True, shown=_sent(newest, visible[newest[2]]) if newest else None)


def copies_of_sent(interaction: Interaction, *, reader: Staff) -> Copies:
    """What a kept outbound text is like, within 90 days before and after it: judged on the text first saved."""
    mark, at = interaction.fingerprint, interaction.occurred_at
    words = Wording.objects.filter(fingerprint=mark).first() or Wording(fingerprint=mark, shingles=[], bands=[])
    until = at + timedelta(days=WITHIN_DAYS)
    return copies_of(words, contact=interaction.contact, reader=reader, since=at, until=until)


def _sent(row: tuple[int, int, int, datetime], contact: Contact) -> Sent:
    rank, pk, _, at = row
    model = Interaction if rank else Ask
    return Sent(contact=contact, text=model._default_manager.values_list("text", flat=True).get(pk=pk), at=at)
