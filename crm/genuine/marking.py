"""Which parts of a text its near-copy has too, for showing the two side by side."""

from collections.abc import Iterable
from typing import NamedTuple

from crm.genuine.normalising import Token, own_tokens, tidy
from crm.genuine.shingles import number, shingles


class Part(NamedTuple):
    text: str
    is_shared: bool


def marked(text: str, other: str, *, names: Iterable[str] = (), facts: str = "") -> list[Part]:
    """All of `text`, tidied, in parts; shared is what stands in both, word by word, at least three words long.
    `names` are those of both recipients and writers."""
    shown, known = tidy(text), tuple(name for name in names if name)
    theirs = {number(one) for one in shingles(own_tokens(tidy(other), names=known, facts=facts))}
    own = own_tokens(shown, names=known, facts=facts)
    spans = _joined([one for one in shingles(own) if number(one) in theirs])
    parts: list[Part] = []
    done = 0
    for start, end in spans:
        parts += (Part(shown[done:start], False), Part(shown[start:end], True))
        done = end
    return [part for part in (*parts, Part(shown[done:], False)) if part.text]


def _joined(found: list[tuple[Token, ...]]) -> list[tuple[int, int]]:
    """Where the runs stand; those that touch or overlap are one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((run[0].start, run[-1].end) for run in found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
