"""Letting people and programs in from the command line."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from crm.models import ApiToken, Staff
from tests.api.conftest import V1


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_an_admin_is_added_and_gets_a_link(db: Any) -> None:
    lines = run("add_staff", "ada@example.org", "--role", "admin", "--name", "Ada")
    assert "/sign-in/" in lines[-1]
    assert Staff.objects.get().is_admin


def test_nobody_is_added_twice(alice: Staff) -> None:
    with pytest.raises(CommandError, match="already"):
        run("add_staff", alice.email.upper())
    assert Staff.objects.count() == 1


def test_a_token_is_alone_on_the_last_line_and_works(ada: Staff) -> None:
    key = run("create_token", ada.email, "--scope", "read,write,import,ask,admin", "--days", "3")[-1]
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {key}").get(f"{V1}/contacts/").status_code == 200
    assert ApiToken.objects.get().expires_at is not None


@pytest.mark.parametrize("words", [("nobody@example.org",), ("ada", "--scope", "everything"), ("ada", "--days", "0")])
def test_a_token_that_cannot_be_made(ada: Staff, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("create_token", words[0].replace("ada", ada.email), *words[1:])
    assert not ApiToken.objects.exists()
