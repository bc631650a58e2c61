"""Scores as other tools have them, beside the rule, on the cases of domain.md.

The score is stated here in our own words, after what such tools say of theirs: ten points at most, added up from how
evenly both sides were active, how lately, how often, and on how many networks. It cannot tell words from likes, days
from bursts, nor a person's own words from a blast, and nothing in it can say no.
"""

from collections.abc import Sequence

import pytest

from tests.crm.readiness.worlds import write
from tests.oracle.book import COLLEAGUE, ME
from tests.oracle.cases import CASES, Case
from tests.oracle.events import Touch

pytestmark = pytest.mark.django_db

# What domain.md says of each, by the letter its name begins with.
READY = {"d", "h"}
LOCKED = {"a", "b", "c", "e", "f", "g", "i"}
RESTING = {"l"}
ORDER = ("ready", "give", "connect", "listen", "resting", "closed")


def score(case: Case) -> int:
    """0 to 10, at the moment of the case, for its staff member and contact."""
    touches = [t for t in case.world.touches if (t.staff, t.contact) == (case.staff, case.contact)]
    ours, theirs = ([t for t in touches if t.direction == way] for way in ("outbound", "inbound"))
    days = [(case.as_of - t.at).days for t in (*ours, *theirs)]
    return _reciprocity(ours, theirs) + _recency(days) + _frequency(days) + _breadth(ours, theirs)


def _reciprocity(ours: Sequence[Touch], theirs: Sequence[Touch]) -> int:
    """Up to three: as much from them as from us."""
    less, more = sorted((len(ours), len(theirs)))
    return round(3 * less / more) if more else 0


def _recency(days: Sequence[int]) -> int:
    """Up to three: the last touch this week, this month, this quarter."""
    return sum(min(days, default=999) <= limit for limit in (7, 30, 90))


def _frequency(days: Sequence[int]) -> int:
    """Up to two: any touch, and more than two, in thirty days."""
    lately = sum(day <= 30 for day in days)
    return (lately > 0) + (lately > 2)


def _breadth(ours: Sequence[Touch], theirs: Sequence[Touch]) -> int:
    """Up to two: networks on which both were active."""
    return min(2, len({t.channel for t in ours} & {t.channel for t in theirs}))


def judged(name: str):
    case = CASES[name]()
    written = write(case.world, {ME: case.tz, COLLEAGUE: case.tz})
    return written.readiness(case.staff, case.contact, case.campaign, case.as_of)


SCORES = {name: score(build()) for name, build in CASES.items()}


def test_to_a_score_two_likes_are_a_year_of_monthly_mail():
    a_like, monthly = SCORES["a_like_and_like_back"], SCORES["d_monthly_mail_our_last_word"]
    assert a_like == monthly == 7
    assert judged("a_like_and_like_back").stage == "connect"
    assert judged("d_monthly_mail_our_last_word").unlocked


@pytest.mark.parametrize("burst", ["b_likes_on_two_platforms", "c_eight_messages_on_one_day"])
def test_to_a_score_one_busy_day_is_more_than_a_year(burst):
    assert SCORES[burst] > SCORES["d_monthly_mail_our_last_word"]
    assert not judged(burst).unlocked


def test_to_a_score_sixty_blasts_beat_the_journalist_who_always_answers_twice_a_year():
    for blasts in ("f_sixty_blasts", "g_sixty_blasts_and_an_auto_reply"):
        assert SCORES[blasts] > SCORES["h_twice_a_year"]
        assert not judged(blasts).unlocked
    assert judged("h_twice_a_year").unlocked


def test_no_line_through_the_scores_parts_who_may_be_asked_from_who_may_not():
    """Wherever the bar is put, it lets somebody through who must wait, or holds somebody who need not."""
    may = {SCORES[name] for name in SCORES if name[0] in READY}
    must_wait = {SCORES[name] for name in SCORES if name[0] in LOCKED | RESTING}
    assert min(may) < max(must_wait)
    assert all(any(one >= bar for one in must_wait) or any(one < bar for one in may) for bar in range(11))


@pytest.mark.slow
def test_the_rule_orders_the_cases_as_domain_says():
    """Ready, then whoever has something to be done, then whoever rests."""
    stages = {name: judged(name).stage.value for name in CASES}
    by_rule = sorted(stages, key=lambda name: ORDER.index(stages[name]))
    place = {name: by_rule.index(name) for name in by_rule}
    ready, locked, resting = ([n for n in CASES if n[0] in letters] for letters in (READY, LOCKED, RESTING))
    assert {stages[name] for name in ready} == {"ready"}
    assert {stages[name] for name in locked} == {"connect"}
    assert {stages[name] for name in resting} == {"resting"}
    assert max(place[n] for n in ready) < min(place[n] for n in locked)
    assert max(place[n] for n in locked) < min(place[n] for n in resting)
    assert (stages["j_invited_yesterday"], stages["j_invitation_is_for_one_ask"]) == ("ready", "resting")
    assert stages["k_bare_shares_before_the_first_ask"] == "ready"
    assert stages["k_bare_shares_after_the_first_ask"] == "give"
    assert stages["k_bare_shares_and_a_year_of_asks"] == "resting"
