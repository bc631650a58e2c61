"""What topics are made of, so that they find something."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from listening.matching import Post


class Vocabulary:
    """Words and pairs of words of the posts themselves, without the most frequent: what topics are made of."""

    def __init__(self, posts: list[Post]) -> None:
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for post in posts[::3]:
            these = re.findall(r"[a-z]{4,}", f"{post.title} {post.text}".lower())
            words.update(these)
            pairs.update(pairwise(these))
        self._chance = random.Random(1)
        self._context = [word for word, _count in words.most_common(4_000)[500:]]
        self._names = [word for word, _count in words.most_common(40_000)[5_000:]]
        self._pairs = [" ".join(pair) for pair, _count in pairs.most_common(80_000)[5_000:]]

    def phrases(self, number: int) -> Iterator[str]:
        for _time in range(number):
            yield f'"{self._pair()}"'

    def boolean_queries(self, number: int) -> Iterator[str]:
        name, pair, about = self._name, self._pair, self._about
        kinds = (
            lambda: f'"{pair()}" OR "{pair()}" OR {name()}',
            lambda: f'("{pair()}" OR {name()}) ({about()} OR {about()}) NOT {about()}',
            lambda: f"{name()} NEAR/5 {about()}",
            lambda: f'{name()}* NOT "{pair()}"',
            lambda: f'"{pair()}" NOT ({about()} OR "{pair()}")',
        )
        for turn in range(number):
            yield kinds[turn % len(kinds)]()

    def _name(self) -> str:
        return self._chance.choice(self._names)

    def _pair(self) -> str:
        return self._chance.choice(self._pairs)

    def _about(self) -> str:
        return self._chance.choice(self._context)
