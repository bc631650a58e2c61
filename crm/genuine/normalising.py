"""A text without what is not the writer's own: see docs/near-copies.md for the order and the reasons.

Taking out leaves blanks, so that every word knows where it stood and shared parts can be marked in the text itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from crm.genuine.changeable import WEEKDAYS, without_changeable
from crm.genuine.courtesies import without_courtesies
from crm.genuine.quotes import without_quotes
from crm.scripts import WITHOUT_BLANKS

# Where words are not set apart, each character is a token, and two of them count as a word.
TOKEN = re.compile(rf"(?P<sign>[{WITHOUT_BLANKS}])|(?:(?![{WITHOUT_BLANKS}])[^\W\d_])+")
SENTENCE_END = re.compile(r"[.!?؟。]+(?=\s|$|[^\w\s])|(?<=[。!?؟])|\n\s*\n|\n(?=\s*[-*•·])")
_FACT_END = re.compile(r"[.!?。]+(?=\s|$)|(?<=[。!?])|\n+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
SHORTEST_FACT = 3  # words; a shorter run of the facts is anybody's
HEAD = 4  # words in which a name counts as one however it is written


class Token(NamedTuple):
    """A word, or a character where words are not set apart."""

    folded: str
    start: int
    end: int
    sentence: int
    is_sign: bool


def tidy(text: str) -> str:
    """As it is read and shown: composed, without invisible characters. Places of tokens are places in it."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def fold(word: str) -> str:
    folded = word.casefold()
    if folded.isascii():
        return folded
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", plain)


def tokens(text: str) -> list[Token]:
    """All of a tidy text, as it stands."""
    ends = iter([found.start() for found in SENTENCE_END.finditer(text)])
    end, sentence, found = next(ends, len(text)), 0, []
    for match in TOKEN.finditer(text):
        start, stop = match.span()
        while start >= end:
            sentence, end = sentence + 1, next(ends, len(text) + 1)
        found.append(Token(fold(match.group()), start, stop, sentence, match.lastgroup == "sign"))
    return found


def own_tokens(text: str, *, names: Iterable[str] = (), facts: str = "") -> list[Token]:
    """What is left of a tidy text without quotes, courtesies, what is filled in, names and shared facts."""
    left = _changeless(without_courtesies(without_quotes(text)))
    left = _without_names(left, text, names)
    for sentence in _FACT_END.split(tidy(facts)) if facts else ():
        left = _without_run(left, [one.folded for one in _changeless(sentence)])
    return left


def _changeless(text: str) -> list[Token]:
    return [token for token in tokens(without_changeable(text)) if token.folded not in WEEKDAYS]


def length(of: Iterable[Token]) -> int:
    """In words."""
    signs = words = 0
    for token in of:
        if token.is_sign:
            signs += 1
        else:
            words += 1
    return words + signs // 2


def _without_names(text: list[Token], written: str, names: Iterable[str]) -> list[Token]:
    parts = [tokens(tidy(name)) for name in names]
    words = {token.folded for part in parts for token in part if not token.is_sign}
    kept = [
        token
        for place, token in enumerate(text)
        if token.is_sign
        or token.folded not in words
        or (place >= HEAD and written[token.start] == written[token.start].lower() != written[token.start].upper())
    ]
    for name in names:
        for part in tidy(name).split():
            signs = [token.folded for token in tokens(part) if token.is_sign]
            kept = _without_run(kept, signs, shortest=2)
    return kept


def _without_run(text: list[Token], run: list[str], shortest: int = SHORTEST_FACT) -> list[Token]:
    """`text` without the places that read like `run`; a short one is anybody's and stays."""
    if len(run) < shortest:
        return text
    kept: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].folded == run[0] and _reads(text, position, run):
            position += len(run)
        else:
            kept.append(text[position])
            position += 1
    return kept


def _reads(text: list[Token], position: int, run: list[str]) -> bool:
    return len(text) - position >= len(run) and all(
        text[position + place].folded == word for place, word in enumerate(run)
    )
