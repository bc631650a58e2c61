"""Asks: made when they are earned, followed up once, with what came of them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.asks import AskShape, DraftShape, FollowUpRequest, OutcomeRequest
from api.serializers.interactions import Reason
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.follow_up import follow_up
from crm.actions.open_ask import Because, open_ask, void_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_draft import save_draft
from crm.filters import AskFilter, DraftFilter
from crm.models import Ask, Contact, Draft, Scope
from listening.citing import with_words


class AskViewSet(Listed, Made):
    """A locked ask is answered 409 with `stage` and what is `missing`."""

    serializer_class = AskShape
    filterset_class = AskFilter
    scopes = {"create": Scope.ASK, "outcome": Scope.ASK, "follow_up": Scope.ASK, "void": Scope.ASK}

    def seen(self) -> QuerySet[Ask]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        return Ask.objects.filter(contact__in=mine).order_by("-asked_at", "-id")

    def make(self, because: tuple[str, int] | None = None, **fields: Any) -> Ask:
        cited = with_words(Because(*because) if because else None, contact=fields["contact"])
        return open_ask(staff=self.staff, as_of=self.as_of, because=cited, **{"text": "", **fields})

    @extend_schema(request=OutcomeRequest)
    @action(detail=True, methods=["post"])
    def outcome(self, request: StaffRequest, pk: str) -> Response:
        ask = self.get_object()
        return self.shown(record_outcome(staff=self.staff, ask=ask, as_of=self.as_of, **self.shape(OutcomeRequest)))

    @extend_schema(request=FollowUpRequest)
    @action(detail=True, methods=["post"])
    def follow_up(self, request: StaffRequest, pk: str) -> Response:
        ask = self.get_object()
        return self.shown(follow_up(staff=self.staff, ask=ask, as_of=self.as_of, **self.shape(FollowUpRequest)))

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request: StaffRequest, pk: str) -> Response:
        ask = self.get_object()
        return self.shown(void_ask(staff=self.staff, ask=ask, as_of=self.as_of, **self.shape(Reason)))


class DraftViewSet(Listed, Made, Changed, Removed):
    """One's own asks while they are being written; one for each campaign and contact."""

    may_stand_already = True
    serializer_class = DraftShape
    filterset_class = DraftFilter

    def seen(self) -> QuerySet[Draft]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        return Draft.objects.filter(staff=self.staff, contact__in=mine)

    def make(self, **fields: Any) -> Draft:
        return save_draft(staff=self.staff, as_of=self.as_of, **_cited(fields))

    def change(self, draft: Draft, **changes: Any) -> Draft:
        whose: dict[str, Any] = {name: changes.pop(name) for name in ("campaign", "contact") if name in changes}
        draft.rewrite(whose, fixed=whose)
        return self.make(campaign=draft.campaign, contact=draft.contact, **changes)

    def remove(self, draft: Draft) -> None:
        draft.delete()


def _cited(fields: dict[str, Any]) -> dict[str, Any]:
    if "because" in fields:
        kind, cited = fields.pop("because") or ("", None)
        fields |= {"because_kind": kind, "because_id": cited}
    return fields
