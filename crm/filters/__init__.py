"""What can be filtered, and in which order it can be listed: one FilterSet a record, for screens and API.

They narrow a queryset that already holds only what the reader may see. A value that names nothing gives an
empty list: an error would tell what exists.
"""

from crm.filters.acquaintances import AcquaintanceFilter
from crm.filters.asks import AskFilter, DraftFilter, LetterFilter, UpdateFilter
from crm.filters.boundaries import AttestationFilter, BoundaryFilter, InvitationFilter
from crm.filters.bulk import BulkFilter, SavedViewFilter
from crm.filters.calendars import CalendarFilter, MeetingFilter
from crm.filters.campaigns import CampaignFilter, CandidateFilter
from crm.filters.contacts import BookFilter, ContactFilter, MergeFilter, contacts_matching
from crm.filters.duplicates import DuplicateFilter
from crm.filters.exports import ExportFilter
from crm.filters.imports import ImportFilter, ImportRowFilter
from crm.filters.interactions import InteractionFilter, PromiseFilter
from crm.filters.mailboxes import MailboxFilter
from crm.filters.privacy import AuditFilter, ErasureFilter
from crm.filters.reports import ReportFilter
from crm.filters.staff import StaffFilter
from crm.filters.topics import InterestFilter, TopicFilter

__all__ = [
    "AcquaintanceFilter",
    "AskFilter",
    "AttestationFilter",
    "AuditFilter",
    "BookFilter",
    "BoundaryFilter",
    "BulkFilter",
    "CalendarFilter",
    "CampaignFilter",
    "CandidateFilter",
    "ContactFilter",
    "DraftFilter",
    "ErasureFilter",
    "ExportFilter",
    "DuplicateFilter",
    "ImportFilter",
    "ImportRowFilter",
    "InteractionFilter",
    "InterestFilter",
    "InvitationFilter",
    "LetterFilter",
    "MailboxFilter",
    "MeetingFilter",
    "MergeFilter",
    "PromiseFilter",
    "ReportFilter",
    "SavedViewFilter",
    "StaffFilter",
    "TopicFilter",
    "UpdateFilter",
    "contacts_matching",
]
