"""What counts as a give, for whoever asks the ORM; crm.readiness.facts says the same in its one statement."""

from django.db.models import Func, Q, QuerySet, TextField, Value

from crm.genuine.kinds import GIVE, WROTE
from crm.models.interactions import Direction, Interaction, Kind
from crm.scripts import LINK_IN_SQL

OURS = (Direction.OUTBOUND, Direction.MUTUAL)
THEIRS = (Direction.INBOUND, Direction.MUTUAL)


def telling_gives(interactions: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """The same rows, each with what `is_give` reads."""
    without_links = Func(
        *("text", Value(LINK_IN_SQL), Value(""), Value("gi")), function="regexp_replace", output_field=TextField()
    )
    return interactions.alias(own_words=without_links)


def is_give() -> Q:
    """Help, an introduction, a share with words of our own, or what answers a request of theirs."""
    request = Q(answers__kind=Kind.REQUEST, answers__direction__in=THEIRS, answers__voided_at=None)
    shared = Q(kind=Kind.SHARE, own_words__regex=r"\S")
    return Q(direction__in=OURS) & (Q(kind__in=GIVE) | shared | (Q(kind__in=WROTE) & request))
