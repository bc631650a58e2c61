"""Take people out: those whom the contact list shows, as a file."""

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.errors import Refusal
from crm.exporting.formats import file_name, format_of
from crm.exporting.job import stream_export
from crm.models import Campaign, ExportWhat
from frontend.access import StaffRequest, proved_again, signed_in
from frontend.contact_list import filter_data
from frontend.respond import back, say_refused


@signed_in
@proved_again
@require_GET
def contacts_export(request: StaffRequest) -> HttpResponse:
    as_of, what = timezone.now(), request.GET.get("what") or ExportWhat.CONTACTS
    try:
        known = format_of(what, request.GET.get("as", "csv"))
        stream = stream_export(
            staff=request.user,
            what=what,
            format=known.name,
            filters=filter_data(request.GET, _judged_for(request.GET)),
            as_of=as_of,
        )
    except Refusal as refusal:
        say_refused(request, refusal)
        return back(request, "/contacts/")
    name = file_name(what, known, as_of)
    return StreamingHttpResponse(  # type: ignore[return-value]
        stream,
        content_type=known.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _judged_for(asked: QueryDict) -> Campaign | None:
    wanted = asked.get("for", "")
    return Campaign.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
