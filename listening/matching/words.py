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
    """`numbers`: one for each word, in order; POST_END is a word too. `heads`: the first eight bytes of each."""

    numbers: Numbers
    heads: Numbers

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

    def head_lengths(self) -> NDArray[Any]:
        """Bytes of each head that are the word's."""
        return numpy.searchsorted(KEPT, self.heads)

    def posts(self) -> NDArray[Any]:
        """Which of the posts, counted from 0, each word is of."""
        return numpy.cumsum(self.heads == _POST_END, dtype=numpy.uint16)


def words_of(folded: bytes) -> Words:
    """Of texts with a blank before and behind each word. Reads eight bytes at once wherever a word begins."""
    padded = folded + bytes(HEAD)
    blanks = numpy.flatnonzero(numpy.frombuffer(folded, dtype=numpy.uint8) == _BLANK)
    starts, lengths = blanks[:-1] + 1, numpy.diff(blanks) - 1
    eights: Numbers = numpy.ndarray((len(folded),), dtype="<u8", buffer=padded, strides=(1,))
    heads = eights[starts] & KEPT[numpy.minimum(lengths, HEAD)]
    numbers = heads * _SPREAD
    numbers ^= numbers >> _FOLD
    long = numpy.flatnonzero(lengths > HEAD)
    tails = eights[starts[long] + lengths[long] - HEAD]
    numbers[long] = (numbers[long] + tails) * _STIR + lengths[long].astype(numpy.uint64)
    return Words(numbers, heads)
