"""Reports as screens and files."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from crm.models import Campaign, Contact, Staff
from frontend.report_files import OUTCOME_SHEETS, SHEETS
from tests.builders import log, make_contact
from tests.crm.reports.made import made
from tests.crm.reports.test_exceptions import stand_out
from tests.frontend.conftest import fragment, signed_in

pytestmark = pytest.mark.deep

PAGES = ("/reports/", "/reports/balance/", "/reports/exceptions/", "/reports/what-if/")


def sheet(client, name, query=""):
    answer = client.get(f"/reports/{name}.csv{query}")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_what_came_of_asks_is_a_chart_and_a_table(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    for outcome in ["yes"] * 7 + ["no"] * 3:
        made(alice, ana, campaign, outcome)
    made(alice, ana, campaign, "yes", channel="phone")
    text = signed_in(alice).get("/reports/").content.decode()
    assert "70% said yes, likely between 40% and 89%" in text
    assert "too few to say" in text
    assert 'role="img"' in text and "<title>" in text


def test_an_empty_house_is_taught_what_belongs_here(alice: Staff) -> None:
    assert b"No asks to tell of" in signed_in(alice).get("/reports/").content
    for path in PAGES:
        assert signed_in(alice).get(path).status_code == 200, path


def test_the_tools_narrow_it(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    made(alice, ana, campaign, "yes", days=100)
    client = signed_in(alice)
    assert b"No asks to tell of" in fragment(client, "/reports/", {"period": "90"}).content
    assert b"No asks to tell of" not in fragment(client, "/reports/", {"period": "365"}).content
    assert b"No asks to tell of" in fragment(client, "/reports/", {"campaign": "999"}).content
    assert sheet(client, "outcomes-by-channel", "?period=90")[1:] == [["", "", *"000000000"[:8], "", "", ""]]


def test_every_chart_has_its_file(alice: Staff, ana: Contact, campaign: Campaign, mona: Staff) -> None:
    stand_out(alice, ana, mona, campaign)
    client = signed_in(alice)
    for name in (*SHEETS, *OUTCOME_SHEETS, "what-if"):
        rows = sheet(client, name)
        assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows), name
    for path in PAGES:
        text = client.get(path).content.decode()
        assert text.count(".csv") >= 1, path
    assert client.get("/reports/nothing.csv").status_code == 404


def test_a_name_that_a_spreadsheet_would_run_is_harmless(alice: Staff, campaign: Campaign) -> None:
    made(alice, make_contact(alice, "=HYPERLINK(1)"), campaign, days=10)
    assert sheet(signed_in(alice), "fatigue")[1][0] == "'=HYPERLINK(1)"


def test_exceptions_are_told_with_their_reasons(alice: Staff, ana: Contact, campaign: Campaign, mona: Staff) -> None:
    stand_out(alice, ana, mona, campaign)
    text = signed_in(alice).get("/reports/exceptions/").content.decode()
    for words in ("“Now.”", "Decided by Mona", "We studied together.", "He set a timer, no more.", "Given"):
        assert words in text, words


def test_what_if_says_what_it_would_have_held_and_saves_nothing(
    alice: Staff, mona: Staff, ana: Contact, campaign: Campaign
) -> None:
    made(alice, ana, campaign, "yes", facts={"known": 30})
    client = signed_in(alice)
    text = fragment(client, "/reports/what-if/", {"known_days": "60"}).content.decode()
    assert "1 of 1 past asks would have been held." in text
    assert "Too few asks to learn from" in text
    assert "Take these to the rules" not in text
    assert b"Take these to the rules" in fragment(signed_in(mona), "/reports/what-if/", {"known_days": "60"}).content
    assert 'value="60"' in signed_in(mona).get("/rules/?known_days=60").content.decode()
    assert campaign.asks.get().judged["facts"]["known"] == 30


@pytest.mark.parametrize("wrong", ["known_days=-5", "quiet_min_days=300&quiet_max_days=200", "heard_min=x"])
def test_it_refuses_thresholds_that_cannot_be(alice: Staff, wrong: str) -> None:
    answer = signed_in(alice).get(f"/reports/what-if/?{wrong}")
    assert answer.status_code == 422
    assert b"field-error" in answer.content


def test_a_hidden_contact_is_on_no_report_of_alices(alice: Staff, bob: Staff, mona: Staff, campaign: Campaign) -> None:
    hidden = make_contact(bob, "Zelda Hidden", visibility="private")
    client = signed_in(alice)
    before = [client.get(path).content for path in PAGES]
    stand_out(bob, hidden, mona, campaign)
    log(bob, hidden, kind="help", days=5, text="Something for Zelda.")
    assert [_without_tokens(client.get(path).content) for path in PAGES] == [_without_tokens(page) for page in before]
    assert b"Zelda" in signed_in(bob).get("/reports/exceptions/").content
    assert reverse("frontend:reports") == "/reports/"


def _without_tokens(page: bytes) -> str:
    return "\n".join(line for line in page.decode().splitlines() if "csrf" not in line.lower())
