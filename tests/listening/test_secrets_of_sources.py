"""Secrets of sources go in, and only to where they were meant to go."""

import pytest

from crm.errors import Refusal
from listening.actions.save_source import create_source, update_source
from listening.models import Source
from tests.builders import NOW, make_staff

pytestmark = pytest.mark.django_db


def mastodon() -> Source:
    told = {"base": "https://social.example", "tags": ["trains"], "token": "t0ken"}
    return create_source(staff=make_staff(), kind="mastodon", settings=told, as_of=NOW)


def test_a_secret_is_sealed_and_stands_nowhere_in_clear() -> None:
    source = Source.objects.get(pk=mastodon().pk)
    assert source.secret("token") == "t0ken" and "t0ken" not in source.sealed + str(source.settings)


def test_it_is_not_sent_to_another_address_than_it_was_entered_for() -> None:
    source = mastodon()
    with pytest.raises(Refusal) as refused:
        update_source(staff=source.owner, source=source, settings={"base": "https://thief.example"}, as_of=NOW)
    assert list(refused.value.errors) == ["token"]
    kept = Source.objects.get(pk=source.pk)
    assert kept.settings["base"] == "https://social.example" and kept.secret("token") == "t0ken"


def test_entered_again_it_goes_along_and_other_changes_need_no_secret() -> None:
    source = mastodon()
    update_source(staff=source.owner, source=source, settings={"tags": ["rail"]}, as_of=NOW)
    moved = {"base": "https://new.example", "token": "other"}
    update_source(staff=source.owner, source=source, settings=moved, as_of=NOW)
    kept = Source.objects.get(pk=source.pk)
    assert kept.secret("token") == "other" and kept.settings["tags"] == ["rail"]
