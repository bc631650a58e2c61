"""Asks, what is being written, and what our mail server sends."""

from crm.filters.fields import Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows


class AskFilter(RecordFilter):
    campaign = Id()
    contact = Id()
    staff = Id()
    channel = Word()
    outcome = Word(method="that_ended", label="An outcome, or `open`.")
    earned = YesNo()
    already_made = YesNo()
    overridden = YesNo("overridden_by", lookup_expr="isnull", exclude=True)
    asked_at = Moments()
    ordering = Order(asked_at="asked_at", created_at="created_at")

    def that_ended(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(outcome="" if value == "open" else value)


class DraftFilter(RecordFilter):
    campaign = Id()
    contact = Id()
    updated_at = Moments()
    ordering = Order(updated_at="updated_at")


class LetterFilter(RecordFilter):
    ask = Id()
    contact = Id("ask__contact")
    kind = Word()
    status = Word()
    queued_at = Moments()


class UpdateFilter(RecordFilter):
    ask = Id()
    contact = Id("ask__contact")
    campaign = Id("ask__campaign")
    staff = Id()
    told_at = Moments()
