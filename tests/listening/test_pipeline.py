"""What is kept of what is heard, once, in which words, and what is let go."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.models import Interest
from listening.models import Author, Mention, MentionKey, MentionTopic, MentionVersion
from listening.months import drop_month
from listening.observed import Address, Event
from listening.taking_back import _time_id, forget_never_kept, may_still_come
from tests.builders import NOW, days_ago, make_contact, make_handle, make_staff, make_topic
from tests.listening.posts import a_post, hear, make_source

pytestmark = pytest.mark.django_db


def bikes(**fields):
    return make_topic("Cargo bikes", query='"cargo bike*"', **fields)


def ana(**fields):
    contact = make_contact(make_staff(), "Ana Lima", **fields)
    make_handle(contact, "bluesky", "ana.example")
    return contact


def test_what_matches_a_topic_is_kept_with_its_topic_and_author() -> None:
    topic = bikes()
    [taken] = hear(a_post("My Cargo-Bike is here", by="zoe.example", author_name="Zoe"))
    mention = Mention.objects.get(pk=taken.mention)
    assert taken.result == "new"
    assert list(MentionTopic.objects.values_list("mention_id", "topic_id")) == [(mention.pk, topic.pk)]
    assert (mention.author.channel, mention.author.key, mention.author.name) == ("bluesky", "zoe.example", "Zoe")
    assert not mention.keep


def test_what_matches_nothing_is_let_go_unless_somebody_we_know_wrote_it() -> None:
    bikes()
    ana()
    stranger, known = hear(a_post("Nice weather", by="zoe.example"), a_post("Nice weather", by="ana.example"))
    assert (stranger.result, known.result) == ("passed", "new")
    assert Mention.objects.get().keep
    assert not Author.objects.filter(key="zoe.example").exists()


def test_the_same_post_is_kept_once_however_often_it_comes() -> None:
    bikes()
    post = a_post()
    first, again = hear(post)[0], hear(post, post)
    assert [first.result, *(taken.result for taken in again)] == ["new", "known", "known"]
    assert Mention.objects.count() == MentionKey.objects.count() == 1


def test_an_edited_post_keeps_its_old_words_as_a_version() -> None:
    bikes()
    bread = make_topic("Bread", query="bread")
    post = a_post("Cargo bikes!", native_id="one")
    pk = hear(post)[0].mention
    [edited] = hear(a_post("I meant bread.", native_id="one"), as_of=NOW + timedelta(hours=1))
    assert (edited.result, edited.mention) == ("edited", pk)
    assert Mention.objects.get().text == "I meant bread."
    assert MentionVersion.objects.get().text == "Cargo bikes!"
    assert MentionTopic.objects.get().topic_id == bread.pk


def test_an_edit_that_makes_it_match_nothing_is_an_edit_all_the_same() -> None:
    bikes()
    hear(a_post("Cargo bikes!", native_id="one"))
    assert hear(a_post("Never mind.", native_id="one"))[0].result == "edited"
    assert not MentionTopic.objects.exists()


def test_what_its_author_deleted_is_gone_and_stays_gone() -> None:
    contact, topic = ana(), bikes()
    post = a_post(by="ana.example", native_id="one")
    hear(post)
    assert Interest.objects.filter(contact=contact, topic=topic).exists()
    [taken] = hear(a_post(native_id="one", event=Event.DELETED))
    assert taken.result == "deleted"
    assert not Mention.objects.exists()
    assert not Interest.objects.exists()
    assert MentionKey.objects.get().deleted_at == NOW
    assert hear(post)[0].result == "gone"


def test_an_interest_is_drawn_once_a_day_with_its_evidence_and_again_from_another_post_of_that_day() -> None:
    contact, topic = ana(), bikes()
    early, late = a_post(by="ana.example", days=1), a_post(by="ana.example", published_at=days_ago(1, hour=15))
    hear(early, late)
    interest = Interest.objects.get()
    assert (interest.contact, interest.topic, interest.basis) == (contact, topic, "observed")
    assert (interest.noted_at, interest.evidence_url) == (early.published_at, early.url)
    hear(a_post(native_id=early.native_id, event=Event.DELETED))
    assert Interest.objects.get().evidence_url == late.url


def test_an_interest_that_somebody_took_out_is_not_drawn_again() -> None:
    ana()
    bikes()
    post = a_post(by="ana.example")
    hear(post)
    Interest.objects.all().delete()
    hear(a_post(by="ana.example"))
    assert not Interest.objects.exists()


def test_nothing_is_drawn_on_a_sensitive_topic() -> None:
    ana()
    bikes(sensitive=True)
    hear(a_post(by="ana.example"))
    assert MentionTopic.objects.exists()
    assert not Interest.objects.exists()


def test_a_post_belongs_to_a_contact_by_any_address_of_its_author() -> None:
    contact = make_contact(make_staff())
    make_handle(contact, "website", "ana.example")
    [taken] = hear(
        a_post("Hello", author=Address("feed", "ana.example/feed"), also=(Address("website", "ana.example"),))
    )
    assert Mention.objects.get(pk=taken.mention).author.channel == "website"


def test_copies_and_posts_on_one_link_are_one_story() -> None:
    bikes()
    text = "The city council decided yesterday that cargo bikes may use every bus lane from the first of May on"
    link = "https://news.example/2026/cargo-bikes"
    first, copy, share, other = hear(
        a_post(text, url=link),
        a_post(f"{text}, at last!", url="https://elsewhere.example/copied"),
        a_post("Cargo bikes: read this", links=(f"{link}?utm_source=x",)),
        a_post("Quite another text about cargo bikes, which nobody has copied from anybody else so far, I hope"),
    )
    story = dict(Mention.objects.values_list("pk", "story"))
    assert story[copy.mention] == story[share.mention] == first.mention
    assert story[other.mention] == other.mention


def test_html_is_made_safe_and_text_is_made_of_it() -> None:
    bikes()
    html = (
        '<p onclick="x()">Cargo <b>bikes</b><script>alert(1)</script></p><img src="https://t.example/p.gif">'
        '<p><a href="/more">More</a> &amp; <a href="javascript:x">less</a></p>'
    )
    [taken] = hear(a_post("", html=html, title="<b>Bikes</b> &amp; <script>x</script>", url="https://a.example/1"))
    mention = Mention.objects.get(pk=taken.mention)
    assert mention.text == "Cargo bikes\n\nMore & less"
    assert mention.title == "Bikes &"
    assert not any(word in mention.html for word in ("script", "onclick", "img"))
    assert mention.links == ["https://a.example/more"]


@pytest.mark.parametrize("when", [None, days_ago(365 * 56), days_ago(-365 * 74), days_ago(-1)])
def test_a_date_that_cannot_be_is_when_we_heard_it(when) -> None:
    bikes()
    hear(a_post(published_at=when))
    assert Mention.objects.get().published_at == NOW


def test_a_dropped_month_leaves_what_is_kept_and_lets_nothing_come_back() -> None:
    bikes()
    ana()
    passing, kept = a_post(by="zoe.example"), a_post(by="ana.example")
    hear(passing, kept, as_of=days_ago(120))
    assert drop_month(days_ago(120).date(), NOW.date())
    assert Mention.objects.get().url == kept.url
    assert [taken.result for taken in hear(passing, kept)] == ["gone", "known"]


def test_a_post_without_an_id_is_refused_and_a_nul_is_taken_out() -> None:
    bikes()
    assert hear(a_post(native_id="\x00"))[0].result == "refused"
    [taken] = hear(a_post("Cargo\x00 bikes \ud800"))
    assert Mention.objects.get(pk=taken.mention).text == "Cargo bikes"


def test_odd_signs_in_links_and_words_are_kept_as_they_are() -> None:
    bikes()
    links = ('https://a.example/"x"\\{,}', "https://b.example/it's")
    [taken] = hear(a_post("It's a cargo bike\\' \\\\ {a,b} \"c\"", links=links))
    mention = Mention.objects.get(pk=taken.mention)
    assert tuple(mention.links) == links
    assert mention.text == "It's a cargo bike\\' \\\\ {a,b} \"c\""


def test_it_counts_for_its_source() -> None:
    bikes()
    source = make_source()
    [taken] = hear(a_post(), source=source)
    assert Mention.objects.get(pk=taken.mention).source == source


def test_all_that_somebody_wrote_goes_with_their_account() -> None:
    bikes()
    hear(a_post(by="zoe.example"), a_post(by="zoe.example"), a_post(by="yan.example"))
    gone = a_post(native_id="", author=None, also=(Address("bluesky", "zoe.example"),), event=Event.AUTHOR_GONE)
    assert hear(gone)[0].result == "deleted"
    assert Mention.objects.get().author.key == "yan.example"


def test_a_delete_that_comes_before_its_post_is_remembered_for_some_days() -> None:
    bikes()
    post = a_post(native_id="https://social.example/1")
    assert hear(a_post(native_id=post.native_id, event=Event.DELETED))[0].result == "deleted"
    assert hear(post)[0].result == "gone" and not Mention.objects.exists()
    assert forget_never_kept(as_of=NOW + timedelta(days=2)) == 0
    kept = hear(a_post(), a_post(native_id="https://social.example/2"))
    hear(a_post(native_id="https://social.example/2", event=Event.DELETED))
    assert forget_never_kept(as_of=NOW + timedelta(days=4)) == 1
    assert set(MentionKey.objects.values_list("pk", flat=True)) == {one.mention for one in kept}


def test_of_bluesky_only_deletes_of_young_posts_are_remembered() -> None:
    ids = [f"at://did:plc:a/app.bsky.feed.post/{_time_id(NOW - timedelta(minutes=age))}" for age in (5, 65)]
    assert [may_still_come(native_id, NOW) for native_id in ids] == [True, False]
    recorded = "at://did:plc:wq4aajammjtxdomz3e23667t/app.bsky.feed.post/3mptbyplj5d2a"  # at 14:38:08
    at = datetime(2026, 7, 4, 15, 38, tzinfo=UTC)
    assert [may_still_come(recorded, moment) for moment in (at, at + timedelta(minutes=1))] == [True, False]
    hear(*[a_post(native_id=native_id, event=Event.DELETED) for native_id in ids])
    assert [key.native_id for key in MentionKey.objects.all()] == ids[:1]
