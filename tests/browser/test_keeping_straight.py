"""In a browser: a tag for all who match, and two records made one; each taken back."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from crm.bulk.run import run_bulk
from crm.duplicates.find import find_waiting
from crm.models import BulkAction, Contact, Duplicate, SavedView, Staff
from tests.browser.conftest import Visit
from tests.browser.seeing import look_at_all
from tests.builders import NOW, log, make_boundary, make_campaign, make_contact, make_staff
from tests.proof import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice(transactional_db: Any, visit: Visit, settings: Any) -> Staff:
    """With a book of sixty, two records of Ana among them; signed in."""
    alice = make_staff("Alice Berger")
    make_campaign(alice, name="Cargo bike week")
    for number in range(58):
        make_contact(alice, f"Person {number:02}", email=f"p{number}@example.net", organization="Stadtrad")
    first = make_contact(alice, "Ana Lima", email="ana@example.net", organization="Radio X", title="Editor")
    other = make_contact(alice, "A. Lima", email="lima@example.org", organization="Radio X", location="Porto")
    log(alice, first, days=3, text="About your piece")
    make_boundary(other, "client", client="Velo")
    find_waiting(as_of=NOW)
    client = Client()
    sign_in(client, alice)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visit.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": visit.address}])
    return alice


def test_a_tag_for_all_who_match_and_back(alice: Staff, visit: Visit) -> None:
    page = visit.page
    page.goto("/contacts/?search=stadtrad")
    page.keyboard.press("a")
    expect(page.get_by_label("All 58 contacts that match")).to_be_checked()
    bar = page.get_by_role("region", name="With those picked")
    bar.get_by_text("Tag", exact=True).first.click()
    bar.get_by_label("Tag").fill("press")
    visit.shot("bulk-bar", whole=False)
    bar.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    bulk = BulkAction.objects.get()
    run_bulk(bulk.pk, as_of=NOW)
    expect(page.get_by_text("58 contacts were changed.", exact=True)).to_be_visible()
    assert Contact.objects.filter(tags=["press"]).count() == 58
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is taken back.").or_(page.get_by_text("Taken back")).first).to_be_visible()
    assert not Contact.objects.exclude(tags=[]).exists()


def test_two_records_become_one_by_keys_and_two_again(alice: Staff, visit: Visit) -> None:
    page = visit.page
    page.goto("/duplicates/")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="One person?")).to_be_visible()
    page.get_by_role("radio", name="A. Lima").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("No duplicates")).to_be_visible()
    ana = Contact.objects.get(title="Editor")
    assert (ana.name, ana.location, ana.boundaries.count()) == ("A. Lima", "Porto", 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("They are two records again.", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="Ana Lima")).to_be_visible()
    ana.refresh_from_db()
    assert (ana.name, ana.location, ana.boundaries.count()) == ("Ana Lima", "", 0)
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.get_by_text("that is remembered").first).to_be_visible()


def _paths() -> dict[str, str]:
    pair = Duplicate.objects.get()
    Contact.objects.filter(name="Person 00").update(trashed_at=NOW, trashed_by=Staff.objects.get())
    Contact.objects.filter(name__lt="Person 09").exclude(name="Person 00").update(tags=["press", "bikes"])
    view = SavedView.objects.create(owner=Staff.objects.get(), name="Press", shared=True, filter={"tag": "press"})
    bulk = BulkAction.objects.create(
        staff=Staff.objects.get(), action="archive", status="done", total=4, changed=3, created_at=NOW
    )
    return {
        "duplicates": "/duplicates/",
        "merge": f"/contacts/{pair.first_id}/merge/{pair.second_id}/?from=duplicates",
        "trash": "/contacts/trash/",
        "tags": "/contacts/tags/",
        "change": f"/contacts/changes/{bulk.pk}/",
        "changes": "/contacts/changes/",
        "view": f"/contacts/?tag=press&view={view.pk}",
    }


def test_nobody_is_shut_out_and_nothing_sticks_out(alice: Staff, visit: Visit) -> None:
    paths = _paths()
    assert look_at_all(visit, paths, narrow=frozenset(paths)) == []
