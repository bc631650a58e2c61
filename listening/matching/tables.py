"""Thousands of numbers looked up at once among thousands."""

import numpy
from numpy.typing import NDArray

from listening.matching.words import Numbers

Places = NDArray[numpy.intp]
Names = NDArray[numpy.int32]

_SPREAD = numpy.uint64(0xD6E8FEB86659FD93)
_ROOM = 16
"""Slots for each entry, so that few share one; of most words it takes a byte to say that they are not there."""
_NONE = -1


class Table:
    """`values`: what is looked for, a value perhaps more than once; `names`: what each stands for."""

    def __init__(self, values: Numbers, names: Names) -> None:
        bits = (max(len(values), 1) * _ROOM).bit_length()
        self._values, self._names = values, names
        self._shift = numpy.uint64(64 - bits)
        first, following = [_NONE] * (1 << bits), []
        for entry, slot in enumerate(self._slots(values).tolist()):
            following.append(first[slot])
            first[slot] = entry
        self._first = numpy.array(first, dtype=numpy.int32)
        self._following = numpy.array(following, dtype=numpy.int32)
        self._used = self._first != _NONE

    def look_up(self, values: Numbers) -> tuple[Places, Names]:
        """Which of the values are there, by their places, and what each stands for."""
        slots = self._slots(values)
        places = numpy.flatnonzero(self._used[slots])
        entries, values = self._first[slots[places]], values[places]
        found: list[tuple[Places, Names]] = []
        while len(places):
            same = self._values[entries] == values
            found.append((places[same], self._names[entries[same]]))
            entries = self._following[entries]
            more = entries != _NONE
            places, entries, values = places[more], entries[more], values[more]
        return joined(found)

    def _slots(self, values: Numbers) -> Places:
        """Signed, as places are: the others would be copied before they are used."""
        slots: Places = (values * _SPREAD >> self._shift).view(numpy.intp)
        return slots


def joined(found: list[tuple[Places, Names]]) -> tuple[Places, Names]:
    if not found:
        return numpy.empty(0, numpy.intp), numpy.empty(0, numpy.int32)
    places, names = zip(*found, strict=True)
    return numpy.concatenate(places), numpy.concatenate(names)
