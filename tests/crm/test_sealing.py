"""Secrets at rest."""

from typing import Any

import pytest

from crm.sealing import SealBroken, seal, unseal


def test_what_is_sealed_can_be_read_again_and_is_not_there_in_clear() -> None:
    sealed = seal("hunter2-ÄÖ")
    assert unseal(sealed) == "hunter2-ÄÖ"
    assert "hunter2" not in sealed and seal("hunter2-ÄÖ") != sealed


def test_nothing_stays_nothing() -> None:
    assert seal("") == "" == unseal("")


def test_a_copy_of_the_database_without_the_secret_opens_nothing(settings: Any) -> None:
    sealed = seal("hunter2")
    settings.SECRET_KEY = "another installation's secret"
    with pytest.raises(SealBroken, match="enter it again"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = []


def test_a_changed_secret_still_opens_what_the_old_one_sealed(settings: Any) -> None:
    sealed, old = seal("hunter2"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new one", [old]
    assert unseal(sealed) == "hunter2"


@pytest.mark.parametrize("broken", ["x", "gAAAAA", "ü"])
def test_what_is_no_seal_is_refused(broken: str) -> None:
    with pytest.raises(SealBroken):
        unseal(broken)


def test_what_was_tampered_with_is_refused() -> None:
    with pytest.raises(SealBroken):
        unseal(seal("hunter2")[:-3] + "AAA")
