"""A site and a profile that name each other: suggested as one person, confirmed or not, and taken back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Conflict, NotAllowed
from crm.models import Handle, Interest, Staff
from listening.actions.pair_authors import accept_pairing, refuse_pairing, undo_pairing
from listening.models import Author, Mention, Pairing, ProfileLink
from listening.observed import Address, Named
from listening.pairing import find_pairings
from listening.site_links import read_site, sites_due
from listening.voices import voices
from tests.builders import NOW, days_ago, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import a_post, hear, make_source
from tests.listening.servers import Site, site

pytestmark = pytest.mark.django_db

SPOKES = Address("website", "https://spokes.example/")
ANA = Address("mastodon", "ana@social.example")


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def suggested() -> Pairing:
    """A blog that is read as a feed, and a profile whose server checked that the blog links back."""
    make_topic("Cargo bikes", query='"cargo bike*"')
    hear(a_post("A cargo bike a day", author=SPOKES, days=1), a_post("Cargo bikes in snow", author=SPOKES, days=4))
    names = (Named("https://spokes.example", verified=True), Named("https://ana.example"))
    hear(a_post("Out with my cargo bike", author=ANA, calls_theirs=names, days=2))
    return Pairing.objects.get()


@pytest.fixture
def web(settings: Any) -> Iterator[Site]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with site() as served:
        yield served


def page(*links: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/html"}, f"<html><body>{''.join(links)}</body></html>".encode()


def blog(web: Site) -> Author:
    """Heard by its feed."""
    make_topic("Cargo bikes", query='"cargo bike*"')
    home = Address("website", web.url("/"))
    hear(a_post(author=home), source=make_source())
    return Author.objects.get()


def test_a_checked_link_of_a_profile_is_a_suggestion(suggested: Pairing) -> None:
    assert suggested.reason == Pairing.Reason.VERIFIED
    assert {one.key for one in suggested.both} == {"spokes.example", "ana@social.example"}
    assert ProfileLink.objects.count() == 2


def test_what_only_one_of_them_says_is_none_and_neither_is_what_is_said_no_more(suggested: Pairing) -> None:
    hear(a_post("Cargo bikes!", author=ANA, calls_theirs=(Named("https://spokes.example"),)))
    assert not Pairing.objects.exists()
    hear(a_post("More cargo bikes!", author=ANA, calls_theirs=()))
    assert not ProfileLink.objects.exists()


def test_a_handle_that_is_the_sites_own_name_is_one(alice: Staff) -> None:
    make_topic("Cargo bikes", query='"cargo bike*"')
    hear(a_post(author=SPOKES), a_post(by="spokes.example"))
    spokes = Author.objects.get(channel="website")
    find_pairings([spokes.pk], as_of=NOW)
    assert Pairing.objects.get().reason == Pairing.Reason.DOMAIN


def test_a_home_page_and_the_profile_it_marks_name_each_other(web: Site) -> None:
    home = blog(web)
    web.pages["/"] = page('<a rel="nofollow me" href="/about">Me</a>', '<a rel="me" href="mailto:a@b.example">@</a>')
    web.pages["/about"] = page(f'<link rel="me" href="{web.url("/")}">')
    assert sites_due(as_of=NOW) == [home]
    read_site(home, as_of=NOW)
    found = Pairing.objects.get()
    assert found.reason == Pairing.Reason.LINKED
    assert {one.value for one in found.both} == {web.url("/"), web.url("/about")}
    assert sites_due(as_of=NOW + timedelta(days=29)) == []
    assert sites_due(as_of=NOW + timedelta(days=31)) == [home]


@pytest.mark.parametrize("said", [
    page("<p>Nothing about anybody</p>"), (404, {}, b"No"), (200, {}, b"\xff\x00<a rel=me href='http://[bad'>"),
])  # fmt: skip
def test_a_profile_that_does_not_link_back_is_nobodys(web: Site, said: Any) -> None:
    home = blog(web)
    web.pages["/"] = page('<a rel="me" href="/about">Me</a>')
    web.pages["/about"] = said
    read_site(home, as_of=NOW)
    assert not Pairing.objects.exists() and Author.objects.count() == 1


def test_two_that_are_one_are_heard_as_one_voice(alice: Staff, suggested: Pairing) -> None:
    assert [voice.days for voice in voices(staff=alice, as_of=NOW)] == [2, 1]
    accept_pairing(staff=alice, pairing=suggested, as_of=NOW)
    [voice] = voices(staff=alice, as_of=NOW)
    assert (voice.days, voice.posts, len(voice.examples), len(voice.also)) == (3, 3, 3, 1)
    undo_pairing(staff=alice, pairing=suggested, as_of=NOW)
    assert len(voices(staff=alice, as_of=NOW)) == 2


def test_whoever_is_in_the_book_by_one_gets_the_other_and_loses_it_again(alice: Staff, suggested: Pairing) -> None:
    ana = make_contact(alice, "Ana", email="ana@spokes.example")
    make_handle(ana, "website", "https://spokes.example")
    accept_pairing(staff=alice, pairing=suggested, as_of=NOW)
    assert set(ana.handles.values_list("channel", flat=True)) == {"email", "website", "mastodon"}
    assert Mention.objects.filter(keep=True).count() == 3 and Interest.objects.filter(contact=ana).count() == 3
    assert voices(staff=alice, as_of=NOW) == []
    undo_pairing(staff=alice, pairing=suggested, as_of=NOW)
    assert set(ana.handles.values_list("channel", flat=True)) == {"email", "website"}
    assert Interest.objects.filter(contact=ana).count() == 2
    assert Pairing.objects.filter(verdict=None).get() == suggested


def test_two_records_are_merged_not_paired(alice: Staff, suggested: Pairing) -> None:
    for name, (channel, value) in (("Ana", ANA), ("Spokes", SPOKES)):
        make_handle(make_contact(alice, name), channel, value)
    with pytest.raises(Conflict, match="two records in your book") as refused:
        accept_pairing(staff=alice, pairing=suggested, as_of=NOW)
    assert refused.value.existing.name in ("Ana", "Spokes")


def test_somebody_elses_private_contact_gets_nothing_and_is_not_hinted_at(alice: Staff, suggested: Pairing) -> None:
    hidden = make_contact(make_staff("Charlie"), "Zelda", visibility="private")
    make_handle(hidden, *SPOKES)
    other = make_contact(make_staff("Bob"), "Zoltan", visibility="private")
    make_handle(other, *ANA)
    assert accept_pairing(staff=alice, pairing=suggested, as_of=NOW).handles == []
    assert Handle.objects.filter(channel__in=("website", "mastodon")).count() == 2


def test_a_manager_takes_it_back_without_learning_of_a_private_contact(alice: Staff, suggested: Pairing) -> None:
    hidden = make_contact(alice, "Zelda", visibility="private")
    make_handle(hidden, *SPOKES)
    accept_pairing(staff=alice, pairing=suggested, as_of=NOW)
    assert hidden.handles.filter(channel="mastodon").exists()
    undo_pairing(staff=make_staff("Mona", role="manager"), pairing=suggested, as_of=NOW)
    assert not hidden.handles.filter(channel="mastodon").exists()


def test_that_they_are_two_is_remembered_and_only_ones_own_word_is_taken_back(alice: Staff, suggested: Pairing) -> None:
    refuse_pairing(staff=alice, pairing=suggested, as_of=NOW)
    hear(a_post("Cargo bikes again", author=ANA, calls_theirs=(Named("https://spokes.example", verified=True),)))
    assert not Pairing.objects.filter(verdict=None).exists()
    with pytest.raises(Conflict, match="said before that these are two people"):
        accept_pairing(staff=alice, pairing=suggested, as_of=days_ago(0))
    with pytest.raises(NotAllowed):
        undo_pairing(staff=make_staff("Bob"), pairing=suggested, as_of=NOW)
    undo_pairing(staff=make_staff("Mona", role="manager"), pairing=suggested, as_of=NOW)
    assert Pairing.objects.filter(verdict=None).exists()


def test_three_addresses_are_one_person_and_fall_apart_where_they_were_joined(alice: Staff, suggested: Pairing) -> None:
    site_, profile = sorted(suggested.both, key=lambda one: one.channel != "website")
    third = Author.objects.create(channel="x", key="ana", value="@ana")
    ids = sorted((profile.pk, third.pk))
    other = Pairing.objects.create(first_id=ids[0], second_id=ids[1], reason="linked", found_at=NOW)
    accept_pairing(staff=alice, pairing=suggested, as_of=NOW)
    accept_pairing(staff=alice, pairing=other, as_of=NOW)
    assert set(Author.objects.filter(same_as=site_)) == {profile, third}
    undo_pairing(staff=alice, pairing=suggested, as_of=NOW)
    site_.refresh_from_db()
    assert not Author.objects.filter(same_as=site_).exists()
    assert Author.objects.get(pk=third.pk).same_as == profile
