"""Which posts are one story: the same link, the same text, or nearly the same text.

A text is sketched by MinHash over its 3-word shingles (64 permutations in 16 bands); texts that share a band are
compared in earnest. Bands, whole texts and links are looked up and kept in the database for some weeks, so that every
worker sees what the others stored."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from rensa import RMinHash

from crm.addresses import canonical
from listening.cleaning import Cleaned
from listening.copying import copy_lines
from listening.folding import fold

WINDOW = timedelta(days=21)
PERMUTATIONS, BANDS, SEED = 64, 16, 4711
LEAST_SKETCHED, LEAST_WHOLE = 12, 5  # words
ALIKE = 0.6  # Jaccard of the shingles: of ten, six in both
BY_LINK, BY_TEXT = -1, -2
MOST_LINKS = 3
Key = tuple[int, int]
"""Band and value."""


@dataclass
class Sketch:
    """`keys`: what it is found by; `shingles` empty for a text that is too short to be a near-copy."""

    keys: list[Key]
    shingles: frozenset[str] = frozenset()
    near: list[Key] = field(default_factory=list)


def sketches(posts: Sequence[Cleaned]) -> list[Sketch]:
    made = [_sketch(post) for post in posts]
    long = [sketch for sketch in made if sketch.shingles]
    rows = RMinHash.digests_from_token_sets([list(sketch.shingles) for sketch in long], PERMUTATIONS, SEED)
    size = PERMUTATIONS // BANDS
    for sketch, digest in zip(long, rows, strict=True):
        sketch.near = [(band, _number(digest[band * size : (band + 1) * size])) for band in range(BANDS)]
    return made


def assign(ids: Sequence[int], made: Sequence[Sketch], *, today: date) -> list[int]:
    """The story of each new mention: its own id, or that of the first with the same. Keeps what new ones are found
    by. In order: a copy may follow its original in one batch."""
    known = _known([key for sketch in made for key in (*sketch.keys, *sketch.near)], today)
    originals = _shingles_of({story for key, story in known.items() if key[0] >= 0})
    stories: list[int] = []
    new: list[str] = []
    for pk, sketch in zip(ids, made, strict=True):
        story = next((known[key] for key in sketch.keys if key in known), None)
        if story is None:
            story = _nearest(sketch, known, originals)
        if story is None:
            story = pk
            originals[pk] = sketch.shingles
        for key in (*sketch.keys, *(sketch.near if story == pk else ())):
            if key not in known:
                known[key] = story
                new.append(f"{key[0]}\t{key[1]}\t{story}\t{today}\n")
        stories.append(story)
    copy_lines("listening_band", ("band", "value", "story", "seen_on"), new)
    return stories


def forget(today: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM listening_band WHERE seen_on < %s", [today - WINDOW])


def _sketch(post: Cleaned) -> Sketch:
    words = _words(post.title, post.text)
    keys = [(BY_LINK, _hash(link)) for link in _telling(post)]
    if len(words) >= LEAST_WHOLE:
        keys.append((BY_TEXT, _hash(" ".join(words))))
    return Sketch(keys, _shingles(words) if len(words) >= LEAST_SKETCHED else frozenset())


def _words(title: str, text: str) -> list[str]:
    """Without the other readings of hashtags; at most some hundred, which is enough to know a text by."""
    return fold(text, title).split(b"\n", 1)[0].decode("utf-8", "replace").replace("\x02", " ").split()[:300]


def _shingles(words: list[str]) -> frozenset[str]:
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def _telling(post: Cleaned) -> Iterable[str]:
    """Canonical addresses that lead to one article: not to a front page."""
    for link in (post.url, *post.links[:MOST_LINKS]):
        address = canonical(link)
        _host, _slash, path = address.partition("/")
        if len(path) > 8:
            yield address


def _nearest(sketch: Sketch, known: dict[Key, int], originals: dict[int, frozenset[str]]) -> int | None:
    for story in dict.fromkeys(known[key] for key in sketch.near if key in known):
        other = originals.get(story, frozenset())
        both = len(sketch.shingles & other)
        if both and both >= ALIKE * (len(sketch.shingles) + len(other) - both):
            return story
    return None


def _known(keys: list[Key], today: date) -> dict[Key, int]:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT band, value, min(story) FROM listening_band
               WHERE value = ANY(%s) AND seen_on >= %s GROUP BY band, value""",
            [[value for _band, value in keys], today - WINDOW],
        )
        return {(band, value): story for band, value, story in cursor.fetchall()}


def _shingles_of(stories: set[int]) -> dict[int, frozenset[str]]:
    if not stories:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, text FROM listening_mention WHERE id = ANY(%s)", [list(stories)])
        return {pk: _shingles(_words(title, text)) for pk, title, text in cursor.fetchall()}


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def _number(rows: Sequence[int]) -> int:
    """The rows of one band as a number that fits a bigint; the same in every process."""
    first, second, third, fourth = rows
    mixed = ((first << 32 | second) * 0x9E3779B97F4A7C15) ^ (third << 32 | fourth)
    return (mixed & 0xFFFFFFFFFFFFFFFF) - (1 << 63)
