"""LinkedIn's messages.csv: two-way history, once it is known which profile is ours."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.utils.html import strip_tags

from crm.handles import HandleError, normalise
from crm.importing.brought import Brought, Question
from crm.importing.dates import moment_of
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row, named
from crm.importing.record import ImportedInteraction, Record, Refused, Unreadable
from crm.importing.table import RowReader, TableFormat

MOST_RECIPIENTS = 20
MOST_SUGGESTED = 5
_DRAFTS = frozenset({"yes", "true", "1"})


class LinkedInMessages(TableFormat):
    NAME = "linkedin_messages"
    LABEL = "LinkedIn messages"
    REQUIRED = frozenset({"sender profile url", "date", "content"})
    SIGNS = frozenset({"conversation id", "conversation title", "from", "to", "recipient profile urls", "folder"})
    LEAST = 3

    def fields(self, header: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
        """No column is a field: each message is taken as a whole."""
        return ["" for _ in header]

    def questions(self, brought: Brought) -> list[Question]:
        found = self._participants(brought)
        if found.certain:
            return []
        choices = {f"linkedin.com/{key}": f"{name} ({times:,} messages)" for key, name, times in found.most}
        return [Question("ours", "Which profile is yours?", choices, next(iter(choices), ""))]

    def read(self, brought: Brought) -> Iterator[Record]:
        """A contact with one message for each message. What went to several people comes back after all others,
        numbered on from the last row, so that every row's first contact keeps the row's own number."""
        layout = self.layout_of(brought)
        if layout is None:
            raise Unreadable("This is no messages.csv of LinkedIn's.")
        ours = self._ours(brought)
        reader, last = _Messages(layout), layout.row
        for row in brought.grid.rows(layout):
            if isinstance(row, Refused):
                last = row.row
                yield row
                continue
            last = row.number
            if not reader.is_draft(row):
                yield reader.record(row, ours, 0, row.number)
        for message in brought.grid.rows(layout):
            if isinstance(message, Row) and not reader.is_draft(message):
                for place in range(1, reader.how_many(message, ours)):
                    last += 1
                    yield reader.record(message, ours, place, last)

    def _ours(self, brought: Brought) -> str:
        if asked := brought.options.get("ours", "").strip():
            if key := profile_key(asked):
                return key
            raise Unreadable(f"“{asked[:60]}” is no LinkedIn profile; write it like linkedin.com/in/ana-lee.")
        found = self._participants(brought)
        if not found.certain:
            likely = f" It may be linkedin.com/{found.most[0][0]}." if found.most else ""
            raise Unreadable(
                f"Say which LinkedIn profile is yours (option “ours”), or nobody knows who wrote to whom.{likely}"
            )
        return found.certain

    def _participants(self, brought: Brought) -> "_Participants":
        layout = self.layout_of(brought)
        if layout is None:
            return _Participants([], "")
        reader, times, names, messages = _Messages(layout), Counter[str](), dict[str, str](), 0
        for row in brought.grid.rows(layout):
            if isinstance(row, Row) and not reader.is_draft(row):
                messages += 1
                for key, name in {key: name for key, name in reader.everybody(row) if key}.items():
                    times[key] += 1
                    names.setdefault(key, name)
        most = [(key, names[key] or key, number) for key, number in times.most_common(MOST_SUGGESTED)]
        everywhere = [key for key, number in times.items() if number == messages]
        return _Participants(most, everywhere[0] if len(everywhere) == 1 and len(times) > 2 else "")


@dataclass(frozen=True, slots=True)
class _Participants:
    most: list[tuple[str, str, int]]
    certain: str
    """The only profile that takes part in every message; empty if there is none, or if it could be either of two."""


class _Messages:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._cells = RowReader(layout, [])

    def is_draft(self, row: Row) -> bool:
        return self._cells.cell(row, "is message draft").casefold() in _DRAFTS

    def everybody(self, row: Row) -> list[tuple[str, str]]:
        """Profile and name of the sender, then of each recipient."""
        sender = profile_key(self._cells.cell(row, "sender profile url"))
        return [(sender, self._cells.cell(row, "from")), *self._recipients(row)]

    def how_many(self, row: Row, ours: str) -> int:
        """With how many people the message is an exchange: with none of too many, which is told once."""
        others = len(self._others(row, ours)) if self._is_ours(row, ours) else 1
        return others if others <= MOST_RECIPIENTS else 1

    def record(self, row: Row, ours: str, place: int, number: int) -> Record:
        """The message with the other side's person, or the one at this place among several."""
        outbound = self._is_ours(row, ours)
        sender, *recipients = self.everybody(row)
        others = self._others(row, ours) if outbound else [sender] if sender[0] else []
        moment = moment_of(self._cells.cell(row, "date"))
        problem = _problem(others, outbound or not recipients or ours in dict(recipients))
        if moment is None or problem:
            problem = problem or "The message has no date that can be read."
            return Refused(number, named(self._layout.header, row.cells), problem)
        key, name = others[place]
        draft = Draft(number)
        draft.add("name", name)
        draft.add_handle("linkedin", f"https://www.linkedin.com/{key}")
        text = self._text(row)
        draft.interactions.append(
            ImportedInteraction(
                channel="linkedin",
                direction="outbound" if outbound else "inbound",
                kind="message",
                occurred_at=moment,
                external_id=_identity(self._cells.cell(row, "conversation id"), moment.isoformat(), sender[0], text),
                text=text,
            )
        )
        return draft.finish()

    def _is_ours(self, row: Row, ours: str) -> bool:
        return profile_key(self._cells.cell(row, "sender profile url")) == ours

    def _others(self, row: Row, ours: str) -> list[tuple[str, str]]:
        return [(key, name) for key, name in dict(self._recipients(row)).items() if key and key != ours]

    def _recipients(self, row: Row) -> list[tuple[str, str]]:
        keys = [profile_key(url) for url in self._cells.cell(row, "recipient profile urls").split(",") if url.strip()]
        names = [name.strip() for name in self._cells.cell(row, "to").split(",")]
        if len(keys) == 1:
            names = [self._cells.cell(row, "to")]
        # A comma in a name ("Ana Lee, PhD") leaves it open whose it is: called by their profile then.
        return list(zip(keys, names if len(names) == len(keys) else [""] * len(keys), strict=True))

    def _text(self, row: Row) -> str:
        content, subject = self._cells.cell(row, "content"), self._cells.cell(row, "subject")
        content = unescape(strip_tags(content)).strip() if content.startswith("<") else content
        return f"{subject}\n\n{content}" if subject and subject not in content else content


def _problem(others: list[tuple[str, str]], with_us: bool) -> str:
    if not others:
        return "The message names no profile on the other side."
    if not with_us:
        return "The message is neither from your profile nor to it."
    if len(others) > MOST_RECIPIENTS:
        return f"The message went to more than {MOST_RECIPIENTS} people; that is no exchange with each."
    return ""


@lru_cache(50_000)
def profile_key(address: str) -> str:
    """A profile's identity, in whatever case and with or without a slash at its end; empty if it is none."""
    try:
        return normalise("linkedin", address.strip()).key if address.strip() else ""
    except HandleError:
        return ""


def _identity(*parts: str) -> str:
    return "linkedin:" + hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
