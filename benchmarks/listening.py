"""Listening: stored mentions and parsed feeds a second, and a million mentions asked."""

import os
import tarfile
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.posts import WORDS, posts
from benchmarks.timing import head, processor_seconds, row, timed
from crm.models import Staff, Topic
from listening.actions.ask_topic import preview, rerun_topic
from listening.feeds.document import read_document
from listening.feeds.entries import observed_in
from listening.feeds.reader import read_feed
from listening.filters import MentionFilter
from listening.inbox import fill, inbox, unheard
from listening.models import TopicRun
from listening.months import open_months
from listening.pipeline import take_in
from listening.reports import by_week, share_of_voice
from listening.rerunning import run
from listening.voices import voices

STORED, AT_ONCE, KEPT, PAGE = 20_000, 2_000, 1_000_000, 50
TABLES = ("mention", "mentiontopic", "mentionkey", "mentionversion", "band", "author", "hearing", "overture")


def measure_listening() -> None:
    _empty()
    staff = Staff.objects.order_by("pk").first() or Staff.objects.create(email="bench@example.org", name="Bench")
    measure_storing()
    measure_feeds()
    _empty()
    _fill(KEPT)
    measure_archive(staff)


def measure_storing() -> None:
    """Posts that all match, one after another of 2,000 at once, as a stream or an import brings them."""
    as_of = timezone.now()
    Topic.objects.create(name="Everything", query=" OR ".join(f'"{word}"' for word in ("the", "a", "to", *WORDS[:20])))
    given = posts(STORED, as_of=as_of)
    stored = 0
    start = time.perf_counter()

    def store() -> None:
        nonlocal stored
        for at in range(0, STORED, AT_ONCE):
            taken = take_in(given[at : at + AT_ONCE], kind="bench", channel="bluesky", as_of=as_of)
            stored += sum(one.result == "new" for one in taken)

    seconds, _none = processor_seconds(store)
    wall = time.perf_counter() - start
    print(f"Stored {stored:,} mentions with search index: {stored / wall:,.0f}/s; {stored / seconds:,.0f} for each")
    print(f"second of this process ({STORED:,} posts looked at).\n")


def measure_feeds() -> None:
    """LISTENLARGE_BENCH_FEEDS: a .tar.gz of feeds; else one of our own, a hundred times."""
    bodies = _feeds()
    read_feed(bodies[0])

    def rate(work: Callable[[bytes], object]) -> float:
        seconds, _none = processor_seconds(lambda: [work(body) for body in bodies])
        return len(bodies) / seconds

    start = time.perf_counter()
    for body in bodies:
        read_feed(body)
    apart = len(bodies) / (time.perf_counter() - start)
    import fastfeedparser

    bare = rate(lambda body: fastfeedparser.parse(body, include_tags=False, include_media=False))
    ours = rate(lambda body: observed_in(read_document(body), url="https://a.example/feed"))
    print(f"Feeds: {ours:,.0f}/s read into posts, beside {bare:,.0f}/s by the bare parser; {apart:,.0f}/s through the")
    print("process that may break.\n")


def measure_archive(staff: Staff) -> None:
    as_of = timezone.now()
    topic = Topic.objects.get(name="Bench 1")
    head(f"{KEPT:,} mentions")
    row("inbox, first page of what is new", timed(lambda: fill(unheard(inbox(), staff)[:PAGE], staff)))
    for name, asked in (
        ("inbox of a topic", {"topic": topic.pk}),
        ("inbox of a source kind and state", {"state": "new", "channel": "bluesky"}),
        ("search, two words", {"search": "cargo bike"}),
    ):
        row(name, timed(lambda asked=asked: fill(_page(staff, asked), staff)))  # type: ignore[misc]
    row("voices of a topic", timed(lambda: voices(staff=staff, topics=[topic.pk], as_of=as_of), times=5))
    since = as_of - timedelta(weeks=12)
    row("share of voice", timed(lambda: share_of_voice(topics=[topic.pk], since=since, as_of=as_of), times=5))
    row("weeks of a topic", timed(lambda: by_week(staff=staff, topics=[topic.pk], as_of=as_of), times=5))
    for words in ("zebra", "cargo bike*", '"night train" AND NOT radio', "city OR council"):
        row(f"preview: {words}", timed(lambda words=words: preview(topic=Topic(name="New"), text=words)))  # type: ignore[misc]
    print()
    for words in ("zebra", '"cargo bike*" AND station'):
        _apply(words)


def _apply(words: str) -> None:
    topic = Topic.objects.create(name=f"New {words}", query=words)
    with transaction.atomic():
        rerun_topic(topic=topic, as_of=timezone.now())
    start = time.perf_counter()
    run(topic.pk, as_of=timezone.now())
    work = TopicRun.objects.get(topic=topic)
    seconds = time.perf_counter() - start
    print(f"New topic {words}: applied in {seconds:.1f} s ({work.total:,} asked, {work.added:,} found).")


def _page(staff: Staff, asked: dict[str, object]) -> list:
    return list(MentionFilter(asked, inbox(), staff=staff, as_of=timezone.now()).qs[:PAGE])


def _feeds() -> list[bytes]:
    path = os.environ.get("LISTENLARGE_BENCH_FEEDS")
    if not path:
        items = "".join(f"<item><title>T {n}</title><link>https://a.example/{n}</link></item>" for n in range(30))
        return [f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()] * 100
    with tarfile.open(path) as archive:
        return [found.read() for one in archive.getmembers() if one.isfile() and (found := archive.extractfile(one))]


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
              'https://a.example/' || key.id, '', made.text, '', '{}', '{en}',
              %(now)s - key.id %% 130000 * interval '1 minute', %(now)s, NULL, '', '', key.id, '\\x00', made.words
       FROM listening_mentionkey key
       JOIN bench_text made ON made.number = key.id %% 10000
       JOIN listening_author author ON author.key = 'voice' || 1 + key.id %% 40000 || '.example'""",
    """INSERT INTO listening_mentiontopic
       SELECT id, (%(topics)s::bigint[])[1 + id %% 10], month, keep, published_at, author_id, story
       FROM listening_mention""",
)
