"""A file somebody brings, opened as far as its reader needs, and what its format may want to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crm.importing.encoding import Encoding
from crm.importing.grid import Grid


@dataclass(frozen=True, slots=True)
class Question:
    """Something only whoever brings the file can know: an option of the import."""

    name: str
    asks: str
    choices: Mapping[str, str]
    """Value → what it means, the most likely first. Other values are refused where there are any."""
    suggestion: str = ""
    """Empty: it has to be answered."""


@dataclass(frozen=True, slots=True)
class Brought:
    path: Path
    name: str
    """The file's name, which is a hint and no proof; may be empty."""
    encoding: Encoding
    sample: str
    """The beginning of the text; empty for a workbook."""
    grid: Grid
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Header → field of columns.FIELDS, as somebody chose; "" leaves the column out."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Answers to questions."""
    untaken: dict[str, None] = field(default_factory=dict)
    """Titles of the columns that hold something of which nothing is taken; known once everything is read."""
