"""Posts against 10,000 topics, and Jetstream's messages from packed bytes to topics: one core, in its own seconds.

Real texts are read from the folder `shared/data` beside the repository, or from LISTENLARGE_REAL_DATA; without it they
are made up, which the output says."""

import gzip
import json
import os
import random
import re
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import zstandard
from ahocorasick_rs import AhoCorasick

from benchmarks.timing import processor_seconds
from listening.folding import fold_many
from listening.matching import Matcher, Post, compile_topics
from listening.matching.frequency import Frequency
from listening.query import Query, parse
from listening.query.coverage import cover
from listening.query.syntax import Term
from listening.sources.jetstream_decoding import FirstVersion, PostWritten

DATA = Path(os.environ.get("LISTENLARGE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
TOPICS, SAMPLE, ROUNDS = 10_000, 5_000, 3
POSTS, EVENTS = 60_000, 300_000


def measure_matching() -> None:
    posts = list(islice(_posts(), POSTS))
    length = sum(len(post.text) + len(post.title) for post in posts) / len(posts)
    print(f"## Matching: {len(posts):,} {_kind()} posts of {length:.0f} characters on average\n")
    words = _Vocabulary(posts)
    _measure_posts(posts, words)
    _measure_stream(posts, words)


def _measure_posts(posts: list[Post], words: "_Vocabulary") -> None:
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
        "folded only": lambda: sum(map(len, _folded(posts))),
        "matched": lambda: sum(map(len, matcher.match_many(posts))),
    }
    rates: dict[str, list[float]] = {name: [] for name in steps}
    counts = {}
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


def _folded(posts: list[Post]) -> Iterator[bytes]:
    rest = iter(posts)
    while some := list(islice(rest, 256)):
        yield from fold_many([(post.text, post.title) for post in some])


def _measure_stream(posts: list[Post], words: "_Vocabulary") -> None:
    matcher = compile_topics(dict(enumerate(map(parse, words.phrases(TOPICS)))), sample=posts[:SAMPLE])
    for name, only_posts in (("all kinds of events", False), ("posts only", True)):
        decoder, frames = _frames(posts, only_posts=only_posts)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        times = max(1, EVENTS // len(frames))

        def heard(decoder: FirstVersion = decoder, frames: list[bytes] = frames, times: int = times) -> Iterator[Post]:
            for _time in range(times):
                for frame in frames:
                    event = decoder.decode(frame)
                    if isinstance(event, PostWritten):
                        yield event.as_post()

        seconds, decoded = processor_seconds(lambda heard=heard: sum(1 for _post in heard()))
        alone = times * len(frames) / seconds
        seconds, found = processor_seconds(lambda heard=heard: sum(map(len, matcher.match_many(heard()))))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        rate = times * len(frames) / seconds
        print(
            f"Jetstream, {name}: unpacked and decoded {alone:,.0f} events/s, and matched against {TOPICS:,} phrases "
            f"{rate:,.0f} events/s ({decoded:,} posts, {found:,} matches; memory grew by {grown:.0f} MB). "
            f"A day of 41 million: {41_000_000 / rate / 60:.1f} minutes.\n"
        )


def _frames(posts: list[Post], *, only_posts: bool) -> tuple[FirstVersion, list[bytes]]:
    """Recorded events, packed as the server does; the posts among them with texts from all over, 300 characters."""
    recorded, dictionary = _recorded()
    pack = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary)).compress
    texts = iter(posts)
    frames = []
    for event in recorded * (600 if only_posts else 100):
        record = event.get("commit", {}).get("record", {})
        if record.get("$type") == "app.bsky.feed.post":
            post = next(texts, posts[0])
            commit = {**event["commit"], "record": {**record, "text": (post.text or post.title)[:300]}}
            frames.append(
                pack(json.dumps({**event, "commit": commit}, separators=(",", ":"), ensure_ascii=False).encode())
            )
        elif not only_posts:
            frames.append(pack(json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()))
    return FirstVersion(dictionary), frames


def _recorded() -> tuple[list[dict[str, Any]], bytes]:
    folder = DATA / "jetstream"
    if folder.is_dir():
        lines = (folder / "expected_v1.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines], (folder / "legacy_subscribe.zdict").read_bytes()
    post = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-04T14:38:06.240Z", "langs": ["en"], "text": ""}
    commit = {"rev": "3mp", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3mp", "record": post}
    like = {
        **commit,
        "collection": "app.bsky.feed.like",
        "record": {"$type": "app.bsky.feed.like", "subject": "at://x"},
    }
    kinds = [commit] * 17 + [like] * 135
    made: list[dict[str, Any]] = [
        {"did": f"did:plc:{n}", "time_us": n, "kind": "commit", "commit": one} for n, one in enumerate(kinds)
    ]
    samples = [json.dumps(one).encode() for one in made] * 10
    return made, zstandard.train_dictionary(16_000, samples).as_bytes()


def _posts() -> Iterator[Post]:
    """Every second of the real ones, so that all of the file's communities are there."""
    file = DATA / "posts" / "reddit_sample.jsonl.gz"
    if not file.is_file():
        yield from _made_up()
        return
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 2):
            read = json.loads(line)
            yield Post(read["body"], title=read["title"], site=read["domain"], links=(read["url"],))


def _made_up() -> Iterator[Post]:
    chance = random.Random(1)
    words = ["".join(chance.choices("etaoinshrdlucmfw", k=chance.randint(2, 9))) for _word in range(40_000)]
    often = [1 / (rank + 10) for rank in range(len(words))]
    while True:
        yield Post(" ".join(chance.choices(words, often, k=chance.choice((8, 12, 20, 150)))), title="A made up title")


def _kind() -> str:
    return "real" if DATA.is_dir() else "made up"


class _Vocabulary:
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
