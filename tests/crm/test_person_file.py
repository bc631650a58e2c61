"""Everything we hold on a person, as they may ask for it."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from crm.actions.note_interest import note_interest
from crm.errors import Refusal
from crm.models import Staff
from crm.person_file import person_file
from listening.observed import Address, Observed
from listening.pipeline import take_in
from tests.builders import NOW, log, make_boundary, make_contact, make_handle, make_staff, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


def whole(staff: Staff, contact: Any, **options: Any) -> str:
    made = person_file(staff=staff, contact=contact, as_of=NOW, **options)
    return json.dumps(made.as_json(), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_it_holds_what_was_written_heard_asked_and_changed(alice: Staff) -> None:
    topic = make_topic(query="cargo")
    ana = make_contact(alice, "Ana Lima", email="ana@example.net", notes="Likes tea", basis="consent")
    make_handle(ana, "bluesky", "ana.example")
    log(alice, ana, text="Dear Ana, about cargo", days=2)
    make_boundary(ana, note="Never on Sundays")
    note_interest(staff=alice, contact=ana, topic=topic, basis="stated", noted_at=NOW, as_of=NOW, quote="I ride one")
    ana.title = "Chief editor"
    ana.save()
    post = Observed(native_id="1", text="cargo bikes rule", author=Address("bluesky", "ana.example"))
    take_in([post], kind="feed", channel="website", as_of=NOW)
    text = whole(alice, ana)
    for words in (
        *("Ana Lima", "ana@example.net", "Likes tea", "Dear Ana, about cargo", "Never on Sundays", "I ride one"),
        *("Chief editor", "cargo bikes rule", "Consent: they said we may"),
    ):
        assert words in text
    assert '"changed": {"title": ["", "Chief editor"]}' in text


def test_what_is_sensitive_goes_along_only_when_asked_for(alice: Staff) -> None:
    faith = make_topic("Faith", sensitive=True)
    ana = make_contact(alice)
    note_interest(staff=alice, contact=ana, topic=faith, basis="stated", noted_at=NOW, as_of=NOW, quote="I believe")
    made = person_file(staff=alice, contact=ana, as_of=NOW)
    assert made.left_out == 1
    assert "interests" not in made.as_json()
    assert "I believe" in json.dumps(
        person_file(staff=alice, contact=ana, as_of=NOW, sensitive=True).as_json(), cls=DjangoJSONEncoder
    )


def test_a_colleagues_private_record_of_the_same_person_is_not_in_it_nor_hinted_at(alice: Staff) -> None:
    bob = make_staff("Bob")
    ana = make_contact(alice, "Ana", email="ana@example.net")
    alone = whole(alice, ana)
    theirs = make_contact(bob, "Bob’s Ana", email="ana@example.net", visibility="private", notes="Between us")
    log(bob, theirs, text="Just between us")
    assert whole(alice, ana) == alone
    with pytest.raises(Refusal):
        person_file(staff=alice, contact=theirs, as_of=NOW)
