"""How much two topics are about the same posts."""

from collections.abc import Iterable, Mapping, Set
from itertools import combinations
from typing import NamedTuple


class Overlap(NamedTuple):
    """Of two topics over the same posts: how many posts matched the one, the other, both."""

    first: int
    second: int
    both: int

    @property
    def of_first(self) -> float:
        """The share of the first topic's posts that the second has as well; 0 without posts."""
        return self.both / self.first if self.first else 0.0

    @property
    def of_second(self) -> float:
        return self.both / self.second if self.second else 0.0

    @property
    def alike(self) -> float:
        """Posts in both over posts in either (Jaccard): 1 means that one of the two is not needed."""
        either = self.first + self.second - self.both
        return self.both / either if either else 0.0


def overlap(first: Set[int], second: Set[int]) -> Overlap:
    """`first`, `second`: the posts that matched each topic, as any kind of number."""
    return Overlap(len(first), len(second), len(first & second))


def overlaps(matched: Iterable[Set[int]], topics: Iterable[int] | None = None) -> Mapping[tuple[int, int], Overlap]:
    """For every two topics that share a post, the smaller number first. `matched`: the topics of each sample post, as
    `Matcher.match_many` gives them; `topics`: only pairs with one of these."""
    wanted = None if topics is None else set(topics)
    single: dict[int, int] = {}
    together: dict[tuple[int, int], int] = {}
    for found in matched:
        for topic in found:
            single[topic] = single.get(topic, 0) + 1
        for pair in combinations(sorted(found), 2):
            if wanted is None or not wanted.isdisjoint(pair):
                together[pair] = together.get(pair, 0) + 1
    return {pair: Overlap(single[pair[0]], single[pair[1]], both) for pair, both in together.items()}
