"""Posts against 10,000 topics: one core, in its own seconds."""

from collections.abc import Callable, Iterator
from itertools import islice

from ahocorasick_rs import AhoCorasick

from benchmarks import real
from benchmarks.stream import measure_stream
from benchmarks.timing import processor_seconds
from benchmarks.vocabulary import Vocabulary
from listening.folding import Folded, fold_many
from listening.matching import Matcher, Post, compile_topics
from listening.matching.frequency import Frequency
from listening.query import Query, parse
from listening.query.coverage import cover
from listening.query.syntax import Term

TOPICS, SAMPLE, ROUNDS = 10_000, 5_000, 3
POSTS = 60_000


def measure_matching() -> None:
    posts = [
        Post(read["body"], title=read["title"], site=read["domain"], links=(read["url"],))
        for read in islice(real.posts(), POSTS)
    ]
    length = sum(len(post.text) + len(post.title) for post in posts) / len(posts)
    print(f"## Matching: {len(posts):,} {real.KIND} posts of {length:.0f} characters on average\n")
    _measure_posts(posts, Vocabulary(posts))
    measure_stream()


def _measure_posts(posts: list[Post], words: Vocabulary) -> None:
    seconds, queries = processor_seconds(lambda: dict(enumerate(map(parse, words.boolean_queries(TOPICS)))))
    print(f"{TOPICS:,} boolean queries parsed: {seconds:.1f} s; ", end="")
    seconds, matcher = processor_seconds(lambda: compile_topics(queries, sample=posts[:SAMPLE]))
    print(f"compiled: {seconds:.1f} s.\n")
    _print_rates(posts[SAMPLE:], queries, matcher)


def _print_rates(posts: list[Post], queries: dict[int, Query], matcher: Matcher) -> None:
    """In turn, so that a slow minute of the machine meets all. The bare step is what one would write by hand: it finds
    too little (accents, hashtags) and too much (within words, without the rest of a query)."""
    print("| step | posts/s | of bare |\n| --- | ---: | ---: |")
    automaton = AhoCorasick(sorted(_anchors(queries, posts[:SAMPLE])))
    texts = [f"{post.title}\n{post.text}" for post in posts]
    steps: dict[str, Callable[[], int]] = {
        "bare: case-folded, one automaton over a part of each query": lambda: sum(
            len(automaton.find_matches_as_indexes(text.casefold(), overlapping=True)) for text in texts
        ),
        "folded only": lambda: sum(len(some.joined) for some in _folded(posts)),
        "matched": lambda: sum(map(len, matcher.match_many(posts))),
    }
    rates: dict[str, list[float]] = {name: [] for name in steps}
    counts: dict[str, int] = {}
    for _round in range(ROUNDS):
        for name, step in steps.items():
            seconds, counts[name] = processor_seconds(step)
            rates[name].append(len(posts) / seconds)
    bare, _folded_only, matched = steps
    for name, found in rates.items():
        print(f"| {name} | {max(found):,.0f} | {max(found) / max(rates[bare]):.2f} |")
    print(f"\n{counts[bare] / len(posts):.1f} parts and {counts[matched] / len(posts):.2f} topics found a post.\n")


def _anchors(queries: dict[int, Query], sample: list[Post]) -> set[str]:
    """Of each query the words and phrases of which one has to be there."""
    share = Frequency(sample).share
    covers = [cover(query.root, share) or () for query in queries.values()]
    return {anchor.text.casefold() for anchors in covers for anchor in anchors if isinstance(anchor, Term)}


def _folded(posts: list[Post]) -> Iterator[Folded]:
    rest = iter(posts)
    while some := list(islice(rest, 256)):
        yield fold_many([(post.text, post.title) for post in some])
