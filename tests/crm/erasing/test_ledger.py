"""The list beside the database tells who was erased since when, to whoever has the secret; alone it names nobody."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from crm.actions.erase_person import order_erasure
from crm.erasing.job import run_erasure
from crm.erasing.ledger import erased_since, note_erased
from tests.builders import NOW, make_contact, make_staff

pytestmark = pytest.mark.django_db
ANA, BEN = ("email", "ana@ledger.example"), ("phone", "+4930123456")
SECRET, OLD = "the secret of this house", "the one before"


@pytest.fixture
def ledger(settings: Any, tmp_path: Path) -> Path:
    settings.SECRET_KEY = SECRET
    settings.ERASED_LIST = tmp_path / "some" / "erased"
    return settings.ERASED_LIST


def test_it_knows_an_address_again_and_does_not_tell_it(ledger: Path) -> None:
    note_erased(contacts=[7], addresses=[ANA], at=NOW)
    found = erased_since(NOW - timedelta(days=1), ledger, database="another")
    assert found.among([ANA, BEN], secrets=[SECRET]) == {ANA}
    assert found.among([ANA, BEN], secrets=[OLD]) == set()
    assert "ana" not in ledger.read_text() and ledger.stat().st_mode & 0o777 == 0o600
    assert found.contacts == set()  # numbers of another database are other people


def test_what_was_erased_before_the_backup_is_no_business_of_it(ledger: Path) -> None:
    note_erased(contacts=[7], addresses=[ANA], at=NOW)
    note_erased(contacts=[8], addresses=[BEN], at=NOW + timedelta(hours=2))
    found = erased_since(NOW + timedelta(hours=1), ledger, database="test")
    assert found.among([ANA, BEN], secrets=[SECRET]) == {BEN}


def test_the_secret_may_have_changed_meanwhile(ledger: Path, settings: Any) -> None:
    settings.SECRET_KEY = OLD
    note_erased(contacts=[], addresses=[ANA], at=NOW)
    assert erased_since(NOW, ledger, database="test").among([ANA], secrets=[SECRET, OLD]) == {ANA}


def test_several_lists_count_together_and_a_line_cut_off_does_not(ledger: Path, tmp_path: Path) -> None:
    note_erased(contacts=[], addresses=[ANA], at=NOW)
    copy = tmp_path / "copy"
    copy.write_text(ledger.read_text())
    ledger.write_text('{"at": "2026-01-0')
    assert erased_since(NOW, ledger, copy, tmp_path / "none", database="test").among([ANA], secrets=[SECRET]) == {ANA}


def test_an_erasure_stands_on_it_when_it_is_done(ledger: Path, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    ada = make_staff("Ada", role="admin")
    ana = make_contact(ada, "Ana Ledger", email=ANA[1])
    number = ana.pk
    order = order_erasure(staff=ada, contact=ana, as_of=NOW)
    assert not ledger.exists()
    run_erasure(order.pk, as_of=NOW)
    found = erased_since(NOW, ledger, database=str(connection.settings_dict["NAME"]))
    assert found.among([ANA], secrets=[SECRET]) == {ANA}
    assert found.contacts == {number}
