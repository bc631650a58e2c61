"""Folded texts as arrays: each word a number of 64 bits. Words of one number are one, but for chances of one in
billions of billions and, of words longer than WHOLE, those that begin, end and are long alike."""

from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from listening.folding import POST_END

Numbers = NDArray[numpy.uint64]

WHOLE = 16
"""Bytes of a word of which every one counts in its number."""

HEAD = 8
"""Bytes of a word that are kept as they are."""
_SPREAD, _STIR = numpy.uint64(0x9E3779B97F4A7C15), numpy.uint64(0xC2B2AE3D27D4EB4F)  # odd, their bits well mixed
_FOLD = numpy.uint64(29)
KEPT: Numbers = numpy.array([(1 << 8 * count) - 1 for count in range(HEAD + 1)], dtype=numpy.uint64)
"""By the number of bytes: what leaves so many of a head."""
_BLANK, _POST_END = ord(" "), ord(POST_END)


class Words(NamedTuple):
    """`numbers`: one for each word, in order; POST_END is a word too. `heads`: the first eight bytes of each. `eights`:
    of the text, the eight bytes from each place on; there `starts` and `lengths` say where the words are."""

    numbers: Numbers
    heads: Numbers
    eights: Numbers
    starts: NDArray[Any]
    lengths: NDArray[Any]

    def pairs(self) -> Numbers:
        """One for each two words side by side; at the place of the first."""
        second = self.numbers[1:]
        stirred: Numbers = numpy.bitwise_xor(second, numpy.right_shift(second, _FOLD))
        found: Numbers = self.numbers[:-1] * _STIR + stirred * _SPREAD
        return found

    def beginnings(self, length: int) -> Numbers:
        """The first bytes, up to HEAD, of each word; a shorter word is like no beginning."""
        found: Numbers = self.heads & KEPT[length]
        return found

    def seconds(self, places: NDArray[Any]) -> Numbers:
        """The next eight bytes of some words, as far as they have them."""
        rest = numpy.clip(self.lengths[places] - HEAD, 0, HEAD)
        found: Numbers = self.eights[self.starts[places] + HEAD * (rest > 0)] & KEPT[rest]
        return found

    def posts(self) -> NDArray[Any]:
        """Which of the posts, counted from 0, each word is of."""
        return numpy.cumsum(self.heads == _POST_END, dtype=numpy.uint32)


def words_of(joined: bytes) -> Words:
    """Of texts with a blank or more before and behind each word. Reads eight bytes at once wherever a word begins."""
    blank = numpy.frombuffer(joined, dtype=numpy.uint8) == _BLANK
    borders = numpy.flatnonzero(blank[1:] != blank[:-1]) + 1
    starts, ends = borders[::2], borders[1::2]
    lengths = ends - starts
    eights: Numbers = numpy.ndarray((len(joined),), dtype="<u8", buffer=joined + bytes(HEAD), strides=(1,))
    heads = eights[starts] & KEPT[numpy.minimum(lengths, HEAD)]
    numbers = heads * _SPREAD
    numbers ^= numbers >> _FOLD
    long = numpy.flatnonzero(lengths > HEAD)
    tails = eights[ends[long] - HEAD]
    numbers[long] = (numbers[long] + tails) * _STIR + lengths[long].astype(numpy.uint64)
    return Words(numbers, heads, eights, starts, lengths)
