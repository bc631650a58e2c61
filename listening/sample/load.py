"""Load what the sample hears, and take exactly that out again."""

from datetime import datetime, timedelta
from typing import Any

from crm.handles import normalise
from crm.models import Staff
from crm.sample.find import sample_topics
from listening.models import Author, Band, Mention, MentionKey, MentionTopic, OurHandle, Source, TopicRun
from listening.observed import Address, Named, Observed
from listening.pairing import find_pairings
from listening.pipeline import take_in
from listening.sample.posts import AUTHORS, IN_TROUBLE, OURS, OWN_SITES, POSTS, SOURCES, Said

KIND = "sample"
MARK = "sample-book:"


def load(*, staff: Staff, as_of: datetime, **_signal: Any) -> None:
    """The sources are paused: nobody is asked anything."""
    sources = {key: _source(key, staff, as_of) for key in SOURCES}
    known = normalise(*OURS)
    OurHandle.objects.get_or_create(
        channel=known.channel, key=known.key, defaults={"value": known.value, "staff": staff}
    )
    for key, source in sources.items():
        said = [(number, one) for number, one in enumerate(POSTS) if one.source == key]
        posts = [_observed(number, one, as_of) for number, one in said]
        taken = take_in(posts, kind=KIND, channel="mastodon", as_of=as_of, source=source)
        Source.objects.filter(pk=source.pk).update(items=sum(one.result == "new" for one in taken))
    sites = Author.objects.filter(value__in=OWN_SITES.values()).values_list("pk", flat=True)
    find_pairings(list(sites), as_of=as_of)


def remove(**_signal: Any) -> None:
    keys = MentionKey.objects.filter(source_kind=KIND, native_id__startswith=MARK)
    ids = list(keys.values_list("pk", flat=True))
    MentionTopic.objects.filter(mention__in=ids).delete()
    stories = Mention.objects.filter(pk__in=ids).values_list("story", flat=True)
    Band.objects.filter(story__in=list(stories)).delete()
    Mention.objects.filter(pk__in=ids).delete()
    keys.delete()
    TopicRun.objects.filter(topic__in=sample_topics()).delete()
    _remove_sources()
    OurHandle.objects.filter(channel=OURS[0], value=OURS[1]).delete()
    for channel, value, _name in AUTHORS.values():
        Author.objects.filter(channel=channel, key=normalise(channel, value).key, mentions=None).delete()


def _source(key: str, staff: Staff, as_of: datetime) -> Source:
    kind, name, settings = SOURCES[key]
    trouble = IN_TROUBLE[1] if key == IN_TROUBLE[0] else ""
    source, _made = Source.objects.get_or_create(
        kind=kind,
        name=name,
        defaults={
            "settings": settings,
            "owner": staff,
            "paused_at": as_of,
            "checked_at": as_of - timedelta(hours=2),
            "is_well": not trouble,
            "health": trouble,
            "failures": 3 if trouble else 0,
        },
    )
    return source


def _observed(number: int, said: Said, as_of: datetime) -> Observed:
    channel, value, name = AUTHORS.get(said.by, ("", "", ""))
    return Observed(
        native_id=f"{MARK}{number}",
        author=Address(channel, value) if said.by else None,
        calls_theirs=(Named(OWN_SITES[said.by], verified=True),) if said.by in OWN_SITES else None,
        author_name=name,
        url=f"https://heard.example/{said.source}/{number}",
        title=said.title,
        text=said.text,
        languages=(said.language,),
        published_at=as_of - timedelta(days=said.days),
        to=(Address(*OURS),) if said.to_us else (),
        in_reply_to="at://sample-book/elsewhere" if said.to_us else "",
    )


def _remove_sources() -> None:
    """Those that something real came from stay."""
    names = [name for _kind, name, _settings in SOURCES.values()]
    gone = list(Source.objects.filter(name__in=names, mentions=None).values_list("pk", flat=True))
    Source.objects.filter(pk__in=gone).delete()
