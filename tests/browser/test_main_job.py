"""The main job, from the first sign-in to letting them rest: what is seen, and what is stored."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from crm.actions.add_staff import add_staff, sign_in_link
from crm.importing.job import run_import
from crm.models import Ask, Campaign, Candidate, Contact, ImportJob, Interaction, Relationship, Staff
from tests.browser.conftest import Visit
from tests.builders import LETTER
from tests.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOGLE = (
    "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Labels\n"
    "Ana,Lima,Stadtrad,* Work,ana@example.net,Press ::: * myContacts\n"
    "Jonas,Weiß,Freie Presse,* Work,jonas@example.net,* myContacts\n"
)
HISTORY = (
    ("message", "25 days ago", "Your piece on the harbour lane made me smile this morning"),
    ("wrote", "24 days ago", "How kind, it took a whole rainy month to write"),
    ("read", "20 days ago", "https://stadtrad.example/harbour-lane"),
    ("message", "15 days ago", "The school street figures you quoted are hard to find, where do they come from"),
    ("wrote", "14 days ago", "From the district office, they keep them in a drawer"),
    ("read", "10 days ago", "https://stadtrad.example/school-streets"),
    ("message", "8 days ago", "That drawer should be a chapter of its own, I think"),
    ("wrote", "7 days ago", "Perhaps one day it will be"),
    ("help", "6 days ago", "Introduced her to the archivist who keeps the old counts"),
)


def test_from_the_first_sign_in_to_letting_them_rest(visit: Visit, clock: Clock, tmp_path: Path) -> None:
    page = visit.page
    alice = add_staff(email="alice@example.org", name="Alice Berger", role="admin", time_zone="Europe/Berlin")
    _sign_in(visit, alice)
    _import(visit, tmp_path)
    campaign = _start_campaign(visit, "Cargo bike week")
    _start_campaign(visit, "Winter timetable")
    _shortlist(visit, campaign)
    ana = Contact.objects.get(name="Ana Lima")
    to = f"/campaigns/{campaign.pk}/ask/{ana.pk}/"
    _try_too_early(visit, to)
    _do_what_is_missing(visit, ana)
    page.goto(f"/contacts/{ana.pk}/")
    expect(_seen(page, "You have earned an ask of Ana Lima for Cargo bike week.")).to_be_visible()
    visit.shot("job-6-unlocked")
    _ask(visit, ana)
    clock.pass_days(3)
    _record_yes(visit, ana)
    _see_her_rest(visit, ana)


def _seen(page: Page, words: str) -> Locator:
    """Seen in the page or a toast; what is only read out does not count."""
    return page.locator("#page, #toasts").get_by_text(words).first


def _sign_in(visit: Visit, alice: Staff) -> None:
    page = visit.page
    page.goto(sign_in_link(alice))
    page.get_by_role("button", name="Sign me in").click()
    page.get_by_label("New password").fill("correct horse battery")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Welcome. Who do you know?")).to_be_visible()
    visit.shot("job-1-empty")
    alice.refresh_from_db()
    assert alice.check_password("correct horse battery")


def _import(visit: Visit, folder: Path) -> None:
    page = visit.page
    file = folder / "contacts.csv"
    file.write_text(GOOGLE, encoding="utf-8")
    page.get_by_role("link", name="Import contacts").click()
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Look first").click()
    expect(_seen(page, "Waiting for its turn")).to_be_visible()
    run_import(ImportJob.objects.get().pk)
    expect(_seen(page, "This is a preview")).to_be_visible()
    visit.shot("job-2-import")
    assert not Contact.objects.exists()
    page.get_by_role("button", name="Load it").click()
    expect(_seen(page, "Waiting for its turn")).to_be_visible()
    run_import(ImportJob.objects.latest("pk").pk)
    expect(_seen(page, "Everybody is in your book.")).to_be_visible()
    assert set(Contact.objects.values_list("name", flat=True)) == {"Ana Lima", "Jonas Weiß"}


def _start_campaign(visit: Visit, name: str) -> Campaign:
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("k")
    page.wait_for_url("**/campaigns/")
    page.keyboard.press("n")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Client").fill("Velo Verband")
    page.locator("#page").get_by_label("Topics").fill("Cargo bikes")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Nobody is on the shortlist")).to_be_visible()
    return Campaign.objects.get(name=name)


def _shortlist(visit: Visit, campaign: Campaign) -> None:
    page = visit.page
    page.goto(f"/contacts/?for={campaign.pk}")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    visit.shot("job-3-picking")
    page.get_by_role("button", name="On the shortlist").click()
    expect(page.get_by_role("link", name="Ana Lima")).to_be_visible()
    visit.shot("job-4-board")
    assert Candidate.objects.filter(campaign=campaign).count() == 2


def _try_too_early(visit: Visit, to: str) -> None:
    page = visit.page
    page.goto(to)
    page.get_by_label("In your own words").fill(LETTER)
    expect(page.locator("[data-criterion=personal]")).to_have_class(re.compile("criterion-met"))
    page.get_by_role("button", name="I have sent it").press("Enter")
    expect(_seen(page, "Not yet: nothing was logged")).to_be_visible()
    expect(page.get_by_text("You have not done anything for Ana Lima yet.").first).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value(LETTER)
    visit.shot("job-5-locked")
    assert not Ask.objects.exists()


def _do_what_is_missing(visit: Visit, ana: Contact) -> None:
    page = visit.page
    page.goto(f"/contacts/{ana.pk}/")
    for number, (kind, when, text) in enumerate(HISTORY, start=1):
        _quick_log(page, kind, when, text)
        expect(page.locator("#timeline > li")).to_have_count(number)
    _quick_log(page, "read", "5 days ago", "https://stadtrad.example/drawer")
    expect(page.locator(".toast").last).to_contain_text("Ana Lima:")
    page.wait_for_load_state("networkidle")  # what was logged redraws the page: a click meanwhile would hit nothing
    page.get_by_role("link", name="Note an interest").first.click()
    dialog = page.get_by_role("dialog", name="Note an interest")
    dialog.get_by_label("Topic").fill("Cargo bikes")
    dialog.get_by_label("Their words").fill("I would write about cargo bikes every week")
    dialog.get_by_role("button", name="Note it").click()
    expect(_seen(page, "Noted: Ana Lima cares about Cargo bikes.")).to_be_visible()
    assert Interaction.objects.filter(contact=ana).count() == 10
    assert Relationship.objects.get(contact=ana).reached_days == 4


def _quick_log(page: Page, kind: str, when: str, text: str) -> None:
    """By keys alone: l, a name, Enter, Enter, one letter, a line."""
    letters = {"message": "m", "wrote": "w", "read": "d", "help": "h"}
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="Log what happened")
    expect(dialog).to_be_visible()
    page.keyboard.type("ana")
    expect(dialog.get_by_role("option", name="Ana Lima")).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-chip]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press(letters[kind])
    expect(dialog.get_by_label("In a line")).to_be_focused()
    dialog.get_by_label("When").fill(when)
    dialog.get_by_label("In a line").fill(text)
    dialog.get_by_label("In a line").press("Enter")
    expect(dialog).to_be_hidden()


def _ask(visit: Visit, ana: Contact) -> None:
    page = visit.page
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Ask Ana Lima")).to_be_visible()
    page.get_by_text("They care about Cargo bikes", exact=True).click()
    send = page.get_by_role("button", name="I have sent it")
    page.get_by_label("In your own words").fill(LETTER)
    expect(send).not_to_have_attribute("aria-disabled", "true")
    visit.shot("job-7-ask")
    send.dblclick()
    expect(_seen(page, "The ask of Ana Lima is logged.")).to_be_visible()
    ask = Ask.objects.get()
    assert (ask.contact, ask.text, ask.earned, ask.outcome) == (ana, LETTER, True, "")
    visit.shot("job-8-asked")


def _record_yes(visit: Visit, ana: Contact) -> None:
    page = visit.page
    page.goto("/")
    page.get_by_role("link", name="Record", exact=True).click()
    page.get_by_label("Links of what came of it").fill("https://stadtrad.example/cargo-bike-week")
    visit.shot("job-9-outcome")
    page.get_by_role("button", name="Yes").click()
    expect(_seen(page, "A yes from Ana Lima.")).to_be_visible()
    ask = Ask.objects.get()
    assert (ask.outcome, ask.links) == ("yes", ["https://stadtrad.example/cargo-bike-week"])


def _see_her_rest(visit: Visit, ana: Contact) -> None:
    page = visit.page
    page.get_by_text("1 more live campaign").click()
    ladder = page.locator(".item", has=page.get_by_role("link", name="Winter timetable"))
    expect(ladder.get_by_text("Resting")).to_be_visible()
    visit.shot("job-10-resting")
    page.goto("/contacts/?stage=resting&for=" + str(Campaign.objects.get(name="Winter timetable").pk))
    expect(page.get_by_role("link", name="Ana Lima")).to_be_visible()
    expect(page.get_by_role("link", name="Jonas Weiß")).to_be_hidden()
