"""Rows of one file that are one person: the same identifier, or the same address under a fitting name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from crm.importing.names import may_be_one

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that names a key other rows name too. `contact` is whom it was matched to, None for nobody yet;
    `known_as` is that contact's name, empty if it has none but an address."""

    key: str
    row: int
    name: str
    nameless: bool
    contact: int | None
    known_as: str
    by_name: bool
    """Whether the key alone is not enough, and the names must fit as well."""

    def fits(self, other: "Claim") -> bool:
        return not self.by_name or may_be_one(self.name, other.name)


NAMELESS = 2
Called = tuple[
    int, int, str
]  # rank, row, name: what counts more comes first: a contact's own name, then the first row's


@dataclass(slots=True)
class Groups:
    leads: dict[int, int] = field(default_factory=dict)
    """For each row that is not alone: another of its group, in the end the first."""
    contacts: dict[int, int] = field(default_factory=dict)
    """For each first row of a group: the contact any of its rows was matched to."""
    names: dict[int, Called] = field(default_factory=dict)
    """For each first row of a group: what its person will be called."""

    def lead(self, row: int) -> int:
        while (up := self.leads.get(row, row)) != row:
            self.leads[row] = self.leads.get(up, up)
            row = up
        return row

    def add(self, claim: Claim) -> None:
        if claim.row not in self.leads:
            self.leads[claim.row] = claim.row
            rank = 0 if claim.known_as else NAMELESS if claim.nameless else 1
            self.names[claim.row] = (rank, claim.row, claim.known_as or claim.name)
            if claim.contact:
                self.contacts[claim.row] = claim.contact

    def fits(self, claim: Claim, other: Claim) -> bool:
        """The names of the two rows fit, or those that their people will have. A row without a name goes with
        anybody, but is no bridge between two who are called otherwise."""
        here, there = self.names[self.lead(claim.row)], self.names[self.lead(other.row)]
        if claim.by_name and (claim.nameless or other.nameless):
            return NAMELESS in (here[0], there[0]) or may_be_one(here[2], there[2])
        if claim.fits(other):
            return True
        return may_be_one(claim.name, there[2]) or may_be_one(here[2], other.name)

    def join(self, one: int, other: int) -> bool:
        """Bring two groups together, unless they are one already or belong to two different contacts."""
        first, second = sorted((self.lead(one), self.lead(other)))
        here, there = self.contacts.get(first), self.contacts.get(second)
        if first == second or (here and there and here != there):
            return False
        self.leads[second] = first
        self.names[first] = min(self.names[first], self.names[second])
        if there:
            self.contacts[first] = there
        return True


def grouped(claims: Iterable[Claim]) -> Groups:
    """`claims` sorted by key, then row; only keys that several rows name. What needs no name sorts first.

    A group that grows may be called otherwise and then fit others: so again, until nothing changes.
    """
    groups, shared = Groups(), [list(rows) for _, rows in groupby(claims, key=attrgetter("key"))]
    for rows in shared:
        for claim in rows:
            groups.add(claim)
    for _ in range(MOST_ROUNDS):
        if not sum(_join_fitting(groups, rows) for rows in shared):
            break
    return groups


def _join_fitting(groups: Groups, rows: list[Claim]) -> int:
    """How many groups came together over one key."""
    joined, apart = 0, rows[:1]
    for claim in rows[1:]:
        like = next((earlier for earlier in apart if groups.fits(claim, earlier)), None)
        if like is None:
            apart.append(claim)
        else:
            joined += groups.join(like.row, claim.row)
    return joined
