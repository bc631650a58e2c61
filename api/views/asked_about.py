"""`?campaign=` and `?staff=`: which question readiness is asked."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ParseError

from api.requests import StaffRequest
from crm.models import Campaign, Contact, Staff

QUESTION = [
    OpenApiParameter("campaign", OpenApiTypes.INT, required=True, description="The campaign it is judged for."),
    OpenApiParameter("staff", OpenApiTypes.INT, description="Who would ask; you, when left out."),
]


def campaign_asked_about(request: StaffRequest) -> Campaign:
    campaign = Campaign.objects.filter(pk=_id(request, "campaign")).first()
    if campaign is None:
        raise NotFound(f"campaign: there is no campaign {_id(request, 'campaign')}.")
    return campaign


def staff_asked_about(request: StaffRequest, contact: Contact | None = None) -> Staff:
    """Whose readiness is asked for: one's own, or that of a colleague, who must see the contact too."""
    if "staff" not in request.query_params:
        return request.user
    colleague = Staff.objects.filter(pk=_id(request, "staff")).first()
    if colleague is None or (contact is not None and not contact.is_visible_to(colleague)):
        raise NotFound("staff: there is no such colleague for this.")
    return colleague


def _id(request: StaffRequest, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ParseError(f"{name} is needed here: add {name}=<id>, a whole number.")
    return int(text)
