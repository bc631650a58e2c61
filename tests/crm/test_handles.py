"""Two ways of writing one address are one address; two addresses stay two."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.handles import FREE_TEXT, PHONES, WEB, HandleError, guess, normalise, profile_link
from crm.profiles import PROFILES

CHANNELS = sorted({"email", "mastodon", *PHONES, *WEB, *FREE_TEXT, *PROFILES})

SAME = [
    ("email", "Ana.Lee@Example.ORG", "ana.lee@example.org"),
    ("email", " mailto:ana@example.org?subject=Hello ", "ana@example.org"),
    ("email", "Ana Lee <ana@example.org>", "ana@example.org"),
    ("email", "ana @ example.org", "ana@example.org"),
    ("email", "ana@bücher.example", "ana@xn--bcher-kva.example"),
    ("email", "ana@XN--BCHER-KVA.example", "ana@xn--bcher-kva.example"),
    ("email", "ana@example.org", "ana@example.org"),
    ("phone", "tel:+49-30-901820", "+4930901820"),
    ("phone", "+49 (0)30 901820", "+4930901820"),
    ("phone", "0049 30 901820", "+4930901820"),
    ("phone", "+1 212 555 0100 ext. 7", "+12125550100;ext=7"),
    ("phone", "12345 (desk)", "12345"),
    ("sms", "\u202a+44 20 7946 0018\u202c", "+442079460018"),
    ("bluesky", "@Ana.bsky.social", "ana.bsky.social"),
    ("bluesky", "ana", "ana.bsky.social"),
    ("bluesky", "https://bsky.app/profile/ana.example.org/post/3k", "ana.example.org"),
    ("bluesky", "at://did:plc:abc123", "did:plc:abc123"),
    ("mastodon", "@Ana@Social.Example", "ana@social.example"),
    ("mastodon", "https://social.example/@ana", "ana@social.example"),
    ("mastodon", "https://social.example/@ana@other.example", "ana@other.example"),
    ("mastodon", "social.example/users/ana", "ana@social.example"),
    ("x", "@AnaLee", "analee"),
    ("x", "https://mobile.twitter.com/AnaLee/status/1?s=20", "analee"),
    ("x", "x.com/analee/", "analee"),
    ("x", "https://twitter.com/#!/analee", "analee"),
    ("linkedin", "https://de.linkedin.com/in/Ana-Lee/?trk=x", "in/ana-lee"),
    ("linkedin", "ana-lee", "in/ana-lee"),
    ("linkedin", "https://www.linkedin.com/in/j%C3%BCrgen", "in/jürgen"),
    ("linkedin", "linkedin.com/company/The-Paper", "company/the-paper"),
    ("instagram", "https://www.instagram.com/ana.lee/?hl=en", "ana.lee"),
    ("threads", "https://www.threads.net/@ana.lee", "ana.lee"),
    ("tiktok", "https://www.tiktok.com/@ana.lee/video/1", "ana.lee"),
    ("youtube", "https://www.youtube.com/@AnaLee/videos", "analee"),
    ("youtube", "@AnaLee", "analee"),
    ("youtube", "youtube.com/channel/UCabcdefghijklmnopqrstuv", "channel/UCabcdefghijklmnopqrstuv"),
    ("reddit", "https://old.reddit.com/user/Ana_Lee/comments", "ana_lee"),
    ("reddit", "u/Ana_Lee", "ana_lee"),
    ("facebook", "https://m.facebook.com/ana.lee?ref=x", "ana.lee"),
    ("facebook", "https://www.facebook.com/profile.php?id=1000", "1000"),
    ("facebook", "https://www.facebook.com/people/Ana-Lee/1000/", "1000"),
    ("hackernews", "https://news.ycombinator.com/user?id=AnaLee", "AnaLee"),
    ("website", "https://WWW.Example.org/Blog/?utm_source=x&page=2#top", "example.org/Blog?page=2"),
    ("website", "example.org", "example.org"),
    ("website", "http://bücher.example:80/", "xn--bcher-kva.example"),
    ("feed", "feed:https://example.org/feed/", "example.org/feed"),
    ("in_person", "At  the Fair", "at the fair"),
]

REFUSED = [
    ("email", "ana", "name@example.org"),
    ("email", "ana@desk", "name@example.org"),
    ("email", "   ", "empty"),
    ("email", "ana\x00@example.org", "NUL"),
    ("email", "a" * 600 + "@example.org", "longer than 500"),
    ("phone", "1234", "five digits"),
    ("mastodon", "@ana", "server"),
    ("x", "https://facebook.com/ana", "X handle"),
    ("x", "https://x.com/search?q=ana", "X handle"),
    ("reddit", "https://reddit.com/r/cycling", "Reddit handle"),
    ("website", "javascript:alert(1)", "web address"),
    ("website", "https://ana:secret@example.org", "web address"),
    ("website", "the corner shop", "web address"),
    ("pigeon", "coo", "not a channel"),
]


@pytest.mark.parametrize(("channel", "written", "key"), SAME)
def test_it_knows_an_address_however_it_is_written(channel: str, written: str, key: str) -> None:
    assert normalise(channel, written).key == key


@pytest.mark.parametrize(("channel", "written", "says"), REFUSED)
def test_it_says_what_is_wrong_with_an_address(channel: str, written: str, says: str) -> None:
    with pytest.raises(HandleError, match=says):
        normalise(channel, written)


def test_a_national_number_needs_its_country() -> None:
    assert normalise("phone", "030 901820").key == "030901820"
    assert normalise("phone", "030 901820", region="DE").key == "+4930901820"
    assert normalise("phone", "030 901820", region="DE").value == "030 901820"


def test_people_see_the_address_as_it_was_written() -> None:
    assert normalise("x", "https://x.com/AnaLee").value == "AnaLee"
    assert normalise("linkedin", "https://www.linkedin.com/in/Ana-Lee/").value == "linkedin.com/in/Ana-Lee"
    assert normalise("email", "mailto:Ana@Example.org").value == "Ana@Example.org"


@pytest.mark.parametrize(
    ("pasted", "channel"),
    [
        ("ana@example.org", "email"),
        ("Ana Lee <ana@example.org>", "email"),
        ("+49 30 901820", "phone"),
        ("https://bsky.app/profile/ana.example.org", "bluesky"),
        ("ana.bsky.social", "bluesky"),
        ("@ana@social.example", "mastodon"),
        ("https://social.example/@ana", "mastodon"),
        ("https://www.linkedin.com/in/ana-lee", "linkedin"),
        ("twitter.com/ana", "x"),
        ("https://youtu.be/abc", "website"),
        ("https://www.youtube.com/watch?v=abc", "website"),
        ("https://example.org/feed.xml", "feed"),
        ("example.org", "website"),
    ],
)
def test_it_recognises_what_somebody_pasted(pasted: str, channel: str) -> None:
    found = guess(pasted)
    assert found is not None
    assert found.channel == channel


@pytest.mark.parametrize("pasted", ["", "@ana", "Ana Lee", "12", "\x00", "https://", "http://[", "=cmd|x"])
def test_it_does_not_guess_what_could_be_anything(pasted: str) -> None:
    assert guess(pasted) is None


@pytest.mark.parametrize(
    ("channel", "key", "link"),
    [
        ("email", "ana@example.org", "mailto:ana@example.org"),
        ("phone", "+4930901820", "tel:+4930901820"),
        ("mastodon", "ana@social.example", "https://social.example/@ana"),
        ("youtube", "ana", "https://www.youtube.com/@ana"),
        ("youtube", "c/ana", "https://www.youtube.com/c/ana"),
        ("linkedin", "in/ana", "https://www.linkedin.com/in/ana"),
        ("website", "example.org/blog", "https://example.org/blog"),
        ("in_person", "at the fair", None),
    ],
)
def test_a_handle_leads_to_its_profile(channel: str, key: str, link: str | None) -> None:
    assert profile_link(channel, key) == link


def test_every_profile_link_leads_back_to_the_same_person() -> None:
    for channel, written, key in SAME:
        link = profile_link(channel, key)
        if link and channel not in FREE_TEXT:
            assert normalise(channel, link).key == key, written


written = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="aA1@.:/?#&=+-_ ßİſ。ü%www", max_size=40),
    st.sampled_from([value for _, value, _ in SAME]).flatmap(
        lambda value: st.tuples(st.just(value), st.text(alphabet="aA1@.:/?#&=+-_ üßİ%", max_size=6)).map("".join)
    ),
)


@pytest.mark.slow
@given(st.sampled_from(CHANNELS), written, st.sampled_from([None, "DE", "US"]))
@settings(max_examples=1500, deadline=None)
def test_an_address_normalised_twice_stays_the_same(channel: str, text: str, region: str | None) -> None:
    try:
        once = normalise(channel, text, region=region)
    except HandleError as error:
        assert str(error).endswith(".")
        return
    assert normalise(channel, once.key, region=region).key == once.key
    assert normalise(channel, once.value, region=region) == once
    profile_link(channel, once.key)


@pytest.mark.slow
@given(written)
@settings(max_examples=500, deadline=None)
def test_guessing_never_fails(text: str) -> None:
    found = guess(text)
    assert found is None or normalise(found.channel, found.key).key == found.key


def the_library_says(written: str) -> str | None:
    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


@pytest.mark.slow
@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.lists(st.text("0123456789", min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from([" ", "-", "."]),
)
@settings(max_examples=1_000, deadline=None)
def test_the_short_way_to_a_number_leads_where_the_long_one_does(code: int, groups: list[str], between: str) -> None:
    written = f"+{code} {between.join(groups)}"
    try:
        key = normalise("phone", written).key
    except HandleError:
        key = None
    expected = the_library_says(written)
    assert key == expected or expected is None


@pytest.mark.parametrize("prefix", ["0", "1", "15", "8", "06", "044", ""])
def test_a_prefix_dialled_at_home_is_no_part_of_the_number(prefix: str) -> None:
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        for length in range(4, 13):
            written = f"+{code} {prefix}{'2345678901234'[:length]}"
            if expected := the_library_says(written):
                assert normalise("phone", written).key == expected, written
