"""Files that come as the raw body of a request."""

from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from rest_framework.parsers import BaseParser, DataAndFiles
from rest_framework.request import Request

from crm.importing.encoding import MOST_BYTES

FORM_AROUND_IT = 1024 * 1024
CHUNK = 1024 * 1024


class RawFile(BaseParser):
    """The body is the file; its name and the options come in the query: `?filename=people.csv&dry_run=true`."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        options: QueryDict = parser_context["request"].query_params
        name = PurePath(options.get("filename", "").replace("\x00", "")).name[:200] or "upload"
        file = TemporaryUploadedFile(name, media_type or "", 0, None)
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise RequestDataTooBig
            file.write(chunk)
        file.seek(0)
        file.size = size
        return DataAndFiles(options.copy(), {"file": file})


def require_size(request: Request) -> None:
    """Refuse by the size that is claimed, before anything is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MOST_BYTES + FORM_AROUND_IT:
        raise RequestDataTooBig
