"""Canned, plain and slow: every text compared with every other. For texts of plain words and full stops.

Knows nothing of the project's own code, on purpose. Quotations are from domain.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Text:
    """One outbound text, as first saved. An ask is a text like any other, but is itself not judged here."""

    id: int
    person: int
    at: datetime
    words: str
    answers_them: bool = False  # “when they answer something of theirs within 7 days”
    is_ask: bool = False


def trios(text: Text) -> set[tuple[str, ...]]:
    """“3-word shingles”, not across the end of a sentence, which may change its place."""
    found: set[tuple[str, ...]] = set()
    for sentence in text.words.lower().split("."):
        words = sentence.split()
        if 0 < len(words) < 3:
            found.add(tuple(words))
        found |= {tuple(words[n : n + 3]) for n in range(len(words) - 2)}
    return found


def is_short(text: Text) -> bool:
    return len(text.words.replace(".", " ").split()) < 12


def are_copies(one: Text, other: Text) -> bool:
    """“≥ 0.5 alike (Jaccard)”; “texts under 12 words: only exact copies”."""
    if is_short(one) or is_short(other):
        return one.words.lower().replace(".", " ").split() == other.words.lower().replace(".", " ").split()
    mine, theirs = trios(one), trios(other)
    return 2 * len(mine & theirs) >= len(mine | theirs)


def canned(texts: list[Text]) -> set[int]:
    """Ids of the messages that count for nothing."""
    found = set()
    for one in texts:
        copies = [
            other
            for other in texts
            if other.person != one.person  # “to different contacts”
            and abs(other.at - one.at) <= timedelta(days=90)  # “within 90 days, by anyone”
            and are_copies(one, other)
        ]
        others = len({other.person for other in copies})
        if is_short(one):
            is_canned = others >= 2 and not one.answers_them
        else:  # “of two, the later counts for nothing; of three or more, all”
            is_canned = others >= 2 or any((c.at, not c.is_ask, c.id) < (one.at, True, one.id) for c in copies)
        if is_canned and not one.is_ask:
            found.add(one.id)
    return found
