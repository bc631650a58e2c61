"""Which of the newest posts fit best: to the point, fresh, by somebody we know."""

from collections.abc import Iterable
from datetime import datetime

from crm.models import Staff
from listening.authors import contacts_of
from listening.models import Mention
from listening.recognising import matcher
from listening.voices import pointedness

LOOKED_AT = 200  # of the newest
HALF_LIFE = 4.0  # days: this much older counts half
KNOWN = 0.5  # added for whoever is a contact; fully to the point is 1


def most_fitting(mentions: Iterable[Mention], *, staff: Staff, as_of: datetime, most: int = 50) -> list[Mention]:
    """The `most` best of these, best first. Whom `staff` may not see counts as a stranger."""
    asked, page = matcher(), list(mentions)
    known = contacts_of(staff, list({one.author_id: one.author for one in page if one.author}.values()))

    def fit(mention: Mention) -> tuple[float, int]:
        days = max((as_of - mention.published_at).total_seconds() / 86_400, 0.0)
        point = pointedness(asked, mention, asked.queries)
        return ((point + (KNOWN if mention.author_id in known else 0.0)) * 0.5 ** (days / HALF_LIFE), mention.pk)

    return sorted(page, key=fit, reverse=True)[:most]
