"""Texts to listen to: real ones where LISTENLARGE_BENCH_POSTS names a file of posts (`{"id", "title", "body", "url",
"sub"}`, one a line, gzipped), else sentences of common words."""

import gzip
import json
import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from listening.observed import Address, Event, Observed

TEXT = (
    "city council decided yesterday that every street near the old station may carry more people by train tram cargo "
    "bike lanes open morning evening new figures show children schools quiet summer heat energy rivers bridge small "
    "towns shops owners report study numbers grow slowly because rents rise while buses come late and nobody answers "
    "letters about noise dust light trees parks water markets bread coffee music night film radio history language"
)
WORDS = TEXT.split()


def posts(count: int, *, as_of: datetime) -> list[Observed]:
    return list(islice(_real(as_of) if "LISTENLARGE_BENCH_POSTS" in os.environ else _made(as_of), count))


def _real(as_of: datetime) -> Iterator[Observed]:
    with gzip.open(os.environ["LISTENLARGE_BENCH_POSTS"], "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            post = json.loads(line)
            yield _post(number, post["title"], post["body"], post["url"], as_of)


def _made(as_of: datetime) -> Iterator[Observed]:
    chance = random.Random(4711)  # noqa: S311
    number = 0
    while True:
        number += 1
        text = " ".join(chance.choices(WORDS, k=chance.randint(8, 60)))
        yield _post(number, text[:60], text, f"https://site{number % 997}.example/posts/{number}", as_of)


def _post(number: int, title: str, text: str, url: str, as_of: datetime) -> Observed:
    return Observed(
        native_id=f"bench {number}",
        event=Event.NEW,
        author=Address("bluesky", f"voice{number % 20_011}.example"),
        url=url,
        title=title,
        text=text,
        published_at=as_of - timedelta(minutes=number % 100_000),
    )
