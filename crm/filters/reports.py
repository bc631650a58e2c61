"""Which asks a report is about."""

from crm.filters.fields import Id, Moments, Word
from crm.filters.record import RecordFilter


class ReportFilter(RecordFilter):
    campaign = Id(label="Asks for this campaign.")
    client = Word("campaign__client", lookup_expr="iexact", label="Asks for this client.")
    topic = Id("campaign__topics", label="Asks for a campaign on this topic.")
    staff = Id(label="Asks by this colleague.")
    channel = Word(label="Asks on this channel.")
    asked_at = Moments(label="When they were made.")
