"""The rule: one tuple of criteria, in the order in which they are told."""

from crm.readiness.connect import CONNECT
from crm.readiness.give import GIVE
from crm.readiness.listen import LISTEN
from crm.readiness.respect import RESPECT
from crm.readiness.verdict import Criterion, Group

CRITERIA: tuple[Criterion, ...] = (*LISTEN, *CONNECT, *GIVE, *RESPECT)
BY_NAME = {criterion.name: criterion for criterion in CRITERIA}

# Missing one of these puts somebody off limits; one of those lets them rest.
CLOSING = ("boundaries", "once")
RESTING = ("rested", "spared", "free")
# What a manager may override with a written reason.
OVERRIDABLE = frozenset({Group.LISTEN.value, Group.CONNECT.value, Group.GIVE.value})


def of_group(group: str) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in CRITERIA if criterion.group == group)
