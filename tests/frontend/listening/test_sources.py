"""Where we listen: health in words, forms as the kinds ask for them, nothing gone for good."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.models import Staff
from listening.models import Source
from tests.frontend.conftest import signed_in
from tests.listening.posts import make_source
from tests.listening.sources.replaying import saying_json, serving

pytestmark = pytest.mark.django_db

OPML = b"""<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/>
<outline text="B" xmlUrl="nothing at all"/></body></opml>"""


@pytest.fixture
def mastodon(alice: Staff) -> Source:
    signed_in(alice).post(
        "/listening/sources/new/mastodon/",
        {"base": "https://mastodon.example", "tags": "bikes\ntrams", "token": "s3cret", "name": "Tagwatch"},
    )
    return Source.objects.get()


def test_trouble_is_said_in_words_and_comes_first(alice: Staff) -> None:
    make_source(owner=alice, name="A calm one")
    make_source(
        owner=alice, name="Zed", settings={"base": "https://z.example"}, is_well=False, health="The server said 429."
    )
    text = signed_in(alice).get("/listening/sources/").content.decode()
    assert text.index("Zed") < text.index("A calm one") and "The server said 429." in text


def test_a_form_asks_for_what_the_kind_needs_and_never_shows_a_secret(alice: Staff, mastodon: Source) -> None:
    assert mastodon.settings["tags"] == ["bikes", "trams"] and mastodon.secret("token") == "s3cret"
    text = signed_in(alice).get(f"/listening/sources/{mastodon.pk}/").content.decode()
    assert "bikes\ntrams" in text and "s3cret" not in text
    signed_in(alice).post(
        f"/listening/sources/{mastodon.pk}/",
        {
            "base": "https://mastodon.example",
            "tags": "bikes",
            "token": "",
            "name": "Tagwatch",
            "version": mastodon.version,
        },
    )
    mastodon.refresh_from_db()
    assert mastodon.settings["tags"] == ["bikes"] and mastodon.secret("token") == "s3cret"


def test_a_wrong_setting_is_said_at_its_field(alice: Staff) -> None:
    answer = signed_in(alice).post("/listening/sources/new/feed/", {"base": "no address"})
    assert answer.status_code == 422 and "Give the feed’s" in answer.content.decode().replace("&#x27;", "’")
    assert not Source.objects.exists()


def test_pause_resume_trash_and_back(alice: Staff, mastodon: Source) -> None:
    client, path = signed_in(alice), f"/listening/sources/{mastodon.pk}"
    assert "paused" in client.post(f"{path}/pause/", headers={"HX-Request": "true"}).content.decode()
    client.post(f"{path}/resume/")
    client.post(f"{path}/remove/")
    assert f'id="source-{mastodon.pk}"' not in client.get("/listening/sources/").content.decode()
    assert "Bring back" in client.get("/listening/sources/trash/").content.decode()
    client.post(f"{path}/restore/")
    mastodon.refresh_from_db()
    assert (mastodon.paused_at, mastodon.removed_at) == (None, None)


def test_what_somebody_else_added_is_theirs_or_a_managers(bob: Staff, mona: Staff, mastodon: Source) -> None:
    path = f"/listening/sources/{mastodon.pk}/pause/"
    signed_in(bob).post(path)
    mastodon.refresh_from_db()
    assert mastodon.paused_at is None
    signed_in(mona).post(path)
    mastodon.refresh_from_db()
    assert mastodon.paused_at is not None


def test_a_profile_is_known_by_its_looks(alice: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    from listening.sources.kinds import recognised

    [(kind, settings)] = recognised("https://mastodon.example/@ana")
    assert (kind.NAME, settings) == ("mastodon", {"base": "https://mastodon.example", "accounts": ["ana"]})
    assert recognised("https://mastodon.example/tags/bikes")[0][1]["tags"] == ["bikes"]
    assert recognised("@ana@mastodon.example")[0][1] == settings
    assert recognised("https://news.example/a/b") == recognised("nothing at all") == recognised("ftp://x/@a") == []


def test_an_address_inside_our_own_network_is_refused_in_words(alice: Staff) -> None:
    answer = signed_in(alice).post("/listening/sources/new/", {"address": "http://127.0.0.1:1/"})
    assert answer.status_code == 422 and not Source.objects.exists()


def test_a_list_of_feeds_comes_in_and_goes_out(alice: Staff) -> None:
    client = signed_in(alice)
    answer: Any = client.post("/listening/sources/new/", {"list": "1", "file": SimpleUploadedFile("f.opml", OPML)})
    assert "nothing at all" in answer.content.decode()
    assert Source.objects.get().name == "A"
    assert b"https://a.example/feed" in client.get("/listening/sources/list.opml").content
    bad = client.post("/listening/sources/new/", {"list": "1", "file": SimpleUploadedFile("f.opml", b"<a")})
    assert bad.status_code == 422


def test_the_page_leads_to_where_posts_are_brought_by_hand(alice: Staff) -> None:
    client = signed_in(alice)
    assert 'href="/capture/"' in client.get("/listening/sources/new/").content.decode()
    assert client.get("/capture/").status_code == 200


def test_what_costs_money_says_how_much_before_it_is_spent(alice: Staff, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    client, path = signed_in(alice), "/listening/sources/new/x/"
    assert "What would a run cost now?" in client.get(path).content.decode()
    assert "What would a run cost now?" not in client.get("/listening/sources/new/feed/").content.decode()
    counted = saying_json({"data": [], "meta": {"total_tweet_count": 40}})
    with serving(lambda asked: counted) as server:
        given = {"base": server.url, "query": "trains", "token": "t0ken", "price": "0.005", "dollars_a_day": "1"}
        answer = client.post(path, {**given, "cost": "1"}, headers={"HX-Request": "true"}).content.decode()
        assert "about 40 posts for about $0.20" in answer and not Source.objects.exists()
        short = client.post(path, {**given, "query": "", "cost": "1"}, headers={"HX-Request": "true"}).content.decode()
        assert "What to look for" in short
        client.post(path, given)
    assert "$0.00 of $1.00 are spent today." in client.get("/listening/sources/").content.decode()
