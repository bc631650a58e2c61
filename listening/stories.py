"""Which posts are one story: the same link, the same text, or nearly the same text.

A text is sketched by MinHash over its 3-word shingles (64 permutations in 16 bands); texts that share a band are
compared in earnest. Bands, whole texts and links are numbers that are looked up and kept in the database for some
weeks, so that every worker sees what the others stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy
from django.db import connection
from numpy.typing import NDArray
from rensa import RMinHash

from crm.addresses import canonical
from listening.cleaning import Cleaned
from listening.copying import as_numbers, copy_lines
from listening.folding import BREAK, POST_END, TITLE_END, fold
from listening.matching.words import Numbers, words_of

WINDOW = timedelta(days=21)
PERMUTATIONS, BANDS, SEED = 64, 16, 4711
LEAST_SKETCHED, LEAST_WHOLE, MOST = 12, 5, 300  # words; some hundred are enough to know a text by
ALIKE = 0.6  # Jaccard of the shingles: of ten, six in both
MOST_LINKS = 3
_FACTOR, _HALF = numpy.uint64(0x9E3779B97F4A7C15), numpy.uint64(32)
_ENDS = numpy.uint64(ord(POST_END))  # no word is as low: these two stand between titles, texts and posts


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is found by. `keys`: its links and the whole of it; `near`: its bands; none for one that is too short
    to be a near-copy. `words`: as folded."""

    keys: list[int]
    near: list[int]
    words: bytes

    @property
    def shingles(self) -> frozenset[bytes]:
        words = _words(self.words)
        return frozenset(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def sketches(posts: Sequence[Cleaned], folded: Sequence[bytes]) -> list[Sketch]:
    """`folded`: each post's words as `fold` gives them."""
    texts = [one.partition(BREAK)[0] for one in folded]
    return [
        Sketch([*_link_keys(post), *_whole_key(text)], near, text)
        for post, text, near in zip(posts, texts, _bands(texts), strict=True)
    ]


def assign(ids: Sequence[int], made: Sequence[Sketch], *, today: date) -> list[int]:
    """The story of each new mention: its own id, or that of the first with the same. Keeps what new ones are found
    by. In order: a copy may follow its original in one batch."""
    known = _known([key for sketch in made for key in (*sketch.keys, *sketch.near)], today)
    originals = _originals({known[key] for sketch in made for key in sketch.near if key in known})
    stories: list[int] = []
    new: list[str] = []
    for pk, sketch in zip(ids, made, strict=True):
        story = next((known[key] for key in sketch.keys if key in known), None) or _nearest(sketch, known, originals)
        if story is None:
            story = pk
            originals[pk] = sketch
        found_by = [key for key in (*sketch.keys, *(sketch.near if story == pk else ())) if key not in known]
        known.update(dict.fromkeys(found_by, story))
        new += [f"{key}\t{story}\t{today}\n" for key in found_by]
        stories.append(story)
    copy_lines("listening_band", ("value", "story", "seen_on"), new)
    return stories


def story_of_link(address: str, today: date) -> int | None:
    """The story that a canonical address tells; None if none was heard within the window."""
    key = _number_of_link(address)
    return _known([key], today).get(key)


def forget(today: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM listening_band WHERE seen_on < %s", [today - WINDOW])


def _words(folded: bytes) -> list[bytes]:
    return folded.replace(TITLE_END.encode(), b" ").split()[:MOST]


def _link_keys(post: Cleaned) -> Iterable[int]:
    """Of addresses that lead to one article: not to a front page."""
    for link in (post.url, *post.links[:MOST_LINKS]):
        address = canonical(link)
        _host, _slash, path = address.partition("/")
        if len(path) > 8:
            yield _number_of_link(address)


def _number_of_link(address: str) -> int:
    return _number(b"link " + address.encode("utf-8", "replace"))


def _whole_key(folded: bytes) -> list[int]:
    words = _words(folded)
    return [_number(b"text " + b" ".join(words))] if len(words) >= LEAST_WHOLE else []


def _number(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), signed=True)


def _bands(texts: Sequence[bytes]) -> list[list[int]]:
    words = words_of(b" %b " % f" {POST_END} ".encode().join(texts))
    told = words.heads > _ENDS
    texts_of, numbers = words.posts()[told], words.numbers[told]
    counts = numpy.bincount(texts_of, minlength=len(texts))
    first = numpy.arange(len(numbers)) < (numpy.cumsum(counts) - counts + MOST)[texts_of]
    texts_of, numbers = texts_of[first], numbers[first]
    long = counts >= LEAST_SKETCHED
    if not long.any():
        return [[] for _text in texts]
    whole = (texts_of[2:] == texts_of[:-2]) & long[texts_of[2:]]
    shingles = ((numbers[:-2] * _FACTOR + numbers[1:-1]) * _FACTOR + numbers[2:])[whole]
    ends = numpy.cumsum(numpy.minimum(counts[long], MOST) - 2)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, numpy.concatenate([[0], ends]).astype(numpy.uint64), PERMUTATIONS, SEED
    ).to_rows()
    bands = iter(_as_numbers(numpy.array(rows, dtype=numpy.uint64)).tolist())
    return [next(bands) if is_long else [] for is_long in long.tolist()]


def _as_numbers(rows: Numbers) -> NDArray[numpy.int64]:
    """Four of a text's permutations as one number that fits a bigint; another for each band."""
    first, second, third, fourth = rows.reshape(-1, BANDS, PERMUTATIONS // BANDS).transpose(2, 0, 1)
    low: Numbers = (third << _HALF | fourth) + numpy.arange(BANDS).astype(numpy.uint64)
    mixed: Numbers = (first << _HALF | second) * _FACTOR
    return (mixed ^ low).view(numpy.int64)


def _nearest(sketch: Sketch, known: Mapping[int, int], originals: Mapping[int, Sketch]) -> int | None:
    for story in dict.fromkeys(known[key] for key in sketch.near if key in known):
        if story in originals:
            one, other = sketch.shingles, originals[story].shingles
            both = len(one & other)
            if both and both >= ALIKE * (len(one) + len(other) - both):
                return story
    return None


def _known(keys: list[int], today: date) -> dict[int, int]:
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, min(story) FROM listening_band"
            " WHERE value = ANY(%s::bigint[]) AND seen_on >= %s GROUP BY value",
            [as_numbers(keys), today - WINDOW],
        )
        return dict(cursor.fetchall())


def _originals(stories: set[int]) -> dict[int, Sketch]:
    if not stories:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, text FROM listening_mention WHERE id = ANY(%s)", [list(stories)])
        return {pk: Sketch([], [], fold(text, title).partition(BREAK)[0]) for pk, title, text in cursor.fetchall()}
