"""Whole texts: page addresses taken out, hashtags and mentions read in every way."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property

from listening.folding.characters import (
    LEVELLED,
    MARKER,
    POST_END,
    TITLE_END,
    WRITTEN,
    Runs,
    compatible,
    fold_plain,
    parted,
    signs_of,
)

BREAK = b"\n"
"""Stands before each further reading of a hashtag or mention, behind all words; no word holds it."""

_MARKS = "".join(filter(lambda one: unicodedata.category(one)[0] == "M", map(chr, range(0x300, 0x1E94B))))
_LETTER = rf"[\w{re.escape(_MARKS)}]"
_IN_URL = r"[!#-'*-;=?-Z\\^-z|~]+"
URL = re.compile(
    # One set of letters comes first: the search then skips all others without trying.
    rf"[hHwW](?:(?<=[hH])[tT][tT][pP][sS]?://|(?<=\bw)ww\.|(?<=\bW)WW\.){_IN_URL}"
)
_REST = re.compile(_IN_URL)
_WWW = {www: re.compile(rf"{www}\.(?<=\b{www}\.){_IN_URL}") for www in ("www", "WWW")}
MARKUP = re.compile(
    # The signs come first, then what may not stand before them: the search skips all others without trying.
    rf"#(?<![\w&@#]#)({_LETTER}+)|@(?<![\w&@#]@)(\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?)"
)
"""A hashtag, or a handle."""
_MARKERS = re.compile(f"[{MARKER}{TITLE_END}{POST_END}]")
_PARTED = f" {POST_END} "


def find_urls(text: str) -> list[str]:
    """The page addresses that stand in a text, as they stand there."""
    return [url.rstrip(".,;:!?'") for url in URL.findall(text)] if may_hold_url(text) else []


def fold(text: str, title: str = "") -> bytes:
    """A post: the words of its title, TITLE_END, those of its text, and behind them the other readings of hashtags and
    mentions. Without a title there is no TITLE_END."""
    return _fold(text, title, LEVELLED)


def fold_as_written(text: str, title: str = "") -> bytes:
    """The same words at the same places with their capitals and accents, for `case:`."""
    return _fold(text, title, WRITTEN)


def fold_many(posts: Sequence[tuple[str, str]]) -> "Folded":
    """`fold` of many texts and their titles, in a fraction of the time."""
    plain: dict[int, str] = {}
    other: dict[int, bytes] = {}
    readings: dict[int, bytes] = {}
    titles = 0
    for number, (text, title) in enumerate(posts):
        whole = f"{title} {TITLE_END} {text}" if title else text
        if whole.isascii() and "#" not in whole and "@" not in whole:
            plain[number] = whole
            titles += bool(title)
        elif has_markers(text) or has_markers(title):
            return _fold_marked(posts)
        else:
            other[number], readings[number] = _signs_and_readings(without_urls(compatible(whole)))
    together = _PARTED.join(plain.values())
    if MARKER in together or together.count(TITLE_END) > titles or together.count(POST_END) >= max(len(plain), 1):
        return _fold_marked(posts)
    signs = [*([signs_of(without_urls(together), LEVELLED)] if plain else []), *other.values()]
    return Folded(posts, [*plain, *other], signs, {number: found for number, found in readings.items() if found})


def _fold_marked(posts: Sequence[tuple[str, str]]) -> "Folded":
    """Somebody wrote what we mark places with."""
    return fold_many([(without_markers(text), without_markers(title)) for text, title in posts])


class Folded:
    """Posts folded together. `joined`: the words of all, then the readings of hashtags and mentions, with a blank or
    more on either side of each; POST_END, as if it were a word, parts them. `order`: which post each part is of."""

    def __init__(
        self, posts: Sequence[tuple[str, str]], order: list[int], signs: list[bytes], readings: dict[int, bytes]
    ) -> None:
        self.joined = b" %b " % _PARTED.encode().join([*signs, *readings.values()])
        self.order = [*order, *readings]
        self._posts, self._readings = posts, readings

    def one(self, number: int) -> bytes:
        """As `fold` gives it."""
        return fold(*self._posts[number]) if number in self._readings else parted(self._apart[number])

    @cached_property
    def _apart(self) -> dict[int, bytes]:
        return dict(zip(reversed(self.order), reversed(self.joined.split(POST_END.encode())), strict=False))


def without_urls(plain: str) -> str:
    """A sign, which is no word, for each address. As URL finds them, but without looking at every h and w."""
    kept, done, at = [], 0, plain.find("://")
    while at >= 0:
        start = at - 4 - (plain[at - 1 : at] in ("s", "S"))
        rest = _REST.match(plain, at + 3)
        if rest and start >= done and plain[start : start + 4].lower() == "http":
            kept += [plain[done:start], ". "]
            done = rest.end()
        at = plain.find("://", max(done, at + 3))
    plain = "".join([*kept, plain[done:]]) if kept else plain
    for www, address in _WWW.items():
        if f"{www}." in plain:
            plain = address.sub(" ", plain)
    return plain


def fold_words(text: str, *, as_written: bool = False) -> bytes:
    """Words of a query: signs part them, and none makes a hashtag, mention or address. Blank alone if there is none."""
    return fold_plain(without_markers(compatible(text)), WRITTEN if as_written else LEVELLED)


def fold_tag(tag: str, *, as_written: bool = False) -> bytes:
    """A hashtag's letters and digits without its `#`; blanks and underscores left out."""
    return fold_words(tag.replace("_", ""), as_written=as_written).replace(b" ", b"")


def split_capitals(tag: str) -> list[tuple[int, int]]:
    """Where the words of a tag begin and end: Cargo and Bike in `CargoBike`, HTTP and Server in `HTTPServer`, cargo
    and bike in `cargo_bike`."""
    words, start = [], 0
    for at, letter in enumerate(tag):
        begins = letter.isupper() and at and (not tag[at - 1].isupper() or tag[at + 1 : at + 2].islower())
        if begins or letter == "_":
            words.append((start, at))
            start = at + (letter == "_")
    return [(start, end) for start, end in (*words, (start, len(tag))) if start < end]


def without_markers(text: str) -> str:
    return _MARKERS.sub(" ", text) if has_markers(text) else text


def has_markers(text: str) -> bool:
    return MARKER in text or TITLE_END in text or POST_END in text


def may_hold_url(text: str) -> bool:
    return "://" in text or "www." in text or "WWW." in text


def shown_words(match: re.Match[str]) -> list[tuple[int, int]]:
    """Of a hashtag or handle found by MARKUP, the parts that are words: each capital of a tag begins one; of a handle
    only what stands before its host."""
    tag, handle = match.groups()
    if tag is None:
        name = re.split("[@.]", handle, maxsplit=1)[0]
        return [(match.start(2), match.start(2) + len(name))]
    return [(match.start(1) + start, match.start(1) + end) for start, end in split_capitals(tag)]


def _fold(text: str, title: str, runs: Runs) -> bytes:
    plain = without_markers(text)
    if title:
        plain = f"{without_markers(title)} {TITLE_END} {plain}"
    plain = without_urls(compatible(plain))
    if "#" not in plain and "@" not in plain:
        return fold_plain(plain, runs)
    return _with_readings(plain, runs)


def _with_readings(plain: str, runs: Runs) -> bytes:
    """The words, then for each hashtag and mention a break, its place and length in words, and how else it reads."""
    found: list[tuple[int, list[bytes]]] = []

    def replace(match: re.Match[str]) -> str:
        shown, length, ways = _tag(match, runs)
        if not length:
            return " "
        found.append((length, ways))
        return f" {MARKER}{shown} "

    pieces = fold_plain(MARKUP.sub(replace, plain), runs).split(MARKER.encode())
    readings, blanks = [], pieces[0].count(b" ")
    for number, (length, ways) in enumerate(found, start=1):
        readings += [b"%b%d,%d %b " % (BREAK, blanks - 1, length, way) for way in ways]
        pieces[number] = pieces[number].removeprefix(b" ")
        blanks += pieces[number].count(b" ")
    return b"".join(pieces + readings)


def _signs_and_readings(plain: str) -> tuple[bytes, bytes]:
    """The words, and how else each hashtag and mention reads."""
    if "#" not in plain and "@" not in plain:
        return signs_of(plain, LEVELLED), b""
    found: list[bytes] = []

    def replace(match: re.Match[str]) -> str:
        shown, _length, ways = _tag(match, LEVELLED)
        found.extend(ways)
        return f" {shown} "

    return signs_of(MARKUP.sub(replace, plain), LEVELLED), b" \n ".join(found)


def _tag(match: re.Match[str], runs: Runs) -> tuple[str, int, list[bytes]]:
    """What of a hashtag or mention is shown, how many words that is, and how else it reads."""
    shown = " ".join([match.string[start:end] for start, end in shown_words(match)])
    words = fold_plain(shown, runs)
    length = words.count(b" ") - 1
    return shown, length, _readings(match, words, as_written=runs is WRITTEN) if length else []


def _readings(match: re.Match[str], words: bytes, *, as_written: bool) -> list[bytes]:
    tag, handle = match.groups()
    if tag is None:
        whole = handle.casefold()
        name = re.split("[@.]", whole, maxsplit=1)[0]
        return [f"@{one}".encode("utf-8", "replace") for one in dict.fromkeys((whole, name))]
    joined = fold_tag(tag, as_written=as_written)
    return [b"#" + joined] if words == b" %b " % joined else [b"#" + joined, joined]
