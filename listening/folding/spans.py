"""From the words of a folded text back to where they stand in the original. Slow; for one post on a screen."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from listening.folding.characters import LEVELLED, compatible
from listening.folding.texts import MARKUP, URL, shown_words, without_markers

_PLAIN_WORD = re.compile("[A-Za-z0-9]+")
Span = tuple[int, int]
"""The first character, and the first after the last."""


def word_spans(text: str) -> list[Span]:
    """Where each word of `fold(text)` stands, readings behind the words not counted. Empty for the rare text whose
    compatibility form cannot be followed character by character."""
    plain, origins = (text, []) if text.isascii() else _traced(text)
    if plain != compatible(text):
        return []
    plain = URL.sub(lambda match: " " * len(match[0]), without_markers(plain))
    signs, borders = list(plain), set()
    for match in MARKUP.finditer(plain):
        borders |= _keep_shown_words(match, signs)
    if text.isascii():
        return list(_plain_words("".join(signs), sorted(borders)))
    return [(origins[start][0], origins[end - 1][1]) for start, end in _words(signs, borders)]


def _traced(text: str) -> tuple[str, list[Span]]:
    """The text in compatibility form and, for each of its characters, which of the original it comes from."""
    plain: list[str] = []
    origins: list[Span] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        piece = compatible(text[start:end])
        plain.append(piece)
        origins += [(start, end)] * len(piece)
        start = end
    return "".join(plain), origins


def _joins(character: str) -> bool:
    """Whether it belongs to what stands before it: marks, vowels of Korean, half-width voicing, skin tones."""
    if character.isascii():
        return False
    if "\u1160" <= character <= "\u11ff" or "\U0001f3fb" <= character <= "\U0001f3ff" or character in "ﾞﾟ":
        return True
    return unicodedata.category(character)[0] == "M"


def _keep_shown_words(match: re.Match[str], signs: list[str]) -> set[int]:
    """Blanks what is no word of a hashtag or handle; gives the places at which a word ends even without a blank."""
    shown = shown_words(match)
    for at in range(*match.span()):
        if not any(start <= at < end for start, end in shown):
            signs[at] = " "
    return {match.end(), *(start for start, _end in shown)}


def _plain_words(plain: str, borders: list[int]) -> Iterator[Span]:
    """Of ASCII, where each character stands for itself."""
    for found in _PLAIN_WORD.finditer(plain):
        start, end = found.span()
        for border in borders[bisect_right(borders, start) : bisect_left(borders, end)]:
            yield start, border
            start = border
        yield start, end


def _words(signs: list[str], borders: set[int]) -> list[Span]:
    words: list[Span] = []
    start = end = -1
    for at, sign in enumerate(signs):
        folded = LEVELLED.character(sign)
        alone = folded[:1] == " "
        if start >= 0 and (alone or at in borders):
            words.append((start, end))
            start = -1
        if alone and folded != " ":
            words.append((at, at + 1))
        elif folded and not alone:
            start, end = (at if start < 0 else start), at + 1
    if start >= 0:
        words.append((start, end))
    return words
