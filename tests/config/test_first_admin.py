"""The first admin: made once, let in by a link, and no more links once somebody has been in."""

import pytest
from django.utils import timezone

from config.running.first_admin import sign_in_for_first_admin
from crm.models import Staff

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_an_admin_without_a_password():
    email, link = sign_in_for_first_admin("ana@example.org")
    admin = Staff.objects.get()
    assert (email, admin.email, admin.role) == ("ana@example.org", "ana@example.org", "admin")
    assert not admin.has_usable_password()
    assert "/sign-in/" in link


def test_a_later_start_gives_a_fresh_link_until_somebody_has_signed_in():
    sign_in_for_first_admin("ana@example.org")
    email, _ = sign_in_for_first_admin("other@example.org")
    assert email == "ana@example.org"
    assert Staff.objects.count() == 1
    Staff.objects.update(last_login=timezone.now())
    assert sign_in_for_first_admin("ana@example.org") is None
