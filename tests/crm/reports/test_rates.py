"""Shares and how sure they are."""

import pytest

from crm.reports.rates import Tally, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # worked out by hand from the score equation (p − h)² = z² p (1 − p) / n
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (80, 100, 0.7112, 0.8666),
    ],
)
def test_the_interval_is_honest_where_there_are_few(hits, of, low, high):
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_nothing_asked_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)
    assert Tally().share is None


def test_what_is_open_or_withdrawn_is_in_no_share():
    tally = Tally(yes=6, no=2, not_now=1, silent=3, withdrawn=5, open=7)
    assert (tally.asks, tally.settled, tally.share) == (24, 12, 0.5)


def test_nine_answers_are_too_few_to_say_and_ten_are_not():
    assert Tally(yes=9).share is None and Tally(yes=9).interval is None
    assert Tally(yes=5, silent=5).share == 0.5
