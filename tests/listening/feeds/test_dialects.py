"""Feeds as programs of twenty years have written them: what is read of each, and that it is read alike."""

from datetime import UTC, datetime

import pytest

from listening.cleaning import Cleaned, clean
from listening.feeds.document import NoFeed, read_document
from listening.feeds.entries import observed_in
from listening.feeds.mending import in_utf8
from tests.builders import NOW

HERE = "https://tram.example/news/feed.xml"


def entries(body: bytes | str, *, charset: str = "") -> list[Cleaned]:
    """As they would be stored."""
    document = read_document(in_utf8(body if isinstance(body, bytes) else body.encode(), charset))
    return [clean(post, as_of=NOW) for post in observed_in(document, url=HERE)]


def rss(items: str, *, head: str = "", declared: str = "") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    channel = f"<title>Tram</title><link>https://tram.example/</link>{head}"
    return f"{declared}<rss version='2.0' {spaces}><channel>{channel}{items}</channel></rss>"


def atom(inside: str, *, attributes: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}>'
        f'<title>Tram</title><id>urn:tram</id><link href="https://tram.example/"/>{inside}</feed>'
    )


def test_atom_with_markup_in_place() -> None:
    xhtml = 'type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    [found] = entries(
        atom(f"""<entry><id>tag:tram.example,2026:7</id><title {xhtml}Night <em>lines</em></div></title>
        <link rel="self" href="https://tram.example/api/7"/><link rel="alternate" href="https://tram.example/7"/>
        <updated>2026-11-20T08:00:00Z</updated><published>2026-11-19T08:00:00+01:00</published>
        <author><name>Ilse Brandt</name><uri>https://ilse.example/</uri></author>
        <content {xhtml}<p>They run <a href="/map">until two</a>.</p></div></content></entry>""")
    )
    assert (found.native_id, found.url) == ("tag:tram.example,2026:7", "https://tram.example/7")
    assert (found.title, found.text) == ("Night lines", "They run until two.")
    assert (found.author_name, found.published_at) == ("Ilse Brandt", datetime(2026, 11, 19, 7, tzinfo=UTC))
    assert found.links == ("https://tram.example/map",)
    assert 'href="https://tram.example/map"' in found.html


def test_rss_one_with_its_modules() -> None:
    [found] = entries(
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://tram.example/">
        <title>Tram</title><link>https://tram.example/</link><dc:language>de</dc:language></channel>
        <item rdf:about="https://tram.example/9"><title>Rillen</title><link>https://tram.example/9</link>
        <description>Kurz</description><dc:creator>Jan Otto</dc:creator><dc:date>2026-11-19T08:00+01:00</dc:date>
        <content:encoded><![CDATA[<p>Lang und <b>breit</b></p>]]></content:encoded></item></rdf:RDF>"""
    )
    assert (found.native_id, found.title, found.text) == ("tram.example/9", "Rillen", "Lang und breit")
    assert (found.author_name, found.languages) == ("Jan Otto", ("de",))
    assert found.published_at == datetime(2026, 11, 19, 7, tzinfo=UTC)


def test_rss_two_with_everything_hung_on_it() -> None:
    [found] = entries(
        rss("""<item><title>Rails</title><guid isPermaLink="true">https://tram.example/3</guid><dc:creator>Mo</dc:creator>
        <description>Short</description><content:encoded><![CDATA[<p>The whole <i>story</i></p>]]></content:encoded>
        <media:content url="https://tram.example/3.jpg" medium="image"><media:title>Not the title</media:title>
        <media:description>Nor the text, however long it may be, for it is of a picture</media:description>
        </media:content>
        <comments>https://tram.example/3#comments</comments><source url="https://other.example/feed">Other</source>
        <pubDate>Thu, 19 Nov 2026 08:00:00 +0100</pubDate></item>""")
    )
    assert (found.title, found.text, found.author_name) == ("Rails", "The whole story", "Mo")
    assert found.url == "https://tram.example/3"


def test_an_episode() -> None:
    [found] = entries(
        rss(
            """<item><title>Episode 4</title><guid isPermaLink="false">ep-4</guid><itunes:author>Nora</itunes:author>
            <itunes:summary>About switches and points.</itunes:summary><itunes:title>Four</itunes:title>
            <podcast:person role="guest" href="https://gus.example/">Gus</podcast:person>
            <podcast:transcript url="https://tram.example/4.vtt" type="text/vtt"/>
            <enclosure url="https://cdn.example/4.mp3" length="1" type="audio/mpeg"/>
            <pubDate>Thu, 19 Nov 2026 08:00:00 GMT</pubDate></item>""",
            head="<itunes:author>The house</itunes:author><podcast:locked>yes</podcast:locked>",
        )
    )
    assert (found.title, found.author_name) == ("Episode 4", "Nora")
    assert "switches and points" in found.text
    assert found.links == ("https://cdn.example/4.mp3",)


def test_a_channel_of_videos() -> None:
    [found] = entries(
        """<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
        xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"><id>yt:channel:abc</id>
        <yt:channelId>abc</yt:channelId><title>Trams on film</title>
        <link rel="alternate" href="https://www.youtube.com/channel/UCabc"/><author><name>Trams on film</name>
        <uri>https://www.youtube.com/channel/UCabc</uri></author><entry><id>yt:video:v1</id><yt:videoId>v1</yt:videoId>
        <title>Depot</title><link rel="alternate" href="https://www.youtube.com/watch?v=v1"/><author>
        <name>Trams on film</name></author><published>2026-11-19T08:00:00+00:00</published>
        <updated>2026-11-20T08:00:00+00:00</updated><media:group><media:title>Depot</media:title>
        <media:content url="https://www.youtube.com/v/v1" type="application/x-shockwave-flash"/>
        <media:description>Where they sleep at night.</media:description></media:group></entry></feed>"""
    )
    assert (found.native_id, found.title, found.text) == ("yt:video:v1", "Depot", "Where they sleep at night.")
    assert found.url == "https://www.youtube.com/watch?v=v1"
    assert found.seen.author and found.seen.author.channel == "youtube"


@pytest.mark.parametrize("who", ['"author": {"name": "Uta"}', '"authors": [{"name": "Uta"}, {"name": "Ben"}]'])
def test_both_versions_of_json_feed(who: str) -> None:
    body = f"""{{"version": "https://jsonfeed.org/version/1", "title": "T", "home_page_url": "https://tram.example/",
    "items": [{{"id": 7, "url": "posts/7", "content_html": "<p>Catenary</p>", {who},
    "date_published": "2026-11-19T09:00:00+01:00",
    "external_url": "https://else.example/"}}]}}"""
    for start in ("", "\ufeff", " \n"):
        [found] = entries(start + body)
        assert (found.native_id, found.url, found.text) == (
            "tram.example 7",
            "https://tram.example/posts/7",
            "Catenary",
        )
        assert (found.author_name, found.links) == ("Uta", ("https://else.example/",))


WORDS = {
    "iso-8859-1": "Größe für Fußgänger",
    "windows-1252": "“Größe” – für Fußgänger",
    "windows-1251": "Трамвай в Москве",
    "koi8-r": "Трамвай в Москве",
    "shift_jis": "路面電車が走る",
    "euc-jp": "路面電車が走る",
    "iso-2022-jp": "路面電車が走る",
    "gb2312": "有轨电车",
    "big5": "有軌電車",
    "euc-kr": "노면 전차",
    "utf-16": "路面電車 Straße",
    "utf-8": "Größe 路面電車",
}


@pytest.mark.parametrize("charset", WORDS)
@pytest.mark.parametrize("where", ["in the feed", "in the header", "in both, at odds"])
def test_words_in_any_encoding(charset: str, where: str) -> None:
    declared = "" if where == "in the header" else f'<?xml version="1.0" encoding="{charset}"?>'
    body = rss(f"<item><title>{WORDS[charset]}</title></item>", declared=declared)
    told = {"in the feed": "", "in the header": charset, "in both, at odds": "utf-8"}[where]
    [found] = entries(body.encode(charset), charset=told)
    assert found.title == WORDS[charset]


def test_a_servers_habit_does_not_spoil_what_is_plainly_utf_8() -> None:
    """Many say ISO-8859-1 of all they send."""
    [found] = entries(rss("<item><title>Größe</title></item>"), charset="ISO-8859-1")
    assert found.title == "Größe"


@pytest.mark.parametrize("charset", ["x-unknown", "\x00", "base64", "idna", "utf-8; q=1"])
def test_a_charset_that_is_none_is_not_asked(charset: str) -> None:
    assert entries(rss("<item><title>Größe</title></item>"), charset=charset)[0].title == "Größe"


def test_entities_that_nobody_declared() -> None:
    [found] = entries(
        rss("<item><title>Caf&eacute;&nbsp;&amp; tram</title><description>It&rsquo;s late&hellip;</description></item>")
    )
    assert (found.title, found.text) == ("Café & tram", "It’s late…")


AMPERSANDS = {
    "Salt & pepper, AT&T": "Salt & pepper, AT&T",
    "A &copy; B &unknown; C": "A © B &unknown; C",
    "a &lt; b &amp;&amp; c &#38; &#x26; &#xE9;": "a < b && c & & é",
    "<![CDATA[R&D]]> & <![CDATA[Caf&eacute;]]>": "R&D & Café",
}


@pytest.mark.parametrize("title", AMPERSANDS)
def test_ampersands_however_they_come(title: str) -> None:
    """The rest of the text, and of the feed, is read behind them."""
    link = "https://tram.example/?a=1&b=2&copy=3"
    found = entries(rss(f"<item><title>{title}</title><link>{link}</link></item><item><title>Next</title></item>"))
    assert [one.title for one in found] == [AMPERSANDS[title], "Next"]
    assert found[0].url == link


def test_entities_that_the_feed_declares() -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY house "Haus">]>'
    [found] = entries(rss("<item><title>Das&nbsp;&house; am Gleis</title></item>", declared=declared))
    assert found.title == "Das Haus am Gleis"


@pytest.mark.parametrize("odd", ["\x0b", "\x00", "\x1f", "&#8;"])
def test_letters_that_are_none_cut_nothing_short(odd: str) -> None:
    [found] = entries(rss(f"<item><title>A{odd}B</title><description><![CDATA[<p>C{odd}D</p>]]></description></item>"))
    assert (found.title, found.text.replace(odd, "")) == ("AB", "CD")


def test_letters_that_a_program_cut_in_two_spoil_one_word() -> None:
    body = rss("<item><title>Größe und Läng</title><description>Grüße aus Köln</description></item>").encode()
    [found] = entries(body.replace(b"ng</title>", "\u00e9".encode()[:1] + b"</title>"))
    assert found.title.startswith("Größe und Lä")
    assert found.text == "Grüße aus Köln"


@pytest.mark.parametrize(
    "before", ["\ufeff", "\n\n  ", "\ufeff\n", "<!-- cached -->\n", "Warning: mysql in /www/x.php on line 3\n", "\x00"]
)
def test_what_stands_before_the_beginning(before: str) -> None:
    body = rss("<item><title>Rails</title></item>", declared='<?xml version="1.0" encoding="utf-8"?>')
    assert [found.title for found in entries(before + body)] == ["Rails"]


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Please</p></body></html>",
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head></html>',
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="a"/></body></opml>',
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>x</loc></url></urlset>',
        '{"error": "not found"}',
        "plain words",
    ],
    ids=["html", "xhtml", "opml", "sitemap", "json", "words"],
)
def test_what_is_something_else_is_no_feed(body: str) -> None:
    with pytest.raises(NoFeed):
        read_document(body.encode())


def test_links_lead_where_the_feed_says_they_begin() -> None:
    of_feed = entries(
        atom(
            '<entry><id>x1</id><title>A</title><link href="a.html"/></entry>'
            '<entry xml:base="https://else.example/b/"><id>x2</id><title>B</title><link href="c.html"/></entry>',
            attributes='xml:base="https://tram.example/blog/"',
        )
    )
    assert [found.url for found in of_feed] == ["https://tram.example/blog/a.html", "https://else.example/b/c.html"]
    [plain] = entries(rss("<item><title>C</title><link>//tram.example/d</link></item>"))
    assert plain.url == "https://tram.example/d"


def test_links_within_a_text_lead_away_from_us() -> None:
    """Left as they came, they would lead to pages of ours."""
    text = "&lt;a href='/map'&gt;map&lt;/a&gt; &lt;a href='?p=2'&gt;on&lt;/a&gt;"
    [found] = entries(
        rss(f"<item><title>A</title><link>https://tram.example/a/b</link><description>{text}</description></item>")
    )
    assert found.links == ("https://tram.example/map", "https://tram.example/a/b?p=2")
    assert 'href="https://tram.example/map"' in found.html
    [nowhere] = entries(rss(f"<item><title>A</title><description>{text}</description></item>").replace("<link>", "<l>"))
    assert 'href="/' not in nowhere.html
    [at_odds] = entries(
        rss(f"<item><title>A</title><link>https://tram.example:99999/</link><description>{text}</description></item>")
    )
    assert 'href="/' not in at_odds.html


def test_what_is_marked_within_a_word_does_not_part_it() -> None:
    text = "&lt;b&gt;T&lt;/b&gt;he H&lt;sub&gt;2&lt;/sub&gt;O bus"
    text += "&lt;table&gt;&lt;td&gt;late&lt;/td&gt;&lt;td&gt;here&lt;/td&gt;&lt;/table&gt;"
    [found] = entries(rss(f"<item><title>A</title><description>{text}</description></item>"))
    assert found.text.split() == ["The", "H2O", "bus", "late", "here"]


def test_without_guid_and_day() -> None:
    found = entries(
        rss(
            "<item><title>A</title><link>https://tram.example/a?utm_source=rss</link></item><item><title>B</title></item>"
        )
    )
    assert [one.native_id for one in found] == ["tram.example/a", "tram.example/news/feed.xml B"]
    assert [one.published_at for one in found] == [NOW, NOW]


DAYS = {
    "Thu, 19 Nov 2026 08:00:00 GMT": (8, 0),
    "Thu, 19 Nov 2026 08:00:00 Z": (8, 0),
    "Thu, 19 Nov 2026 08:00:00 UT": (8, 0),
    "Thu, 19 Nov 2026 08:00:00 EST": (13, 0),
    "Thu, 19 Nov 2026 08:00:00 PDT": (15, 0),
    "Thu, 19 Nov 2026 08:00:00 CEST": (6, 0),
    "Thu, 19 Nov 2026 08:00:00 +0530": (2, 30),
    "Thu, 19 Nov 2026 08:00:00 +01:00": (7, 0),
    "Thu, 19 Nov 2026 08:00:00 GMT+0100": (7, 0),
    "Thu, 19 Nov 2026 08:00:00 +0100 (CET)": (7, 0),
    "Thu, 19 Nov 2026 08:00:00": (8, 0),
    "Thu, 19 Nov 2026 08:00 GMT": (8, 0),
    "Thu, 19 Nov 26 08:00:00 GMT": (8, 0),
    "Thursday, 19 November 2026 08:00:00 GMT": (8, 0),
    "Mon, 19 Nov 2026 08:00:00 GMT": (8, 0),  # it was a Thursday
    "19 Nov 2026 08:00:00 -0000": (8, 0),
    "\n Thu, 19 Nov 2026\t08:00:00   GMT ": (8, 0),
    "Wed, 18 Nov 2026 24:00:00 GMT": (0, 0),
    "2026-11-19T08:00:00Z": (8, 0),
    "2026-11-19T08:00:00.123456789Z": (8, 0),
    "2026-11-19T08:00:00+0100": (7, 0),
    "2026-11-19T08:00+01": (7, 0),
    "2026-11-19 08:00:00": (8, 0),
    "2026-11-19": (0, 0),
    "20261119T080000Z": (8, 0),
}


@pytest.mark.parametrize("said", DAYS)
def test_days_as_feeds_write_them(said: str) -> None:
    [found] = entries(rss(f"<item><title>A</title><pubDate>{said}</pubDate></item>"))
    hour, minute = DAYS[said]
    assert found.published_at.replace(second=0, microsecond=0) == datetime(2026, 11, 19, hour, minute, tzinfo=UTC)
