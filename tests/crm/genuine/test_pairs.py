"""Several hundred labelled pairs in four languages: how many near-copies are found, how many others are left alone."""

from collections import Counter

import pytest

from crm.genuine.shingles import alike
from crm.genuine.wording import OwnWords, read_own_words
from tests.crm.genuine.pairs.families import NAMES, Pair, pairs

PAIRS = pairs()
ENOUGH = 0.97


def read(text: str) -> OwnWords:
    return read_own_words(text, names=NAMES)


def is_copy(pair: Pair) -> bool:
    """As the rule has it, for two others."""
    one, other = read(pair.one), read(pair.other)
    if one.is_short or other.is_short:
        return one.fingerprint == other.fingerprint
    return alike(set(one.shingles), set(other.shingles)) >= 0.5


@pytest.mark.slow
def test_copies_are_found_and_others_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    judged = [(pair, is_copy(pair)) for pair in PAIRS]
    right = sum(found and pair.is_copy for pair, found in judged)
    precision = right / sum(found for _, found in judged)
    recall = right / sum(pair.is_copy for pair, _ in judged)
    missed = Counter((pair.language, pair.source) for pair, found in judged if pair.is_copy and not found)
    accused = Counter((pair.language, pair.source) for pair, found in judged if found and not pair.is_copy)
    with capsys.disabled():
        copies = sum(pair.is_copy for pair in PAIRS)
        print(f"\n{len(PAIRS)} pairs, {copies} near-copies: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= ENOUGH, accused
    assert recall >= ENOUGH, missed


@pytest.mark.parametrize("language", ["english", "german", "spanish", "japanese"])
def test_no_language_lags_behind(language: str) -> None:
    judged = [(pair, is_copy(pair)) for pair in PAIRS if pair.language == language]
    wrong = [(pair.source, pair.other) for pair, found in judged if found != pair.is_copy]
    assert len(wrong) <= len(judged) * (1 - ENOUGH), wrong


def test_copies_share_a_band() -> None:
    """The index finds what is alike: all but one of a hundred."""
    alikes = [(read(pair.one), read(pair.other)) for pair in PAIRS if pair.is_copy]
    long = [(one, other) for one, other in alikes if alike(set(one.shingles), set(other.shingles)) >= 0.5]
    met = sum(bool(set(one.bands) & set(other.bands)) for one, other in long)
    assert met / len(long) >= 0.99
