"""What a text says in its writer's own words, and the marks by which copies of it are found."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crm.genuine.changeable import without_changeable
from crm.genuine.normalising import Token, length, own_tokens, tidy, tokens
from crm.genuine.quotes import without_quotes
from crm.genuine.shingles import bands, numbers

SHORT_WORDS = 12  # below, only exact copies count


@dataclass(frozen=True)
class OwnWords:
    """Of one text. `fingerprint` is "" where it has no words; short ones have neither shingles nor bands."""

    own: list[Token]

    @property
    def folded(self) -> list[str]:
        return [token.folded for token in self.own]

    @cached_property
    def word_count(self) -> int:
        return length(self.own)

    @property
    def is_short(self) -> bool:
        return self.word_count < SHORT_WORDS

    @cached_property
    def fingerprint(self) -> str:
        return hashlib.sha256(" ".join(self.folded).encode()).hexdigest() if self.own else ""

    @cached_property
    def shingles(self) -> list[int]:
        return [] if self.is_short else numbers(self.own)

    @cached_property
    def bands(self) -> list[int]:
        return bands(self.shingles)


def read_own_words(text: str, *, names: Iterable[str] = (), facts: str = "") -> OwnWords:
    """`names` are those of the recipient and the writer; `facts` what a campaign gives everybody to say."""
    return OwnWords(own_tokens(tidy(text), names=tuple(name for name in names if name), facts=facts))


def names_around(contact: Any, staff: Any) -> tuple[str, ...]:
    """Names that one text has and its copy to somebody else has not."""
    return contact.name, contact.organization, staff.name


def words(text: str) -> list[str]:
    """All words, folded, greetings and names too, without links, addresses, numbers, merge fields and quotes."""
    return [token.folded for token in tokens(without_changeable(without_quotes(tidy(text))))]
