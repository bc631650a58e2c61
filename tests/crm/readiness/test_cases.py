"""The cases A to L of domain.md, through the database: the filter, the judgement and the words agree."""

import pytest

from tests.crm.readiness.worlds import write
from tests.oracle.book import ANA, COLLEAGUE, ME
from tests.oracle.cases import CASES
from tests.oracle.rule import judge

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", CASES)
def test_case_has_its_verdict_in_the_book_in_the_judgement_and_in_words(name):
    case = CASES[name]()
    written = write(case.world, {ME: case.tz, COLLEAGUE: case.tz})
    readiness = written.readiness(case.staff, case.contact, case.campaign, case.as_of)
    unmet = {verdict.name for verdict in readiness.missing}
    assert readiness.stage in case.stages
    assert case.unmet <= unmet and not case.met & unmet
    told = judge(case.world, case.staff, case.contact, case.campaign, case.as_of, case.tz)
    assert (readiness.stage, unmet) == (told.stage, told.unmet)
    face = written.faces(case.staff, case.campaign, case.as_of)[ANA]
    assert face == {**told.criteria, "stage": told.stage}
    for verdict in readiness.criteria:
        assert verdict.sentence.endswith((".", "”"))
        assert bool(verdict.next_step) == (not verdict.met)
        assert verdict.by_time_on is None or verdict.by_time_on > readiness.as_of.date()
