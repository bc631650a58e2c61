"""A million mentions asked: the inbox with its usual filters, voices, figures, a query before and after it is saved."""

import time
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.utils import timezone

from benchmarks.timing import Spent, head_of_core, row_of_core, spent
from crm.models import Staff, Topic
from listening.actions.ask_topic import preview, rerun_topic
from listening.models import TopicRun
from listening.reports import by_week, overlaps, share_of_voice
from listening.rerunning import run
from listening.voices import voices

QUERIES = ("zebra", "cargo bike*", '"night train" AND NOT radio', "city OR council", "lang:en cargo")


def measure_archive(staff: Staff, kept: int) -> None:
    """The million is there (benchmarks.listening)."""
    topic = Topic.objects.get(name="Bench 1")
    client = Client(SERVER_NAME="localhost")
    client.force_login(staff)
    head_of_core(f"{kept:,} mentions, pages as they are asked for")
    for name, address in _pages(topic.pk).items():
        row_of_core(name, lambda address=address: _opened(client, address), times=7)  # type: ignore[misc]
    print()
    _measure_figures(staff, topic)
    print()
    for words in ("zebra", '"cargo bike*" AND station'):
        _apply(words)


def _pages(topic: int) -> dict[str, str]:
    return {
        "inbox, first page": "/listening/",
        "inbox of a topic": f"/listening/?topic={topic}",
        "inbox, all": "/listening/?state=all",
        "inbox, what is heard": "/listening/?state=heard",
        "inbox, this week": "/listening/?period=week",
        "inbox, a frequent language": "/listening/?language=en",
        "inbox, a rare language": "/listening/?language=is",
        "inbox, a language nobody writes": "/listening/?language=ko",
        "inbox, a topic in a rare language": f"/listening/?topic={topic}&language=is",
        "inbox, searched": "/listening/?search=cargo+bike",
        "inbox, all, searched for something rare": "/listening/?state=all&search=zebra",
        "inbox, the most fitting": "/listening/?sort=fitting",
        "API, mentions": "/api/v1/mentions/?state=new",
        "voices": "/listening/voices/",
        "voices of a topic": f"/listening/voices/?topic={topic}",
        "topics": "/listening/topics/",
        "one topic": f"/listening/topics/{topic}/",
        "sources": "/listening/sources/",
    }


def _measure_figures(staff: Staff, topic: Topic) -> None:
    as_of = timezone.now()
    since = as_of - timedelta(weeks=12)
    head_of_core("what is asked behind them")
    row_of_core("voices of all", lambda: voices(staff=staff, as_of=as_of), times=3)
    row_of_core("voices of a topic", lambda: voices(staff=staff, topics=[topic.pk], as_of=as_of), times=3)
    row_of_core("share of voice", lambda: share_of_voice(topics=[topic.pk], since=since, as_of=as_of), times=3)
    row_of_core("weeks of a topic", lambda: by_week(staff=staff, topics=[topic.pk], as_of=as_of), times=3)
    row_of_core("overlaps of a topic", lambda: overlaps(topic=topic.pk, since=since, as_of=as_of), times=3)
    for words in QUERIES:
        row_of_core(f"preview: {words}", lambda words=words: preview(topic=Topic(name="New"), text=words))  # type: ignore[misc]


def _opened(client: Client, address: str) -> None:
    answer = client.get(address, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _apply(words: str) -> None:
    topic = Topic.objects.create(name=f"New {words}", query=words)
    with transaction.atomic():
        rerun_topic(topic=topic, as_of=timezone.now())
    start = time.perf_counter()
    seconds, _work = spent(lambda: run(topic.pk, as_of=timezone.now()))
    wall = time.perf_counter() - start
    work = TopicRun.objects.get(topic=topic)
    print(f"New topic {words}: applied in {wall:.1f} s ({_told(seconds)}; {work.total:,} asked, {work.added:,} found).")


def _told(seconds: Spent) -> str:
    return f"{seconds.both:.1f} s of a core, {seconds.there:.1f} of these the database's"
