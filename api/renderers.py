"""What answers are written in."""

from typing import Any

from rest_framework.renderers import JSONRenderer


class Json(JSONRenderer):
    """UTF-8 without a charset parameter, as JSON has it; problems set their own media type."""


class Csv(JSONRenderer):
    """Lets a client ask for text/csv. The view streams the rows itself; what comes here is a problem, in JSON."""

    media_type = "text/csv"
    format = "csv"


class Lines(JSONRenderer):
    """One JSON value a line: an answer for each row, then the counts. A problem is one line."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        if not isinstance(data, dict) or "results" not in data:
            return bytes(super().render(data, *args, **kwargs))
        counts = {name: value for name, value in data.items() if name != "results"}
        rows = (super(Lines, self).render(row, *args, **kwargs) for row in (*data["results"], counts))
        return b"\n".join(rows) + b"\n"


class OpenApiJson(JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"
