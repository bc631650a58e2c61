"""Files on their way in, as a form or as the raw body of a request. One that breaks off is refused."""

from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request

from crm.importing.encoding import MOST_BYTES

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
        _require_whole(size, parser_context["request"])
        file.seek(0)
        file.size = size
        return DataAndFiles(options.copy(), {"file": file})


class WholeForm(MultiPartParser):
    """A form of which every byte came. Without this a file whose upload broke off would be taken for whole."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        counted = _Counted(stream)
        found = super().parse(counted, media_type, parser_context)  # type: ignore[arg-type]  # it only reads
        _require_whole(counted.size, parser_context["request"])
        return found


class _Counted:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.size = stream, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.size += len(chunk)
        return chunk


def _require_whole(size: int, request: Request) -> None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and size < int(length):
        raise ParseError("The upload broke off before its end. Send the file again.")
