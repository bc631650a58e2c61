"""The sample hears something on every screen, asks nobody, and leaves nothing behind."""

import pytest

from crm.sample.load import load_sample_book
from crm.sample.remove import remove_sample_book
from listening.models import Author, Mention, MentionKey, MentionTopic, OurHandle, Overture, Pairing, Source
from listening.voices import voices
from tests.builders import NOW, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_it_is_there_with_the_book_and_gone_with_it() -> None:
    staff = make_staff(role="admin")
    load_sample_book(staff=staff, as_of=NOW)
    assert Mention.objects.count() > 30 and Overture.objects.count() == 1
    assert not Source.objects.listening().exists() and Source.objects.filter(is_well=False).exists()
    assert Pairing.objects.get().reason == "verified"
    assert len(voices(staff=staff, as_of=NOW)) > 4
    remove_sample_book()
    for model in (Mention, MentionKey, MentionTopic, Source, OurHandle, Author):
        assert not model.objects.exists(), model
