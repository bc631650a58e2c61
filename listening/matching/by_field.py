"""Topics that can only be found by who wrote a post, where it stands, where it links or what language it is in."""

from collections import defaultdict
from collections.abc import Iterator

from listening.matching.addresses import address_of, handle_key, host_and_parents
from listening.matching.reading import Reading
from listening.query.syntax import Field


class FieldIndex:
    """Looks up, for a post, the topics that one of their fields may have made match. Dictionaries, no search: the
    cost does not grow with the number of topics, except for beginnings (`author:bike*`), of which there are few
    different lengths."""

    def __init__(self) -> None:
        self._exact: dict[str, defaultdict[str, list[int]]] = {}
        self._beginnings: dict[str, defaultdict[str, list[int]]] = {}
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)

    def __bool__(self) -> bool:
        return bool(self._exact or self._beginnings)

    def add(self, field: Field, topic: int) -> None:
        kind = field.name
        if kind in ("site", "link"):
            key = address_of(field.value)[0]
        else:
            key = field.value.lower() if kind == "lang" else handle_key(field.value)
        into = self._beginnings if field.prefix else self._exact
        into.setdefault(kind, defaultdict(list))[key].append(topic)
        if field.prefix:
            self._lengths[kind].add(len(key))

    def topics_for(self, reading: Reading) -> Iterator[int]:
        """May give a topic twice, and one whose path or other parts then turn out not to fit."""
        for kind, topics in self._exact.items():
            for key in _keys(kind, reading):
                if key in topics:
                    yield from topics[key]
        for kind, topics in self._beginnings.items():
            for key in _keys(kind, reading):
                for length in self._lengths[kind]:
                    if key[:length] in topics:
                        yield from topics[key[:length]]


def _keys(kind: str, reading: Reading) -> list[str]:
    if kind == "author":
        return [reading.author]
    if kind == "source":
        return list(reading.sources)
    if kind == "site":
        return host_and_parents(reading.site)
    if kind == "link":
        return [key for host, _path in reading.addresses for key in host_and_parents(host)]
    return ["-".join(parts[:end]) for parts in _subtags(reading) for end in range(1, len(parts) + 1)]


def _subtags(reading: Reading) -> list[list[str]]:
    return [code.split("-") for code in reading.languages]
