"""What answers are written in."""

from rest_framework.renderers import JSONRenderer


class Json(JSONRenderer):
    """UTF-8 without a charset parameter, as JSON has it; problems set their own media type."""


class Csv(JSONRenderer):
    """Lets a client ask for text/csv. The view streams the rows itself; what comes here is a problem, in JSON."""

    media_type = "text/csv"
    format = "csv"


class OpenApiJson(JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"
    format = "openapi"
