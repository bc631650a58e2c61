"""What was written down late says so, where it stands."""

from crm.models import Contact, Staff
from tests.builders import days_ago, log
from tests.frontend.conftest import signed_in


def test_a_mail_noted_forty_days_later_is_marked_and_one_with_its_own_identity_is_not(
    alice: Staff, ana: Contact
) -> None:
    log(alice, ana, days=40, entered=days_ago(0), text="From memory")
    page = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    assert page.count("entered late") == 1
    log(alice, ana, days=41, entered=days_ago(0), text="From the archive", external_id="<1@example.org>")
    log(alice, ana, days=30, entered=days_ago(0), text="Just in time")
    page = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    assert page.count("entered late") == 1
