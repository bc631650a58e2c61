"""Single characters and words."""

import codecs
import re
import unicodedata

MARKER = "\x01"
"""Stands before a hashtag or mention until its place among the words is known."""
TITLE_END = "\x02"
"""Stands, like a word, between title and text."""
POST_END = "\x03"
"""Stands between posts that are folded together. No text that is folded holds any of the three."""

_DROPPED_MARKS = [(0x300, 0x36F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x64B, 0x65F), (0x670, 0x670)]
_DROPPED_MARKS += [(0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7), (0x640, 0x640)]
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
_WITHOUT_BLANKS = [
    (0xE00, 0xEFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3031, 0x312F),  # kana, bopomofo
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
]
_SPELLED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ё": "е", "ʻ": ""}
_NO_WORD = "©®™℠ʼ"  # the last is an apostrophe that Unicode counts as a letter
_TRADE_MARKS = re.compile("[™℠]")  # compatibility forms would make letters of them: Tesla™, teslatm


def is_without_blanks(character: str) -> bool:
    """Whether this belongs to a script that does not part its words: Han, kana, Thai, Lao, Khmer, Burmese."""
    return _within(ord(character), _WITHOUT_BLANKS)


def compatible(text: str) -> str:
    """The text in Unicode's compatibility form (NFKC)."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _TRADE_MARKS.sub(" ", text))


def _fold_character(character: str, level: bool) -> str:
    code, category = ord(character), unicodedata.category(character)
    if category in ("Cf", "Me") or _within(code, _DROPPED_MARKS):
        return ""
    if _SKIN_TONES[0] <= code <= _SKIN_TONES[1]:
        return ""
    if character in _NO_WORD:
        return " "
    if category == "So" or (category[0] in "LNM" and _within(code, _WITHOUT_BLANKS)):
        return f" {character} "
    if category[0] not in "LNM":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    return _level_letter(character) if level else character


def _level_letter(letter: str) -> str:
    folded = letter.casefold()
    name = unicodedata.name(letter, "")
    if name.startswith(("LATIN", "GREEK")):
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not 0x300 <= ord(c) <= 0x36F)
    return "".join(_SPELLED.get(c, c) for c in unicodedata.normalize("NFKC", folded))


def _ascii_table(lower: bool) -> bytes:
    table = bytearray(range(256))
    for code in range(128):
        character = chr(code)
        kept = character.isalnum() or character in (MARKER, TITLE_END, POST_END)
        table[code] = ord((character.lower() if lower else character) if kept else " ")
    return bytes(table)


class Runs(dict[str, bytes]):
    """Runs of foreign characters, folded once: the same accents, quotes and emoji come again and again. `name`: under
    which they are what a text is encoded by."""

    limit = 50_000

    def __init__(self, name: str, *, level: bool) -> None:
        self.name, self.level = name, level
        self.ascii = _ascii_table(lower=level)
        self.characters: dict[str, str] = {}
        codecs.register_error(name, self._encoded)

    def __missing__(self, run: str) -> bytes:
        folded = "".join([self.character(character) for character in run]).encode("utf-8", "replace")
        if len(run) <= 8 and len(self) < self.limit:
            self[run] = folded
        return folded

    def character(self, character: str) -> str:
        """Nothing, a blank, the letters it stands for, or these between blanks if it is a word of its own."""
        known = self.characters.get(character)
        if known is None and character.isascii():
            return chr(self.ascii[ord(character)])
        if known is None:
            known = self.characters[character] = _fold_character(character, self.level)
        return known

    def _encoded(self, error: UnicodeError) -> tuple[bytes, int]:
        """Called with every run that is not ASCII, which is found as fast as nothing else finds it."""
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return self[error.object[error.start : error.end]], error.end


LEVELLED, WRITTEN = Runs("listening.levelled", level=True), Runs("listening.written", level=False)
"""Capitals and accents levelled, or as written. Both give the same number of words."""


def fold_plain(plain: str, runs: Runs) -> bytes:
    """Words of a text in compatibility form, with one blank on either side of each."""
    return parted(signs_of(plain, runs))


def signs_of(plain: str, runs: Runs) -> bytes:
    """A text in compatibility form with a blank for every sign that is no letter."""
    return plain.encode("ascii", runs.name).translate(runs.ascii)


def parted(signs: bytes) -> bytes:
    """The words with one blank on either side of each."""
    words = b" ".join(signs.split())
    return b" %b " % words if words else b" "


def _within(code: int, ranges: list[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)
