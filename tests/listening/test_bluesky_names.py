"""Those whom a stream knows by number get the names they go by."""

from typing import Any

import pytest

from crm.errors import NotAllowed
from listening.actions.adopt_voice import adopt_voice, author_at
from listening.actions.pair_authors import undo_pairing
from listening.bluesky_names import name_strangers
from listening.models import Author, Mention, Pairing
from listening.observed import Address
from listening.voices import voices
from tests.builders import NOW, make_staff, make_topic
from tests.listening.posts import a_post, hear, make_source
from tests.listening.sources.replaying import Said, saying_json, serving

pytestmark = pytest.mark.django_db
DIDS = ("did:plc:zoe", "did:plc:yan", "did:plc:gone")
PROFILES = [
    {"did": DIDS[0], "handle": "zoe.example", "displayName": "Zoe <b>Ray</b>"},
    {"did": DIDS[1], "handle": "yan.example", "displayName": ""},
]


@pytest.fixture(autouse=True)
def heard(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    make_topic("Cargo bikes", query='"cargo bike*"')
    hear(*[a_post(f"Cargo bikes, {did}", by=did) for did in DIDS])


def test_they_are_asked_for_once_and_become_contacts_by_both(django_assert_num_queries: Any) -> None:
    with serving(lambda asked: saying_json({"profiles": PROFILES})) as server:
        make_source("bluesky", settings={"directory": server.url})
        assert name_strangers(as_of=NOW) == 3 and name_strangers(as_of=NOW) == 0
        assert {value for name, value in server.asked[0].queries if name == "actors"} == set(DIDS)
    names = dict(Author.objects.values_list("key", "name"))
    assert names == dict(zip(DIDS, ("Zoe Ray", "yan.example", "did:plc:gone"), strict=True))
    assert author_at("bluesky", "@yan.example") == Author.objects.get(key=DIDS[1])
    zoe = adopt_voice(staff=make_staff(), author=Author.objects.get(key=DIDS[0]), as_of=NOW)
    assert zoe.name == "Zoe Ray" and set(zoe.handles.values_list("key", flat=True)) == {"zoe.example", DIDS[0]}
    assert (
        hear(a_post("Nice weather", by=DIDS[0]))[0].result == "new" and Mention.objects.filter(keep=True).count() == 2
    )


def test_trouble_there_names_nobody_and_is_tried_again() -> None:
    with serving(lambda asked: Said(503)) as server:
        make_source("bluesky", settings={"directory": server.url})
        assert name_strangers(as_of=NOW) == 0
    assert not Author.objects.exclude(name="").exists()


def test_who_is_heard_by_number_and_by_handle_is_one_voice() -> None:
    with serving(lambda asked: saying_json({"profiles": PROFILES})) as server:
        make_source("bluesky", settings={"directory": server.url})
        hear(a_post("Cargo bikes by a search", by="yan.example"))
        name_strangers(as_of=NOW)
    by_search = a_post("Cargo bikes!", by="zoe.example", also=(Address("bluesky", DIDS[0]),))
    hear(by_search)
    alice = make_staff("Alice")
    assert sorted((len(voice.also), voice.posts) for voice in voices(staff=alice, as_of=NOW)) == [
        (0, 1),
        (1, 2),
        (1, 2),
    ]
    pairing = Pairing.objects.first()
    assert pairing and pairing.reason == "place" and pairing.verdict.by is None
    with pytest.raises(NotAllowed):
        undo_pairing(staff=alice, pairing=pairing, as_of=NOW)
    zoe = adopt_voice(staff=alice, author=Author.objects.get(key="zoe.example"), as_of=NOW)
    assert set(zoe.handles.values_list("key", flat=True)) == {"zoe.example", DIDS[0]}
