"""What goes when its time is over, and what stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from crm.actions.save_topic import delete_topic
from crm.models import Interest
from listening.actions.ask_topic import save_topic
from listening.actions.hear import hear_mention
from listening.jobs import clean_up
from listening.models import Mention, MentionTopic, MentionVersion
from listening.months import open_since
from listening.retention import forget_old, forget_versions
from tests.builders import NOW, days_ago, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import a_post, hear, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bikes(settings: Any) -> Any:
    settings.MENTIONS_KEPT_DAYS = 100
    return make_topic("Cargo bikes", query='"cargo bike*"')


def kept() -> set[int]:
    matched = set(MentionTopic.objects.values_list("mention", flat=True))
    assert matched == set(Mention.objects.values_list("pk", flat=True))
    return matched


def test_old_posts_go_and_those_of_contacts_and_those_that_were_heard_stay() -> None:
    alice = make_staff()
    passing, later_known, heard = hear(
        a_post(by="zoe.example"), a_post(by="ana.example"), a_post(by="yan.example"), as_of=days_ago(200)
    )
    young = hear(a_post(by="zoe.example"))[0]
    make_handle(make_contact(alice), "bluesky", "ana.example")
    hear_mention(staff=alice, mention=Mention.objects.get(pk=heard.mention), as_of=days_ago(199))
    assert forget_old(as_of=NOW) == [days_ago(200).date().replace(day=1)]
    assert kept() == {later_known.mention, heard.mention, young.mention}
    assert forget_old(as_of=NOW + timedelta(days=1)) == []


def test_a_source_may_keep_its_posts_shorter_or_longer_than_usual() -> None:
    short, long = make_source(retention_days=20), make_source(retention_days=365)
    hear(a_post(), source=short, as_of=days_ago(60))
    stays = hear(a_post(), source=long, as_of=days_ago(200))[0]
    hear(a_post(), as_of=days_ago(200))
    assert forget_old(as_of=NOW) == []
    assert kept() == {stays.mention}


def test_a_topic_that_becomes_sensitive_loses_what_was_drawn_from_posts(bikes: Any) -> None:
    make_handle(make_contact(make_staff()), "bluesky", "ana.example")
    hear(a_post(by="ana.example"))
    assert Interest.objects.count() == 1
    topic = save_topic(topic=bikes, as_of=NOW, sensitive=True)
    assert not Interest.objects.exists()
    save_topic(topic=topic, as_of=NOW, sensitive=False)
    assert Interest.objects.count() == 1


def test_a_topic_can_be_taken_out_with_what_it_matched(bikes: Any) -> None:
    hear(a_post())
    delete_topic(topic=bikes)
    assert not MentionTopic.objects.exists()
    assert Mention.objects.count() == 1


def test_the_worker_does_it_every_night_or_when_it_starts_after_one_it_missed() -> None:
    nightly = app.periodic_registry.periodic_tasks["listening.clean_up", ""]
    assert nightly.cron == "41 2 * * *"
    hear(a_post(by="zoe.example"), as_of=days_ago(200))
    night = datetime(2026, 11, 22, 2, 41, tzinfo=UTC).timestamp()
    deferrer = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults)
    assert list(deferrer.get_timestamps(nightly, since=None, until=night + 15_000)) == [night]
    clean_up(int(night))
    assert kept() == set() and days_ago(200).date().replace(day=1) not in open_since()
    assert {NOW.date().replace(day=1), date(2026, 12, 1)} <= set(open_since())


def test_of_a_post_that_is_edited_all_day_the_last_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listening.retention.MOST_VERSIONS", 2)
    for number in range(5):
        hear(a_post(f"Cargo bikes, take {number}", native_id="live"), as_of=days_ago(1, hour=number))
    hear(a_post("Cargo bikes once", native_id="calm"), as_of=days_ago(1))
    hear(a_post("Cargo bikes twice", native_id="calm"), as_of=NOW)
    assert forget_versions() == 2
    texts = sorted(MentionVersion.objects.values_list("text", flat=True))
    assert texts == ["Cargo bikes once", "Cargo bikes, take 2", "Cargo bikes, take 3"]
