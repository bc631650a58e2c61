"""Where a found clue leads: topics that may match, and of each what can be told of hundreds of posts at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from listening.matching.asking import Asked
from listening.matching.clauses import Clause
from listening.matching.tables import Names

Numbers = NDArray[numpy.intp]


class Rest(NamedTuple):
    """What is left to ask of a post in which something was found. `asked`: what the clauses cannot tell; None where
    they are enough."""

    clauses: frozenset[Clause]
    asked: Asked | None


class Lead(NamedTuple):
    topic: int
    rest: Rest


class Leads:
    """`follows`: by name of a clue, where it leads; `clues`: how many there are altogether."""

    def __init__(self, follows: Mapping[int, Sequence[Lead]], clues: int) -> None:
        self._leads = [lead for some in follows.values() for lead in some]
        self._of_clue = _Groups.of({name: len(some) for name, some in follows.items()}, clues)
        rests = list({id(lead.rest): lead.rest for lead in self._leads}.values())
        places = {id(rest): place for place, rest in enumerate(rests)}
        self._rests = numpy.array([places[id(lead.rest)] for lead in self._leads], dtype=numpy.intp)
        self._note(rests, clues)

    def __getitem__(self, lead: int) -> Lead:
        return self._leads[lead]

    def room(self, posts: int, known: NDArray[Any] | None = None) -> NDArray[Any]:
        """In which `followed` notes what is there, for so many posts; `known` if it has that. Not for two at once."""
        if known is not None and len(known) >= posts * self._width:
            return known
        return numpy.zeros(posts * self._width, dtype=bool)

    def followed(self, posts: Numbers, names: Names, room: NDArray[Any]) -> Iterator[tuple[int, int]]:
        """The posts and leads of which all clauses hold. `posts`, `names`: which clue was found where."""
        columns = self._columns[names]
        asked = columns >= 0
        there = posts[asked] * self._width + columns[asked]
        room[there] = True
        which, leads = self._of_clue.members(names)
        posts = posts[which]
        held = self._hold(posts, self._rests[leads], room)
        room[there] = False
        return zip(posts[held].tolist(), leads[held].tolist(), strict=True)

    def _note(self, rests: Sequence[Rest], clues: int) -> None:
        """The clauses of all, one after another; each clue that one of them asks for gets a column."""
        ordered = [[sorted(clause) for clause in rest.clauses] for rest in rests]
        asked = [one for clauses in ordered for clause in clauses for one in clause]
        columns = {name: column for column, name in enumerate(dict.fromkeys(name for name, _there in asked))}
        self._width = max(len(columns), 1)
        self._columns = numpy.full(clues, -1, dtype=numpy.intp)
        self._columns[list(columns)] = list(columns.values())
        self._clauses = _Groups.of({place: sum(map(len, clauses)) for place, clauses in enumerate(ordered)}, len(rests))
        self._column_asked = numpy.array([columns[name] for name, _there in asked], dtype=numpy.intp)
        self._there_asked = numpy.array([there for _name, there in asked], dtype=bool)
        first = (place == 0 for clauses in ordered for clause in clauses for place in range(len(clause)))
        self._begins_clause = numpy.array(list(first), dtype=bool)

    def _hold(self, posts: Numbers, rests: Numbers, room: NDArray[Any]) -> NDArray[Any]:
        held = numpy.ones(len(posts), dtype=bool)
        which, asked = self._clauses.members(rests)
        if len(asked):
            met = room[posts[which] * self._width + self._column_asked[asked]] == self._there_asked[asked]
            begins = numpy.flatnonzero(self._begins_clause[asked])
            failed = ~numpy.logical_or.reduceat(met, begins)
            held[which[begins[failed]]] = False
        return held


class _Groups(NamedTuple):
    """Members numbered one group after another: where each group begins and how many it has."""

    starts: Numbers
    counts: Numbers

    @classmethod
    def of(cls, counts: Mapping[int, int], number: int) -> "_Groups":
        """`counts`: by group, in the order in which members are numbered; `number`: of groups; most may be empty."""
        sizes, starts, start = numpy.zeros(number, numpy.intp), numpy.zeros(number, numpy.intp), 0
        for group, count in counts.items():
            starts[group], sizes[group] = start, count
            start += count
        return cls(starts, sizes)

    def members(self, groups: NDArray[Any]) -> tuple[Numbers, Numbers]:
        """Of some groups, one after another: for each member the place of its group among them, and the member."""
        counts = self.counts[groups]
        which = numpy.repeat(numpy.arange(len(groups)), counts)
        before = numpy.cumsum(counts) - counts
        return which, numpy.arange(len(which)) + (self.starts[groups] - before)[which]
