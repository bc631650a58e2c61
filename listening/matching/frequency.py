"""How many posts have a word, counted in a sample, so that the matcher looks for the rare parts of a query."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from listening.folding import fold, fold_words
from listening.matching.post import Post
from listening.query.coverage import Anchor, share_by_length
from listening.query.syntax import Term

_NEXT_WORD = 0.1
"""Of the posts that have the rarest word of a phrase, about this part has the next one beside it."""


class Frequency:
    """Counted once; `share` then says which part of all posts has a term, roughly. With an empty sample, as without
    any, it is guessed from the length."""

    def __init__(self, sample: Iterable[Post]) -> None:
        counts: Counter[bytes] = Counter()
        self._posts = 0
        for post in sample:
            self._posts += 1
            counts.update(set(fold(post.text, post.title).split()))
        self._words = sorted(counts)
        self._up_to = list(accumulate((counts[word] for word in self._words), initial=0))

    def share(self, anchor: Anchor) -> float:
        if not self._posts or not isinstance(anchor, Term) or anchor.text[0] in "#@":
            return share_by_length(anchor)
        words = fold_words(anchor.text).split()
        counts = [self._posts_with(word, prefix=False) for word in words[:-1]]
        counts.append(self._posts_with(words[-1], prefix=anchor.prefix))
        return (min(counts) + share_by_length(anchor)) / self._posts * _NEXT_WORD ** (len(words) - 1)

    def _posts_with(self, word: bytes, *, prefix: bool) -> int:
        first = bisect_left(self._words, word)
        last = bisect_left(self._words, word + b"\xff" if prefix else word + b"\x00")
        return self._up_to[last] - self._up_to[first]
