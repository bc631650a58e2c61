"""Addresses under /api/v1/."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from api.views.asks import AskViewSet, DraftViewSet, LetterViewSet, UpdateViewSet
from api.views.boundaries import AcquaintanceViewSet, AttestationViewSet, BoundaryViewSet, InvitationViewSet
from api.views.bulk import BulkActionViewSet, SavedViewViewSet, TagView
from api.views.calendars import CalendarViewSet, MeetingViewSet, ProviderView
from api.views.campaigns import CampaignViewSet, CandidateViewSet, PolicyViewSet
from api.views.contacts import ContactViewSet, MergeViewSet
from api.views.duplicates import DuplicateViewSet
from api.views.exports import ContactsOut, ExportViewSet, InteractionsOut
from api.views.imports import ImportViewSet, MappingViewSet
from api.views.interactions import InteractionViewSet, PromiseViewSet
from api.views.mailboxes import ForwardAddressView, MailboxViewSet
from api.views.mention_files import MentionFileViewSet
from api.views.mentions import MentionViewSet, VoiceBlockView, VoiceContactView, VoicesView
from api.views.nowhere import Nowhere
from api.views.offers import OfferViewSet
from api.views.pairings import PairingViewSet
from api.views.privacy import AuditView, ErasureViewSet, RetentionView
from api.views.readiness import ReadinessViewSet
from api.views.reports import BalanceView, ExceptionsView, FatigueView, OutcomesView, WhatIfView
from api.views.schema import SchemaView, docs
from api.views.sources import OurHandleViewSet, SourceViewSet
from api.views.staff import StaffViewSet, TokenViewSet
from api.views.topics import InterestViewSet, TopicViewSet
from api.views.webhooks import WebhookViewSet

app_name = "api"

router = SimpleRouter()
router.register("contacts", ContactViewSet, "contact")
router.register("merges", MergeViewSet, "merge")
router.register("bulk-actions", BulkActionViewSet, "bulk-action")
router.register("views", SavedViewViewSet, "view")
router.register("duplicates", DuplicateViewSet, "duplicate")
router.register("interactions", InteractionViewSet, "interaction")
router.register("promises", PromiseViewSet, "promise")
router.register("topics", TopicViewSet, "topic")
router.register("interests", InterestViewSet, "interest")
router.register("boundaries", BoundaryViewSet, "boundary")
router.register("invitations", InvitationViewSet, "invitation")
router.register("attestations", AttestationViewSet, "attestation")
router.register("acquaintances", AcquaintanceViewSet, "acquaintance")
router.register("campaigns", CampaignViewSet, "campaign")
router.register("candidates", CandidateViewSet, "candidate")
router.register("policies", PolicyViewSet, "policy")
router.register("readiness", ReadinessViewSet, "readiness")
router.register("asks", AskViewSet, "ask")
router.register("drafts", DraftViewSet, "draft")
router.register("offers", OfferViewSet, "offer")
router.register("updates", UpdateViewSet, "update")
router.register("letters", LetterViewSet, "letter")
router.register("imports", ImportViewSet, "import")
router.register("mappings", MappingViewSet, "mapping")
router.register("exports", ExportViewSet, "export")
router.register("calendars", CalendarViewSet, "calendar")
router.register("mailboxes", MailboxViewSet, "mailbox")
router.register("meetings", MeetingViewSet, "meeting")
router.register("sources", SourceViewSet, "source")
router.register("our-handles", OurHandleViewSet, "our-handle")
router.register("mention-files", MentionFileViewSet, "mention-file")
router.register("pairings", PairingViewSet, "pairing")
router.register("mentions", MentionViewSet, "mention")
router.register("staff", StaffViewSet, "staff")
router.register("tokens", TokenViewSet, "token")
router.register("erasures", ErasureViewSet, "erasure")
router.register("webhooks", WebhookViewSet, "webhook")

urlpatterns = [
    re_path(
        r"^imports/(?P<pk>[0-9]{1,18})/refused\.csv$",
        ImportViewSet.as_view({"get": "refused"}, detail=True, basename="import"),
        name="import-refused",
    ),
    re_path(
        r"^mention-files/(?P<pk>[0-9]{1,18})/refused\.csv$",
        MentionFileViewSet.as_view({"get": "refused"}, detail=True, basename="mention-file"),
        name="mention-file-refused",
    ),
    path("contacts/export/", ContactsOut.as_view(), name="contacts-export"),
    path("interactions/export/", InteractionsOut.as_view(), name="interactions-export"),
    path("forward-address/", ForwardAddressView.as_view(), name="forward-address"),
    path("providers/", ProviderView.as_view(), name="providers"),
    path("audit/", AuditView.as_view(), name="audit"),
    path("retention/", RetentionView.as_view(), name="retention"),
    path("tags/", TagView.as_view(), name="tags"),
    path("voices/", VoicesView.as_view(), name="voices"),
    path("voices/<slug:channel>/<path:value>/contact/", VoiceContactView.as_view(), name="voice-contact"),
    path("voices/<slug:channel>/<path:value>/block/", VoiceBlockView.as_view(), name="voice-block"),
    path("reports/outcomes/", OutcomesView.as_view(), name="report-outcomes"),
    path("reports/balance/", BalanceView.as_view(), name="report-balance"),
    path("reports/fatigue/", FatigueView.as_view(), name="report-fatigue"),
    path("reports/exceptions/", ExceptionsView.as_view(), name="report-exceptions"),
    path("reports/what-if/", WhatIfView.as_view(), name="report-what-if"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    *router.urls,
    re_path(r"^[\s\S]*$", Nowhere.as_view()),
]
