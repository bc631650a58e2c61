"""Topics: the query is read while it is typed, saved when it can be read, and asked again of what is kept."""

from typing import Any

import pytest

from crm.models import Staff, Topic
from listening.models import TopicRun
from tests.frontend.conftest import signed_in

pytestmark = pytest.mark.django_db


def check(staff: Staff, query: str, **data: Any) -> str:
    answer = signed_in(staff).post("/listening/topics/check/", {"query": query, **data}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_while_typing_the_query_is_explained_and_tried(alice: Staff, posts: Any) -> None:
    text = check(alice, "bakery OR street")
    assert "Posts that mention “bakery” or “street”." in text
    assert "2 posts kept match" in text
    assert "<mark>bakery</mark>" in text and "Bikes (2)" in text


def test_an_error_points_at_the_place_and_says_what_to_write(alice: Staff) -> None:
    text = check(alice, "bike (tram")
    assert '<mark class="mark-wrong">(</mark>tram' in text
    assert "Write ) where it ends." in text


def test_what_is_typed_is_never_markup(alice: Staff) -> None:
    assert "<script>" not in check(alice, '"<script>alert(1)</script>')


def test_a_new_topic_is_asked_of_what_is_kept(alice: Staff) -> None:
    signed_in(alice).post("/listening/topics/new/", {"name": "Trams", "query": "tram*"})
    assert TopicRun.objects.get().topic.name == "Trams"


def test_a_query_that_cannot_be_read_is_refused_and_stays_in_the_form(alice: Staff) -> None:
    answer = signed_in(alice).post("/listening/topics/new/", {"name": "Trams", "query": "tram OR"})
    assert answer.status_code == 422
    assert "tram OR</textarea>" in answer.content.decode()
    assert not Topic.objects.exists()


def test_who_comes_second_sees_both_and_chooses(alice: Staff, bikes: Topic) -> None:
    path, old = f"/listening/topics/{bikes.pk}/edit/", bikes.version
    signed_in(alice).post(path, {"name": "Bikes", "query": "velo", "version": old})
    answer = signed_in(alice).post(path, {"name": "Bikes", "query": "fiets", "version": old})
    text = answer.content.decode()
    assert answer.status_code == 409 and "velo" in text and "fiets" in text
    bikes.refresh_from_db()
    assert bikes.query == "velo"
    signed_in(alice).post(path, {"name": "Bikes", "query": "fiets", "version": bikes.version})
    bikes.refresh_from_db()
    assert bikes.query == "fiets"


def test_a_topic_taken_out_comes_back_with_its_query(alice: Staff) -> None:
    client = signed_in(alice)
    topic = Topic.objects.create(name="Trams", query="tram*")
    client.post(f"/listening/topics/{topic.pk}/delete/")
    assert not Topic.objects.exists()
    client.post("/listening/topics/restore/")
    assert Topic.objects.get().query == "tram*"


def test_asking_again_shows_how_far_it_is_and_can_be_stopped(alice: Staff, bikes: Topic) -> None:
    client, path = signed_in(alice), f"/listening/topics/{bikes.pk}/run/"
    text = client.post(f"{path}again/", headers={"HX-Request": "true"}).content.decode()
    assert "Waiting for its turn" in text and 'hx-trigger="every 1s"' in text
    assert (
        "Stopped; nothing was changed."
        in client.post(f"{path}cancel/", headers={"HX-Request": "true"}).content.decode()
    )
    assert "every 1s" not in client.get(path).content.decode()


def test_share_of_voice_is_in_posts_and_stories(alice: Staff, bikes: Topic, posts: Any) -> None:
    text = signed_in(alice).get(f"/listening/topics/share/?topic={bikes.pk}&days=30").content.decode()
    assert "Zoe" in text and "50%" in text
