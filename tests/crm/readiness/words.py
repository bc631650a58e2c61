"""What every line of a judgement owes its reader, held against the slow oracle as time passes."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.readiness import Readiness
from crm.readiness.verdict import Verdict
from tests.oracle.events import World

LATER = (1, 7, 30, 180, 400)


def is_past(world: World, as_of: datetime) -> bool:
    """Nothing of the world is still to come, which time would bring to light."""
    moments = [t.at for t in world.touches] + [b.from_at for b in world.limits] + [i.noted_at for i in world.interests]
    moments += [a.asked_at for a in world.asks] + [a.outcome_at for a in world.asks if a.outcome_at]
    moments += [a.follow_up_at for a in world.asks if a.follow_up_at]
    moments += [b.lifted_at for b in world.limits if b.lifted_at]
    days = [a.on for a in world.attestations] + [v.given_on for v in world.invitations]
    return all(moment <= as_of for moment in moments) and all(day <= as_of.date() - timedelta(1) for day in days)


def check_words(readiness: Readiness, zone: str, met_at: Callable[[str, datetime], bool], past: bool) -> None:
    """`met_at` asks the oracle about one criterion at another moment; `past` says that nothing is still to come."""
    today = readiness.as_of.astimezone(ZoneInfo(zone)).date()
    for verdict in readiness.criteria:
        assert verdict.sentence, verdict
        if verdict.met:
            assert (verdict.next_step, verdict.by_time_on) == ("", None)
            continue
        assert verdict.next_step, verdict
        if verdict.by_time_on is not None:
            assert verdict.by_time_on > today, verdict
            assert f"{verdict.by_time_on:%-d %B %Y}" in verdict.next_step, verdict
        if past:
            _check_time(verdict, today, ZoneInfo(zone), met_at)


def _check_time(verdict: Verdict, today, zone: ZoneInfo, met_at: Callable[[str, datetime], bool]) -> None:
    """Time alone does it from `by_time_on` on, for good; where no date is named, it never does."""

    def met_on(day) -> bool:
        return met_at(verdict.name, datetime.combine(day, time(12), zone))

    on = verdict.by_time_on
    if on is None:
        assert not any(met_on(today + timedelta(days)) for days in LATER), verdict
        return
    assert met_on(on), verdict
    if verdict.name == "given":  # what was given grows old too
        assert not met_on(on - timedelta(1)), verdict
        return
    assert all(met_on(on + timedelta(days)) for days in LATER), verdict
    if on - timedelta(1) > today and verdict.name != "rested":  # an open ask rests, is silent, and rests again
        assert not met_on(on - timedelta(1)), verdict
