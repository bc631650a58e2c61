"""One's own mailboxes."""

from crm.filters.fields import ChoiceWord, Order, YesNo
from crm.filters.record import RecordFilter
from crm.models import MailboxKind


class MailboxFilter(RecordFilter):
    kind = ChoiceWord(choices=MailboxKind.choices)
    well = YesNo(field_name="is_well")
    ordering = Order(name="name", checked_at="checked_at")
