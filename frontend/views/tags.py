"""The tags, with how many have them: to look at, rename, unite, delete."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crm.tags import tags_of
from frontend.access import StaffRequest, signed_in


@signed_in
@require_GET
def tags(request: StaffRequest) -> HttpResponse:
    """Changes are bulk actions on everybody who has the tag."""
    return render(request, "frontend/tags.html", {"tags": tags_of(request.user)})
