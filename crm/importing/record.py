"""What a reader hands over for each row or card: somebody, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
class ImportedContact:
    """Somebody as the file has them: trimmed, not normalised or judged yet. Empty text means not given."""

    row: int
    name: str = ""
    organization: str = ""
    title: str = ""
    location: str = ""
    timezone: str = ""
    language: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    origin: str = ""
    collected_on: date | None = None
    last_contacted_on: date | None = None
    handles: tuple[ImportedHandle, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be: its cells by header, as they stood in the file, and a sentence."""

    row: int
    raw: Mapping[str, str]
    reason: str


Record = ImportedContact | Refused
