"""Pairs that had no part in making the rule: how many near-copies are found, how many others are left alone."""

from collections import Counter

import pytest

from crm.genuine.shingles import alike
from crm.genuine.wording import OwnWords, read_own_words
from tests.crm.genuine.pairs.held_out.families import LANGUAGES, pairs
from tests.crm.genuine.pairs.held_out.shape import Pair, Sent
from tests.crm.genuine.test_pairs import ENOUGH

PAIRS = pairs()


def read(sent: Sent) -> OwnWords:
    return read_own_words(sent.text, names=sent.names)


def is_copy(pair: Pair) -> bool:
    one, other = read(pair.one), read(pair.other)
    if one.is_short or other.is_short:
        return one.fingerprint == other.fingerprint
    return alike(set(one.shingles), set(other.shingles)) >= 0.5


@pytest.mark.parametrize("language", [language.name for language in LANGUAGES])
def test_copies_are_found_and_others_left_alone(language: str) -> None:
    """In each language; texts are read as they are when sent, with the names around each."""
    judged = [(pair, is_copy(pair)) for pair in PAIRS if pair.language == language]
    assert len(judged) > 50
    right = sum(found and pair.is_copy for pair, found in judged)
    wrong = Counter((pair.source, pair.is_copy) for pair, found in judged if found != pair.is_copy)
    assert right / sum(found for _, found in judged) >= ENOUGH, wrong
    assert right / sum(pair.is_copy for pair, _ in judged) >= ENOUGH, wrong


def test_a_link_in_a_sentence_without_blanks_takes_nothing_with_it() -> None:
    one = read_own_words("資料はhttps://a.example/2026から取り出せますので、どうぞご覧ください。")
    other = read_own_words("資料はfiles.example/bから取り出せますので、どうぞご覧ください。")
    assert one.fingerprint == other.fingerprint
    asked = read_own_words("お問い合わせはdesk@press.exampleまでお願いできますか。")
    assert "".join(asked.folded) == "お問い合わせはまでお願いできますか"
