"""Rows of one file that are one person: the same identifier, or the same address under a fitting name."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from crm.importing.names import may_be_one


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that names a key other rows name too. `contact` is whom it was matched to, None for nobody yet."""

    key: str
    row: int
    name: str
    nameless: bool
    contact: int | None
    by_name: bool
    """Whether the key alone is not enough, and the names must fit as well."""

    def fits(self, other: "Claim") -> bool:
        return not self.by_name or self.nameless or other.nameless or may_be_one(self.name, other.name)


@dataclass(slots=True)
class Groups:
    leads: dict[int, int]
    """For each row that is not alone: the first row of its group."""
    contacts: dict[int, int]
    """For each first row of a group: the contact any of its rows was matched to."""

    def lead(self, row: int) -> int:
        while (up := self.leads.get(row, row)) != row:
            self.leads[row] = self.leads.get(up, up)
            row = up
        return row

    def join(self, one: int, other: int) -> None:
        """Bring two groups together, unless they belong to two different contacts."""
        first, second = sorted((self.lead(one), self.lead(other)))
        here, there = self.contacts.get(first), self.contacts.get(second)
        if first == second or (here and there and here != there):
            return
        self.leads[second] = first
        if there:
            self.contacts[first] = there


def grouped(claims: Iterable[Claim]) -> Groups:
    """`claims` sorted by key, then row; only keys that several rows name."""
    groups = Groups({}, {})
    for _, sharing in groupby(claims, key=attrgetter("key")):
        seen: list[Claim] = []
        for claim in sharing:
            groups.leads.setdefault(claim.row, claim.row)
            if claim.contact:
                groups.contacts.setdefault(groups.lead(claim.row), claim.contact)
            like = next((earlier for earlier in seen if earlier.fits(claim)), None)
            if like is None:
                seen.append(claim)
            else:
                groups.join(like.row, claim.row)
    return groups
