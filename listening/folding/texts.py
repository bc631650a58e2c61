"""Whole texts: page addresses taken out, hashtags and mentions read in every way."""

import re
import unicodedata
from collections.abc import Sequence

from listening.folding.characters import (
    LEVELLED,
    MARKER,
    POST_END,
    TITLE_END,
    WRITTEN,
    Runs,
    compatible,
    fold_plain,
    fold_together,
    in_letters,
)

BREAK = b"\n"
"""Stands before each further reading of a hashtag or mention, behind all words; no word holds it."""

_MARKS = "".join(filter(lambda one: unicodedata.category(one)[0] == "M", map(chr, range(0x300, 0x1E94B))))
_LETTER = rf"[\w{re.escape(_MARKS)}]"
URL = re.compile(
    # One set of letters comes first: the search then skips all others without trying.
    r"[hHwW](?:(?<=[hH])[tT][tT][pP][sS]?://|(?<=\bw)ww\.|(?<=\bW)WW\.)[!#-'*-;=?-Z\\^-z|~]+"
)
MARKUP = re.compile(
    # The signs come first, then what may not stand before them: the search skips all others without trying.
    rf"#(?<![\w&@#]#)({_LETTER}+)|@(?<![\w&@#]@)(\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?)"
)
"""A hashtag, or a handle."""
_MARKERS = re.compile(f"[{MARKER}{TITLE_END}{POST_END}]")


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


def fold_many(posts: Sequence[tuple[str, str]]) -> list[bytes]:
    """`fold` of many texts and their titles, in about half the time."""
    folded: list[bytes] = [b""] * len(posts)
    simple: list[int] = []
    letters: list[str] = []
    for number, (text, title) in enumerate(posts):
        plain = f"{title} {TITLE_END} {text}" if title else text
        ascii = plain.isascii()
        if not ascii:
            plain = compatible(plain)
        if "://" in plain or "www." in plain or "WWW." in plain:
            plain = URL.sub(" ", plain)
        if "#" in plain or "@" in plain or has_markers(text) or has_markers(title):
            folded[number] = fold(text, title)
        else:
            simple.append(number)
            letters.append(plain if ascii else in_letters(plain, LEVELLED))
    if simple:
        for number, one in zip(simple, fold_together(letters, LEVELLED), strict=True):
            folded[number] = one
    return folded


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
    plain = compatible(plain)
    if may_hold_url(plain):
        plain = URL.sub(" ", plain)
    if "#" not in plain and "@" not in plain:
        return fold_plain(plain, runs)
    return _with_readings(plain, runs)


def _with_readings(plain: str, runs: Runs) -> bytes:
    """The words, then for each hashtag and mention a break, its place and length in words, and how else it reads."""
    found: list[tuple[int, list[bytes]]] = []

    def replace(match: re.Match[str]) -> str:
        shown = " ".join([plain[start:end] for start, end in shown_words(match)])
        words = fold_plain(shown, runs)
        if words == b" ":
            return " "
        found.append((words.count(b" ") - 1, _readings(match, words, as_written=runs is WRITTEN)))
        return f" {MARKER}{shown} "

    pieces = fold_plain(MARKUP.sub(replace, plain), runs).split(MARKER.encode())
    readings, blanks = [], pieces[0].count(b" ")
    for number, (length, ways) in enumerate(found, start=1):
        readings += [b"%b%d,%d %b " % (BREAK, blanks - 1, length, way) for way in ways]
        pieces[number] = pieces[number].removeprefix(b" ")
        blanks += pieces[number].count(b" ")
    return b"".join(pieces + readings)


def _readings(match: re.Match[str], words: bytes, *, as_written: bool) -> list[bytes]:
    tag, handle = match.groups()
    if tag is None:
        whole = handle.casefold()
        name = re.split("[@.]", whole, maxsplit=1)[0]
        return [f"@{one}".encode("utf-8", "replace") for one in dict.fromkeys((whole, name))]
    joined = fold_tag(tag, as_written=as_written)
    return [b"#" + joined] if words == b" %b " % joined else [b"#" + joined, joined]
