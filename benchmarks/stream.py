"""Jetstream's messages, from packed bytes to topics: one core, in its own seconds. `python -m benchmarks.stream` is run
in a process of its own, so that the memory told is what listening takes."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice

import django
import zstandard

from benchmarks import real
from benchmarks.timing import processor_seconds
from benchmarks.vocabulary import Vocabulary
from listening.matching import Matcher, Post, compile_topics
from listening.query import parse
from listening.sources.jetstream_decoding import FirstVersion, PostWritten

TOPICS, TEXTS, EVENTS = 10_000, 20_000, 300_000
A_DAY = 41_000_000


def measure_stream() -> None:
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.stream"], check=True)


def main() -> None:
    django.setup()
    texts = [(read["body"] or read["title"])[:300] for read in islice(real.posts(), TEXTS)]
    posts = [Post(text) for text in texts]
    queries = dict(enumerate(map(parse, Vocabulary(posts).phrases(TOPICS))))
    matcher = compile_topics(queries, sample=posts[:5_000])
    del posts
    for name, only_posts in (("all kinds of events", False), ("posts only", True)):
        _measure(name, matcher, *_frames(texts, only_posts=only_posts))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Most memory held, with {TOPICS:,} topics and all texts measured with: {most:.0f} MB.\n")


def _measure(name: str, matcher: Matcher, decoder: FirstVersion, frames: list[bytes]) -> None:
    times = max(1, EVENTS // len(frames))

    def heard() -> Iterator[Post]:
        for _time in range(times):
            for frame in frames:
                event = decoder.decode(frame)
                if isinstance(event, PostWritten):
                    yield event.as_post()

    seconds, decoded = processor_seconds(lambda: sum(1 for _post in heard()))
    alone = times * len(frames) / seconds
    seconds, found = processor_seconds(lambda: sum(map(len, matcher.match_many(heard()))))
    rate = times * len(frames) / seconds
    print(
        f"Jetstream, {name}: unpacked and decoded {alone:,.0f} events/s, and matched against {TOPICS:,} phrases "
        f"{rate:,.0f} events/s ({decoded:,} posts, {found:,} matches). A day of 41 million: "
        f"{A_DAY / rate / 60:.1f} minutes.\n"
    )


def _frames(texts: list[str], *, only_posts: bool) -> tuple[FirstVersion, list[bytes]]:
    """Recorded events, packed as the server does; the posts among them with texts from all over, 300 characters."""
    recorded, dictionary = real.events()
    pack = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary)).compress
    rest = iter(texts)
    frames = []
    for event in recorded * (600 if only_posts else 100):
        record = event.get("commit", {}).get("record", {})
        if record.get("$type") == "app.bsky.feed.post":
            commit = {**event["commit"], "record": {**record, "text": next(rest, texts[0])}}
            event = {**event, "commit": commit}
        elif only_posts:
            continue
        frames.append(pack(json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()))
    return FirstVersion(dictionary), frames


if __name__ == "__main__":
    main()
