"""Mailchimp's audience: people who subscribed, unsubscribed, cleaned (their address bounced) or never subscribed,
each in a file of its own. Having subscribed is no exchange; having unsubscribed is a no."""

from collections.abc import Sequence
from datetime import date

from crm.importing.brought import Brought, Question
from crm.importing.dates import day_of
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row
from crm.importing.record import ImportedBoundary
from crm.importing.table import RowReader, TableFormat, plain_title

LISTS = {
    "subscribed": "They receive the newsletter",
    "unsubscribed": "They took themselves off it: nobody may ask them",
    "cleaned": "Their address bounced",
    "nonsubscribed": "They never subscribed",
}
_REASONS = ("unsub_reason", "unsub_reason_other", "unsub_campaign_title")


class Mailchimp(TableFormat):
    NAME = "mailchimp"
    LABEL = "Mailchimp"
    REQUIRED = frozenset({"leid", "euid"})  # all others are called as the owner of the audience calls them
    SIGNS = frozenset(
        {
            "member_rating", "optin_time", "confirm_time", "last_changed", "leid", "euid", "tags", "unsub_time",
            "clean_time", "unsub_reason",
        }
    )  # fmt: skip
    LEAST = 3
    FIELDS = {
        "euid": "",  # with its system's name, see below
        "leid": "",
        "member_rating": "",
        "optin_time": "collected_on",
        "address": "",
        "phone number": "phone",
        "region": "",
        "timezone": "timezone",
        "cc": "",
    }

    def passes_over(self, title: str) -> bool:
        return super().passes_over(title) or title in _REASONS

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _MailchimpReader(layout, fields, _list_of(layout, brought))

    def questions(self, brought: Brought) -> list[Question]:
        layout = self.layout_of(brought)
        if layout is None or _list_of(layout, brought):
            return super().questions(brought)
        asks = "Who is in this file? Mailchimp writes one for each."
        return [*super().questions(brought), Question("list", asks, LISTS, "nonsubscribed")]


class _MailchimpReader(RowReader):
    def __init__(self, layout: Layout, fields: Sequence[str], list_name: str) -> None:
        super().__init__(layout, fields)
        self._list = list_name

    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        if identity := self.cell(row, "euid"):
            draft.add("external_id", f"mailchimp:{identity}")
        if self._list == "unsubscribed":
            day = day_of(self.cell(row, "unsub_time") or self.cell(row, "last_changed"))
            why = "; ".join(filter(None, (self.cell(row, title) for title in _REASONS)))
            note = f"Unsubscribed in Mailchimp{_on(day)}{f': {why}' if why else ''}"
            draft.boundaries.append(ImportedBoundary(origin="opted_out", note=note, since=day))
        elif self._list == "cleaned":
            day = day_of(self.cell(row, "clean_time") or self.cell(row, "last_changed"))
            note = f"Cleaned by Mailchimp{_on(day)}: mail to them bounced"
            draft.boundaries.append(
                ImportedBoundary(origin="inferred", note=note, scope="channel", channel="email", since=day)
            )
            draft.mark_handles("email", "bounced")
        elif self._list == "nonsubscribed":
            draft.add("origin", "Mailchimp, never subscribed")


def _list_of(layout: Layout, brought: Brought) -> str:
    """Which of LISTS the file holds: as its columns show, as somebody said, or as its name says; empty if unknown."""
    titles = {plain_title(title) for title in layout.header}
    if "unsub_time" in titles:
        return "unsubscribed"
    if "clean_time" in titles:
        return "cleaned"
    if (said := brought.options.get("list", "")) in LISTS:
        return said
    name = brought.name.casefold().rpartition("/")[2]
    return next((known for known in sorted(LISTS, key=len, reverse=True) if name.startswith(known)), "")


def _on(day: date | None) -> str:
    return f" on {day.isoformat()}" if day else ""
