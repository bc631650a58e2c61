"""Figures over the API: the same as the screens', and none about whom one may not see."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.actions.attest import attest
from crm.models import Campaign, Contact, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import NOW, earn, log
from tests.crm.reports.made import made

PATHS = ("outcomes", "balance", "fatigue", "exceptions", "what-if")


def test_what_came_of_asks(api: APIClient, alice: Staff, ana: Contact, campaign: Campaign) -> None:
    for outcome in ["yes"] * 6 + ["silent"] * 4 + ["withdrawn"]:
        made(alice, ana, campaign, outcome)
    made(alice, ana, campaign, "no", channel="phone")
    table = api.get(f"{V1}/reports/outcomes/?by=channel").json()
    email, phone = table["rows"]
    assert (email["key"], email["asks"], email["settled"], email["share"]) == ("email", 11, 10, 0.6)
    assert (round(email["low"], 2), round(email["high"], 2)) == (0.31, 0.83)
    assert (phone["no"], phone["share"], phone["low"]) == (1, None, None)
    assert table["all"]["asks"] == 12
    assert api.get(f"{V1}/reports/outcomes/?by=channel&channel=phone").json()["all"]["asks"] == 1
    assert api.get(f"{V1}/reports/outcomes/?campaign=999").json()["rows"] == []


@pytest.mark.parametrize(
    "wrong", ["outcomes/?by=hair", "outcomes/?asked_at_after=then", "what-if/?known_days=-1", "what-if/?heard_min=99"]
)
def test_what_cannot_be_read_is_a_problem(api: APIClient, wrong: str) -> None:
    answer = api.get(f"{V1}/reports/{wrong}")
    assert answer.status_code == 400
    [field] = answer.json()["errors"]
    assert field in wrong


def test_what_if(api: APIClient, alice: Staff, ana: Contact, campaign: Campaign, topic: Topic) -> None:
    earn(alice, ana, topic)
    made(alice, ana, campaign, "yes", days=400, facts={"known": 30})
    found = api.get(f"{V1}/reports/what-if/?known_days=300").json()
    assert (found["asks"], found["enough"], found["changed"]) == (1, False, {"known_days": 21})
    assert (found["held"]["yes"], found["newly_held"]["yes"], found["policy"]["known_days"]) == (1, 1, 300)
    assert found["by_criterion"][0]["key"] == "known"
    assert (found["ready_now"]["people"], found["ready_then"]["people"]) == (0, 0)  # asked for it before
    assert found["ready_now"]["by_campaign"] == [{"campaign": campaign.pk, "people": 0}]


def test_every_report_answers_an_empty_house(api: APIClient) -> None:
    for path in PATHS:
        assert api.get(f"{V1}/reports/{path}/").status_code == 200, path


def test_a_hidden_contact_changes_no_figure_of_alices(
    api: APIClient, charlie: Staff, secret: Contact, campaign: Campaign, topic: Topic
) -> None:
    before = {path: api.get(f"{V1}/reports/{path}/").json() for path in PATHS}
    earn(charlie, secret, topic)
    log(charlie, secret, "outbound", "help", days=3, text="Something only for Zelda.")
    made(charlie, secret, campaign, "yes", days=300)
    attest(staff=charlie, contact=secret, reason="We went to school together.", as_of=NOW)
    after = {path: api.get(f"{V1}/reports/{path}/").json() for path in PATHS}
    assert after == before
    theirs: dict[str, Any] = {path: client_of(charlie).get(f"{V1}/reports/{path}/").json() for path in PATHS}
    assert all(theirs[path] != before[path] for path in PATHS)
