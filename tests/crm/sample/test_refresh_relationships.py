"""`manage.py refresh_relationships`: facts can be checked, and made good."""

import pytest
from django.core.management import CommandError, call_command

from crm.models import Relationship
from tests.builders import log, make_contact, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def tie():
    alice = make_staff("Alice")
    ana = make_contact(alice, "Ana Lima")
    log(alice, ana, text="About your piece on cargo bikes.")
    return Relationship.objects.get(staff=alice, contact=ana)


def test_facts_that_fit_pass_the_check(tie, capsys):
    call_command("refresh_relationships", check=True)
    assert "says what happened" in capsys.readouterr().out


def test_drifted_facts_are_named_and_made_good(tie, capsys):
    Relationship.objects.filter(pk=tie.pk).update(reached_days=7)
    with pytest.raises(CommandError, match="differ from what happened: 1") as failed:
        call_command("refresh_relationships", check=True)
    assert failed.value.returncode == 1
    assert f"staff {tie.staff_id}, contact {tie.contact_id}" in capsys.readouterr().out
    call_command("refresh_relationships")
    tie.refresh_from_db()
    assert tie.reached_days == 1
