"""Shingles of a text, and the MinHash bands by which likely copies are found in an index.

Every number here is fixed for good: stored rows are compared with new ones, on other machines and in later versions.
Changing one means a migration that reads all texts anew.
"""

from functools import cache
from hashlib import blake2b
from itertools import groupby

import numpy as np

from crm.genuine.normalising import Token

WORDS, SIGNS = 3, 3  # in a shingle
ROWS, BANDS = 3, 36
"""Two texts that are 0.5 alike share a band with probability 1 − (1 − 0.5³)³⁶ = 0.992; 0.6 alike with 0.9998;
0.1 alike, as texts with common phrases are, with 0.035."""

Shingle = tuple[Token, ...]


def shingles(text: list[Token]) -> list[Shingle]:
    """Runs of three within a sentence, so that sentences may change places; a shorter sentence is one run."""
    found: list[Shingle] = []
    for (_, is_sign), group in groupby(text, key=lambda token: (token.sentence, token.is_sign)):
        run, size = tuple(group), SIGNS if is_sign else WORDS
        found += [run[at : at + size] for at in range(max(1, len(run) - size + 1))]
    return found


def number(shingle: Shingle) -> int:
    """32 bits, signed, as PostgreSQL's integer."""
    words = " ".join([token.folded for token in shingle])
    return int.from_bytes(blake2b(words.encode(), digest_size=4).digest(), "little", signed=True)


def numbers(text: list[Token]) -> list[int]:
    """Of all its shingles, each once, sorted."""
    return sorted({number(shingle) for shingle in shingles(text)})


@cache
def _constants() -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """Odd factors and summands of the permutations, and what tells the bands apart."""
    drawn = [
        [int.from_bytes(blake2b(f"{what} {n}".encode(), digest_size=8).digest(), "little") for n in range(count)]
        for what, count in (("factor", ROWS * BANDS), ("summand", ROWS * BANDS), ("band", BANDS))
    ]
    factors, summands, apart = (np.array(some, dtype=np.uint64) for some in drawn)
    return factors | np.uint64(1), summands, apart


_MIX = np.uint64(0x9E3779B97F4A7C15)


def bands(of: list[int]) -> list[int]:
    """Keys of the bands of a set of shingles; none for no shingle."""
    if not of:
        return []
    factors, summands, apart = _constants()
    values = np.array(of, dtype=np.int32).astype(np.uint32).astype(np.uint64)
    lowest = ((values[:, None] * factors + summands) >> np.uint64(32)).min(axis=0).reshape(BANDS, ROWS)
    key = apart
    for row in range(ROWS):
        key = (key ^ lowest[:, row]) * _MIX
        key = key ^ (key >> np.uint64(29))
    return [int(one) for one in (key >> np.uint64(32)).astype(np.uint32).astype(np.int32)]


def alike(one: set[int], other: set[int]) -> float:
    """Jaccard: what they share of all they have; 0 for nothing at all."""
    everything = len(one | other)
    return len(one & other) / everything if everything else 0.0
