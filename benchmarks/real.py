"""Real texts to measure with, from the folder `shared/data` beside the repository or from LISTENLARGE_REAL_DATA; where
there is none they are made up, which the output says."""

import gzip
import json
import os
import random
import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import zstandard

DATA = Path(os.environ.get("LISTENLARGE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
KIND = "real" if DATA.is_dir() else "made up"


def posts() -> Iterator[dict[str, str]]:
    """`title`, `body`, `url` and `domain`: every second of the real ones, so that all of the file's communities are
    there, or as many made-up ones as are asked for."""
    file = DATA / "posts" / "reddit_sample.jsonl.gz"
    if not file.is_file():
        yield from _made_up()
        return
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 2):
            yield json.loads(line)


def feeds() -> list[bytes]:
    """A hundred as found in the wild, or one of our own as often."""
    file = DATA / "feeds" / "wild.tar.gz"
    if not file.is_file():
        items = "".join(f"<item><title>T {n}</title><link>https://a.example/{n}</link></item>" for n in range(30))
        return [f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()] * 100
    with tarfile.open(file) as archive:
        return [found.read() for one in archive.getmembers() if one.isfile() and (found := archive.extractfile(one))]


def events() -> tuple[list[dict[str, Any]], bytes]:
    """What Jetstream sent, and the dictionary it packs with."""
    folder = DATA / "jetstream"
    if folder.is_dir():
        lines = (folder / "expected_v1.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines], (folder / "legacy_subscribe.zdict").read_bytes()
    post = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-04T14:38:06.240Z", "langs": ["en"], "text": ""}
    commit = {"rev": "3mp", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3mp", "record": post}
    like = {**commit, "collection": "app.bsky.feed.like", "record": {"$type": "app.bsky.feed.like", "subject": "x"}}
    made: list[dict[str, Any]] = [
        {"did": f"did:plc:{n}", "time_us": n, "kind": "commit", "commit": one}
        for n, one in enumerate([commit] * 17 + [like] * 135)
    ]
    samples: list[bytes | bytearray | memoryview] = [json.dumps(one).encode() for one in made * 10]
    return made, zstandard.train_dictionary(16_000, samples).as_bytes()


def _made_up() -> Iterator[dict[str, str]]:
    chance = random.Random(1)
    words = ["".join(chance.choices("etaoinshrdlucmfw", k=chance.randint(2, 9))) for _word in range(40_000)]
    often = [1 / (rank + 10) for rank in range(len(words))]
    while True:
        text = " ".join(chance.choices(words, often, k=chance.choice((8, 12, 20, 150))))
        number = chance.randrange(1_000_000)
        yield {
            "title": " ".join(chance.choices(words, often, k=7)),
            "body": text,
            "domain": f"site{number % 997}.example",
            "url": f"https://site{number % 997}.example/posts/{number}",
        }
