"""Addresses that may be one person's, by their own word: the work-list."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.voices import PairingShape
from api.views.base import Listed
from listening.actions.pair_authors import accept_pairing, refuse_pairing, undo_pairing
from listening.filters import PairingFilter
from listening.models import Pairing
from listening.pairing import with_contacts


class PairingViewSet(Listed):
    """The newest first, without what is decided unless `verdict` asks for it."""

    serializer_class = PairingShape
    filterset_class = PairingFilter

    def seen(self) -> QuerySet[Pairing]:
        pairings = Pairing.objects.all()
        reads = self.action in {"list", "retrieve"}
        return pairings.select_related("first", "second", "verdict") if reads else pairings

    def version_of(self, pairing: Any) -> int:
        return 2 if hasattr(pairing, "verdict") else 1

    def list(self, request: StaffRequest) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        filled = with_contacts(page or [], self.staff)
        return self.get_paginated_response([super(Listed, self).represent(pairing) for pairing in filled])

    def represent(self, record: Any) -> dict[str, Any]:
        """One that was taken back, and that nobody's words suggest any more, is shown as it was before."""
        fresh = Pairing.objects.select_related("first", "second", "verdict").filter(pk=record.pk).first()
        return super().represent(with_contacts([fresh or record], self.staff)[0])

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request: StaffRequest, pk: str) -> Response:
        """They are one person: heard as one voice, and whoever is in the book by one address gets the other."""
        pairing = self.get_object()
        accept_pairing(staff=self.staff, pairing=pairing, as_of=self.as_of)
        return self.shown(pairing)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: StaffRequest, pk: str) -> Response:
        """They are two. It is not suggested again."""
        pairing = self.get_object()
        refuse_pairing(staff=self.staff, pairing=pairing, as_of=self.as_of)
        return self.shown(pairing)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        """As if nobody had decided: a contact loses again what it was given."""
        pairing = self.get_object()
        undo_pairing(staff=self.staff, pairing=pairing, as_of=self.as_of)
        return self.shown(pairing)
