"""Which channels are left to ask somebody on, in SQL: where there were some and none is left, they are off
limits. Its twin for one row is Case.is_unreachable."""

from django.db.models import Q

from crm.channels import ONLY_PUBLIC
from crm.readiness.expressions import holds, some
from crm.readiness.question import Question

_WALLS = """
FROM crm_contact AS o JOIN crm_boundary AS b ON b.contact_id = o.id
WHERE o.person = {person} AND b.scope = 'channel' AND b.created_at <= %(as_of)s
  AND (b.lifted_at IS NULL OR b.lifted_at > %(as_of)s) AND (b.until IS NULL OR b.until > %(today)s)
"""
# Not "one of the askable": the planner would look each of them up in the index.
_HANDLES = "FROM crm_handle AS h WHERE h.contact_id = {pk} AND h.channel <> ALL (%(only_public)s)"
_NOT_CURRENT = "FROM crm_handle AS h WHERE h.contact_id = {pk} AND h.status <> 'current'"
_CURRENT = f"SELECT h.channel {_HANDLES} AND h.status = 'current'"
# Former or bounced, where none on that channel is current.
_DEAD = f"""SELECT h.channel {_HANDLES} AND h.status <> 'current' AND NOT EXISTS (
    SELECT FROM crm_handle AS live
    WHERE live.contact_id = {{pk}} AND live.channel = h.channel AND live.status = 'current')"""

# Nearly nobody has a dead handle or a boundary on a channel: that is looked at first. `{wrote_on}` is null for
# somebody without a relationship.
_NONE_LEFT = f"""
(({some(_NOT_CURRENT)} OR {some(_WALLS)})
 AND ({some(_HANDLES)} OR coalesce(cardinality({{wrote_on}}), 0) > 0)
 AND ARRAY ({_CURRENT}) <@ ARRAY (SELECT b.channel {_WALLS})
 AND coalesce({{wrote_on}} <@ (ARRAY (SELECT b.channel {_WALLS}) || ARRAY ({_DEAD})), true))
"""


def no_channel_left(question: Question) -> Q:
    return holds(
        _NONE_LEFT,
        columns={"pk": "pk", "person": "person", "wrote_on": "tie_channels"},
        values={"as_of": question.as_of, "today": question.today, "only_public": sorted(ONLY_PUBLIC)},
    )
