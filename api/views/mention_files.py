"""Files of mentions out of a monitoring tool: answered at once, read by a worker."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.renderers import Csv
from api.requests import StaffRequest
from api.serializers.mention_files import MentionFileRequest, MentionFileShape
from api.uploads import RawFile, WholeForm
from api.views.base import Listed
from crm.models import Scope
from listening.actions.bring_file import cancel_file, refused_rows, start_file, undo_file
from listening.mention_files import LARGEST
from listening.models import MentionFile


class MentionFileViewSet(Listed):
    """One's own, the newest first. A file comes as a form (`file`), or as the raw body with `?filename=`."""

    serializer_class = MentionFileShape
    parser_classes = [WholeForm, RawFile]
    scopes = dict.fromkeys(("create", "cancel", "undo"), Scope.IMPORT)

    @property
    def reads_body(self) -> bool:  # type: ignore[override]
        return self.action != "create"

    def seen(self) -> QuerySet[MentionFile]:
        return MentionFile.objects.filter(staff=self.staff).defer("data").order_by("-id")

    def version_of(self, file: MentionFile) -> int:
        return MentionFileShape().get_version(file)

    def get_renderers(self) -> list[Any]:
        return [Csv()] if self.action == "refused" else super().get_renderers()

    @extend_schema(request={"multipart/form-data": MentionFileRequest}, responses={202: MentionFileShape})
    def create(self, request: StaffRequest) -> Response:
        """What matches a topic or is by somebody you know is kept. The same file again changes nothing."""
        file = self.shape(MentionFileRequest)["file"]
        data = file.read(LARGEST + 1)
        made = start_file(staff=self.staff, data=data, filename=file.name or "", as_of=self.as_of)
        return self.shown(made, status.HTTP_202_ACCEPTED)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(str, "The refused rows, to mend and load again.")})
    def refused(self, request: StaffRequest, pk: str) -> StreamingHttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="refused-mentions-{pk}.csv"'}
        rows = refused_rows(self.get_object())
        return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: StaffRequest, pk: str) -> Response:
        """Stop it; what was kept so far stays until it is taken back."""
        return self.shown(cancel_file(file=self.get_object()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        """Take it back, but for posts with which somebody did something since."""
        return self.shown(undo_file(file=self.get_object(), as_of=self.as_of))
