"""Asks: made when they are earned, followed up once, with what came of them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.asks import (
    AskShape,
    CheckRequest,
    CheckShape,
    CoverageRequest,
    DraftShape,
    FollowUpRequest,
    LetterShape,
    OutcomeRequest,
    SettleRequest,
    UpdateRequest,
    UpdateShape,
    check_shape,
)
from api.serializers.interactions import Reason
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.follow_up import follow_up
from crm.actions.judge_message import check_ask
from crm.actions.note_coverage import add_coverage, remove_coverage
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_draft import save_draft
from crm.actions.settle_letter import settle_letter
from crm.actions.tell_update import tell_update
from crm.actions.void_ask import void_ask
from crm.filters import AskFilter, DraftFilter, LetterFilter, UpdateFilter
from crm.models import Ask, Contact, Draft, Letter, Scope, Update
from listening.citing import with_words

URL = OpenApiParameter("url", str, required=True, description="The link, as it was noted.")


class AskViewSet(Listed, Made):
    """A locked ask is answered 409 with `stage` and what is `missing`."""

    serializer_class = AskShape
    filterset_class = AskFilter
    scopes = {"create": Scope.ASK, "outcome": Scope.ASK, "follow_up": Scope.ASK, "void": Scope.ASK}
    scopes |= {"coverage": Scope.ASK, "uncover": Scope.ASK, "updates": Scope.ASK}

    def seen(self) -> QuerySet[Ask]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        return Ask.objects.filter(contact__in=mine).order_by("-asked_at", "-id")

    def make(self, because: tuple[str, int] | None = None, **fields: Any) -> Ask:
        cited = with_words(Because(*because) if because else None, contact=fields["contact"])
        return open_ask(staff=self.staff, as_of=self.as_of, because=cited, **{"text": "", **fields})

    @extend_schema(request=CheckRequest, responses={200: CheckShape})
    @action(detail=False, methods=["post"])
    def check(self, request: StaffRequest) -> Response:
        """The live checklist: what opening this ask now would say. Nothing is written."""
        fields = self.shape(CheckRequest)
        because = fields.pop("because")
        cited = with_words(Because(*because) if because else None, contact=fields["contact"])
        return Response(check_shape(check_ask(staff=self.staff, as_of=self.as_of, because=cited, **fields)))

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

    @extend_schema(request=CoverageRequest)
    @action(detail=True, methods=["post"])
    def coverage(self, request: StaffRequest, pk: str) -> Response:
        """A link to what came of a yes."""
        return self.shown(add_coverage(staff=self.staff, ask=self.get_object(), **self.shape(CoverageRequest)))

    @extend_schema(parameters=[URL], request=None)
    @coverage.mapping.delete
    def uncover(self, request: StaffRequest, pk: str) -> Response:
        """Take a wrong link out."""
        url = request.query_params.get("url", "")
        return self.shown(remove_coverage(staff=self.staff, ask=self.get_object(), url=url))

    @extend_schema(request=UpdateRequest, responses={201: UpdateShape})
    @action(detail=True, methods=["post"])
    def updates(self, request: StaffRequest, pk: str) -> Response:
        """Tell one who said yes of a correction or a new date: no ask, it earns nothing and needs no rest."""
        ask = self.get_object()
        update = tell_update(staff=self.staff, ask=ask, as_of=self.as_of, **self.shape(UpdateRequest))
        return Response(UpdateShape.represent(update), status=status.HTTP_201_CREATED)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request: StaffRequest, pk: str) -> Response:
        ask = self.get_object()
        return self.shown(void_ask(staff=self.staff, ask=ask, as_of=self.as_of, **self.shape(Reason)))


class UpdateViewSet(Listed):
    """What those who said yes were told since; `POST asks/{id}/updates/` tells one of them."""

    serializer_class = UpdateShape
    filterset_class = UpdateFilter

    def seen(self) -> QuerySet[Update]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        return Update.objects.filter(ask__contact__in=mine).select_related("ask").order_by("-told_at", "-id")


class LetterViewSet(Listed):
    """Mail that our mail server sends for an ask, its follow-up or an update; to one person each."""

    serializer_class = LetterShape
    filterset_class = LetterFilter
    scopes = {"settle": Scope.ASK}

    def seen(self) -> QuerySet[Letter]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        return Letter.objects.filter(ask__contact__in=mine).select_related("ask").order_by("-id")

    def version_of(self, letter: Letter) -> int:
        return letter.attempts + (1 if letter.finished_at is None else 2)

    @extend_schema(request=SettleRequest)
    @action(detail=True, methods=["post"])
    def settle(self, request: StaffRequest, pk: str) -> Response:
        """Say whether one went of which nobody knows it."""
        letter = self.get_object()
        return self.shown(settle_letter(staff=self.staff, letter=letter, as_of=self.as_of, **self.shape(SettleRequest)))


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
