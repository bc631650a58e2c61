"""Which channels are left to ask somebody on, in SQL: where there were some and none is left, they are off
limits. Its twin for one row is Case.is_unreachable."""

from django.db.models import Q

from crm.channels import ASKABLE
from crm.readiness.expressions import holds
from crm.readiness.question import Question

_WALLS = """
SELECT b.channel FROM crm_contact AS o JOIN crm_boundary AS b ON b.contact_id = o.id
WHERE o.person = {person} AND b.scope = 'channel' AND b.created_at <= %(as_of)s
  AND (b.lifted_at IS NULL OR b.lifted_at > %(as_of)s) AND (b.until IS NULL OR b.until > %(today)s)
"""
_WALLED = """
SELECT o.person FROM crm_boundary AS b JOIN crm_contact AS o ON o.id = b.contact_id WHERE b.scope = 'channel'
"""
_HANDLES = "SELECT h.channel FROM crm_handle AS h WHERE h.contact_id = {pk} AND h.channel = ANY (%(askable)s)"
_CURRENT = f"{_HANDLES} AND h.status = 'current'"
# Former or bounced, where none on that channel is current.
_DEAD = f"""{_HANDLES} AND h.status <> 'current' AND NOT EXISTS (
    SELECT FROM crm_handle AS live
    WHERE live.contact_id = {{pk}} AND live.channel = h.channel AND live.status = 'current')"""

# Nearly nobody has a boundary on a channel or a dead handle: that is looked at first. `{wrote_on}` is null for
# somebody without a relationship.
_NONE_LEFT = f"""
(({{person}} IN ({_WALLED}) OR {{pk}} IN (SELECT contact_id FROM crm_handle WHERE status <> 'current'))
 AND (EXISTS ({_HANDLES}) OR coalesce(cardinality({{wrote_on}}), 0) > 0)
 AND NOT EXISTS ({_CURRENT} AND h.channel NOT IN ({_WALLS}))
 AND coalesce({{wrote_on}} <@ (ARRAY ({_WALLS}) || ARRAY ({_DEAD})), true))
"""


def no_channel_left(question: Question) -> Q:
    return holds(
        _NONE_LEFT,
        columns={"pk": "pk", "person": "person", "wrote_on": "tie__channels"},
        values={"as_of": question.as_of, "today": question.today, "askable": sorted(ASKABLE)},
    )
