"""Posts as a source hands them over."""

from datetime import datetime, timedelta
from itertools import islice

from benchmarks import real
from listening.observed import Address, Event, Observed

TEXT = (
    "city council decided yesterday that every street near the old station may carry more people by train tram cargo "
    "bike lanes open morning evening new figures show children schools quiet summer heat energy rivers bridge small "
    "towns shops owners report study numbers grow slowly because rents rise while buses come late and nobody answers "
    "letters about noise dust light trees parks water markets bread coffee music night film radio history language"
)
WORDS = TEXT.split()


def posts(count: int, *, as_of: datetime) -> list[Observed]:
    return [
        Observed(
            native_id=f"bench {number}",
            event=Event.NEW,
            author=Address("bluesky", f"voice{number % 20_011}.example"),
            url=post["url"],
            title=post["title"],
            text=post["body"],
            published_at=as_of - timedelta(minutes=number % 100_000),
        )
        for number, post in enumerate(islice(real.posts(), count))
    ]
