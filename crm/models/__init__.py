"""The records of the domain, by noun."""

from crm.models.asks import Ask, AskSlot, BecauseKind, Draft, Outcome
from crm.models.boundaries import Attestation, Boundary, BoundaryOrigin, BoundaryScope, Invitation
from crm.models.bulk import BulkAction, BulkChange, BulkStatus, BulkVerb, Column, SavedView
from crm.models.campaigns import Campaign, Candidate, Policy, Status
from crm.models.contacts import Contact, Handle, HandleStatus, LawfulBasis, Merge, Share, Visibility
from crm.models.duplicates import Duplicate, DuplicateCheck, DuplicateKey, NotSame, Reason
from crm.models.erasures import Erasure, ErasureStatus
from crm.models.exports import Export, ExportStatus, ExportWay, ExportWhat
from crm.models.imports import (
    BroughtKind,
    BroughtRecord,
    ImportedChange,
    ImportJob,
    ImportMapping,
    ImportPhase,
    ImportRow,
    ImportStatus,
    RowResult,
    StagedHandle,
    StagedRow,
    Undone,
)
from crm.models.interactions import Direction, Interaction, Kind, Promise
from crm.models.letters import Letter, LetterKind, LetterStatus, Update
from crm.models.memory import (
    Memory,
    MemoryAsk,
    MemoryBoundary,
    MemoryKey,
    MemorySecret,
    Recall,
    UncheckedHandles,
)
from crm.models.people import PersonChange
from crm.models.privacy import Kept, Retention
from crm.models.relationships import Relationship
from crm.models.requests import IdempotentRequest, Snooze
from crm.models.second_steps import SecondStep
from crm.models.staff import ApiToken, Role, Scope, Staff
from crm.models.topics import Basis, Interest, Topic
from crm.models.tries import Tries
from crm.models.webhooks import Delivery, DeliveryStatus, EventKind, Webhook, WebhookEvent
from crm.models.wordings import Wording, WordingBand

__all__ = [
    "ApiToken",
    "Ask",
    "AskSlot",
    "Attestation",
    "Basis",
    "BecauseKind",
    "Boundary",
    "BoundaryOrigin",
    "BoundaryScope",
    "BroughtKind",
    "BroughtRecord",
    "BulkAction",
    "BulkChange",
    "BulkStatus",
    "BulkVerb",
    "Campaign",
    "Candidate",
    "Column",
    "Contact",
    "Delivery",
    "DeliveryStatus",
    "EventKind",
    "Direction",
    "Draft",
    "Erasure",
    "ErasureStatus",
    "Export",
    "ExportStatus",
    "ExportWay",
    "ExportWhat",
    "Duplicate",
    "DuplicateCheck",
    "DuplicateKey",
    "Handle",
    "HandleStatus",
    "IdempotentRequest",
    "ImportJob",
    "ImportMapping",
    "ImportPhase",
    "ImportRow",
    "ImportStatus",
    "ImportedChange",
    "Interaction",
    "Interest",
    "Invitation",
    "Kept",
    "Kind",
    "LawfulBasis",
    "Letter",
    "LetterKind",
    "LetterStatus",
    "Memory",
    "MemoryAsk",
    "MemoryBoundary",
    "MemoryKey",
    "MemorySecret",
    "Merge",
    "NotSame",
    "Outcome",
    "PersonChange",
    "Policy",
    "Promise",
    "Reason",
    "Recall",
    "Relationship",
    "Retention",
    "Role",
    "RowResult",
    "SavedView",
    "SecondStep",
    "Scope",
    "Share",
    "Snooze",
    "Staff",
    "StagedHandle",
    "StagedRow",
    "Status",
    "Topic",
    "Tries",
    "UncheckedHandles",
    "Undone",
    "Update",
    "Visibility",
    "Webhook",
    "WebhookEvent",
    "Wording",
    "WordingBand",
]
