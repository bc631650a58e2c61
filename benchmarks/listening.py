"""Listening: stored mentions and parsed feeds a second, and a million mentions asked."""

import os
import time
from collections.abc import Callable

import fastfeedparser
from django.db import connection
from django.utils import timezone

from benchmarks import real
from benchmarks.archive import measure_archive
from benchmarks.posts import WORDS, posts
from benchmarks.timing import processor_seconds, spent
from crm.models import Staff, Topic
from listening.feeds.document import read_document
from listening.feeds.entries import observed_in
from listening.feeds.reader import read_feed
from listening.feeds.xml_feeds import goes_beyond, read_quickly
from listening.months import open_months
from listening.pipeline import Taken, take_in

STORED, AT_ONCE = 20_000, 2_000
KEPT = int(os.environ.get("LISTENLARGE_BENCH_MENTIONS", 1_000_000))
LANGUAGES = [*["{en}"] * 690, *["{de}"] * 150, *["{fr}"] * 90, *["{ja}"] * 49, *["{}"] * 20, "{is}"]  # per mille
TABLES = (
    "mention",
    "mentiontopic",
    "mentionkey",
    "mentionversion",
    "band",
    "author",
    "hearing",
    "overture",
    "topicrun",
)


def measure_listening() -> None:
    _empty()
    staff = Staff.objects.order_by("pk").first() or Staff.objects.create(email="bench@example.org", name="Bench")
    measure_storing()
    measure_feeds()
    _empty()
    _fill(KEPT)
    measure_archive(staff, KEPT)


def measure_storing() -> None:
    """Posts that nearly all match, one after another of 2,000 at once, as a stream or an import brings them."""
    as_of = timezone.now()
    Topic.objects.create(name="Everything", query=" OR ".join(f'"{word}"' for word in ("the", "a", "to", *WORDS[:20])))
    given = posts(STORED, as_of=as_of)
    taken: list[Taken] = []

    def store() -> None:
        for at in range(0, STORED, AT_ONCE):
            taken.extend(take_in(given[at : at + AT_ONCE], kind="bench", channel="bluesky", as_of=as_of))

    start = time.perf_counter()
    seconds, _none = spent(store)
    wall = time.perf_counter() - start
    stored = sum(one.result == "new" for one in taken)
    print(f"Stored {stored:,} mentions of {STORED:,} {real.KIND} posts with search index: {stored / wall:,.0f}/s;")
    print(f"{stored / seconds.both:,.0f} for each second of a core, {stored / seconds.here:,.0f} for each of ours,")
    print(f"{stored / seconds.there:,.0f} for each of the database's.\n")


def measure_feeds() -> None:
    """Those that the fast parser reads, and all."""
    bodies = real.feeds()
    read_feed(bodies[0])
    fast = [body for body in bodies if _is_read_fast(body)]

    def rate(work: Callable[[bytes], object], some: list[bytes]) -> float:
        seconds, _none = processor_seconds(lambda: [work(body) for body in some])
        return len(some) / seconds

    def ours(body: bytes) -> object:
        return observed_in(read_document(body), url="https://a.example/feed")

    size = sum(map(len, fast)) / len(fast) / 1024
    print(f"Feeds, {real.KIND}: {len(fast)} of {len(bodies)} are read the fast way ({size:.0f} kB on average),")
    print(f"{rate(read_document, fast):,.0f} a second parsed, beside {rate(_bare, fast):,.0f} by the bare parser;")
    print(f"{rate(ours, fast):,.0f} a second made into posts, {rate(ours, bodies):,.0f} of all.\n")


def _bare(body: bytes) -> object:
    return fastfeedparser.parse(body, include_tags=False, include_media=False)


def _is_read_fast(body: bytes) -> bool:
    """Well-formed, and with nothing in it of which the fast parser knows nothing."""
    found, stumbled = read_quickly(body)
    return bool(found and found["entries"]) and not stumbled and not goes_beyond(found["entries"], body)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f"listening_{name}" for name in TABLES) + " CASCADE")
        cursor.execute("DELETE FROM crm_topic WHERE name LIKE 'Bench%%' OR name LIKE 'New %%' OR name = 'Everything'")


def _fill(count: int) -> None:
    """Straight into the tables, as the pipeline would write them; three months, 40,000 authors, ten topics."""
    print(f"Making {count:,} mentions …", flush=True)
    now = timezone.now()
    open_months(now)
    topics = Topic.objects.bulk_create([Topic(name=f"Bench {n}", query=WORDS[n]) for n in range(10)])
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, {
                "count": count, "now": now, "words": [*WORDS, *(f"word{n}" for n in range(5_000)), "zebra"],
                "common": len(WORDS), "topics": [topic.pk for topic in topics],
                "languages": LANGUAGES,
            })  # fmt: skip
        cursor.execute("VACUUM ANALYZE listening_mention, listening_mentiontopic, listening_mentionkey")


_FILL = (
    """INSERT INTO listening_author (channel, key, value, name)
       SELECT 'bluesky', 'voice' || n || '.example', 'voice' || n || '.example', '' FROM generate_series(1, 40000) n""",
    """INSERT INTO listening_mentionkey (source_kind, native_id, month)
       SELECT 'bench', 'bench ' || n, date_trunc('month', %(now)s)::date FROM generate_series(1, %(count)s) n""",
    """CREATE TEMP TABLE bench_text AS
       SELECT number, text, array_to_tsvector(string_to_array(text, ' ')) AS words FROM (
           SELECT number, string_agg((%(words)s::text[])[
               CASE WHEN random() < 0.4 THEN 1 + floor(random() * %(common)s)
                    ELSE 1 + floor(random() * array_length(%(words)s::text[], 1)) END::int], ' ') AS text
           FROM generate_series(0, 9999) AS number CROSS JOIN generate_series(1, 30) GROUP BY number) made""",
    """INSERT INTO listening_mention
       SELECT key.id, key.month, key.id %% 20 = 0, NULL, 'bench', 'bluesky', author.id, '',
              'https://a.example/' || key.id, '', made.text, '', '{}',
              (%(languages)s::text[])[1 + (key.id * 7919) %% array_length(%(languages)s::text[], 1)]::text[],
              %(now)s - key.id %% 130000 * interval '1 minute', %(now)s, NULL, '', '', key.id, '\\x00', made.words
       FROM listening_mentionkey key
       JOIN bench_text made ON made.number = key.id %% 10000
       JOIN listening_author author ON author.key = 'voice' || 1 + key.id %% 40000 || '.example'""",
    """INSERT INTO listening_mentiontopic
       SELECT id, (%(topics)s::bigint[])[1 + id %% 10], month, keep, published_at, author_id, story
       FROM listening_mention""",
)
