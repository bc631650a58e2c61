"""What a reader hands over for each row or card: somebody, or why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm.errors import Refusal


class Unreadable(Refusal):
    """The file as a whole cannot be read; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(file=sentence)


@dataclass(frozen=True, slots=True)
class ImportedHandle:
    channel: str
    value: str
    shared: bool = False
    status: str = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInteraction:
    """One dated exchange with them that a file brings along, as in `crm.models.Interaction`."""

    channel: str
    direction: str
    kind: str
    occurred_at: datetime
    """With its offset; what has only a day stands at noon of it."""
    external_id: str
    """Its identity in the system it came from, or one made of what does not change: never empty."""
    text: str = ""
    url: str = ""
    automated: bool = False
    staff: str = ""
    """Whose it was, by e-mail address; empty: the loader's. This and what follows is in exports of everything only."""
    topics: tuple[str, ...] = ()
    introduces: str = ""
    needs_answer: bool | None = None
    refusal: bool = False
    promotional: bool = False
    late: bool = False
    """Entered late and without proof there: it counts no more here."""
    place: int | None = None
    """In its list in the file, from 0."""
    answers: int | None = None
    """The place of what it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBoundary:
    """Something they asked not to happen, that a file knows of: an unsubscription, a refusal, a bounce."""

    origin: str
    """One of crm.models.BoundaryOrigin."""
    note: str
    """Where it comes from, for people: “Unsubscribed in Mailchimp on 3 May 2024”."""
    scope: str = "everything"
    """`everything`, or `channel` with its channel. Our own exports also bring `client`, `topic` and `campaign`,
    each with its name below; what cannot be found by that name stands for everything."""
    channel: str = ""
    since: date | None = None
    client: str = ""
    topic: str = ""
    campaign: str = ""
    until: date | None = None
    """First day it no longer stands; None: for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPitch:
    """That somebody asked them for something before, in another tool: it rests like any ask made elsewhere."""

    pitched_on: date | None
    """None: the file does not say; the day of the import then, the careful choice."""
    note: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInterest:
    """One piece of evidence that they care about something, as in `crm.models.Interest`."""

    topic: str
    """The topic's name; it is made if there is none."""
    basis: str
    noted_at: datetime | None
    sensitive: bool = False
    evidence_url: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedContact:
    """Somebody as the file has them: trimmed, not normalised or judged yet. Empty text means not given."""

    row: int
    name: str = ""
    nameless: bool = False
    """Called by an address, for want of a name."""
    organization: str = ""
    title: str = ""
    location: str = ""
    timezone: str = ""
    language: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    origin: str = ""
    via: str = ""
    """The desk or agent they are reached by, in words."""
    basis: str = ""
    """On what their data may be held, in the file's words."""
    collected_on: date | None = None
    visibility: str = ""
    """“private” in an export of ours: theirs alone, whatever the import says. Anything else says nothing."""
    informed_on: date | None = None
    last_contacted_on: date | None = None
    handles: tuple[ImportedHandle, ...] = ()
    interactions: tuple[ImportedInteraction, ...] = ()
    boundaries: tuple[ImportedBoundary, ...] = ()
    pitches: tuple[ImportedPitch, ...] = ()
    interests: tuple[ImportedInterest, ...] = ()
    dealings: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Asks, promises, invitations and attestations, as crm.importing.dealings finds them."""
    whole: bool = False
    """From an export of ours, which says all there is: a blank in it is one, and no question."""
    left_out: tuple[str, ...] = ()
    """A sentence for each thing the reader found and could not understand."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be: its cells by header, as they stood in the file, and a sentence."""

    row: int
    raw: Mapping[str, str]
    reason: str


Record = ImportedContact | Refused
