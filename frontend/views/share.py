"""What a phone's share sheet or the bookmark hands over: log it, keep it, or say that it was heard."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import Refusal
from crm.models import Contact, Staff
from frontend.access import StaffRequest, signed_in
from frontend.finding import contacts_like
from frontend.forms.capture import CaptureForm, handed_over
from frontend.respond import go, page, say, say_refused
from listening.actions.capture import capture as keep_page
from listening.actions.hear import hear_mention
from listening.linked import mention_at


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: StaffRequest) -> HttpResponse:
    """Phones send it in the address; the bookmark behind the #, which the page's own form then posts."""
    as_of = timezone.now()
    given = handed_over(request.POST if request.method == "POST" else request.GET)
    people = _writers(given, request.user, as_of)
    words = "\n".join(part for part in (given["title"], given["text"], given["url"]) if part)
    context = {
        "given": given,
        "words": words,
        "writer": people[0] if len(people) == 1 else None,
        "mention": mention_at(given["url"], today=request.user.today(as_of)) if given["url"] else None,
        "keep": f"{reverse('frontend:capture')}#{urlencode({k: v for k, v in given.items() if v})}",
        "handed": [(name, value) for name, value in given.items() if value],
        "fields": list(given),
    }
    return page(request, "frontend/share.html", context)


def _writers(given: dict[str, str], staff: Staff, as_of: datetime) -> list[Contact]:
    """Who is known to have written it: by the profile that came along, else by the page's own address."""
    for address in (given["author_url"], given["url"]):
        if address and (found := contacts_like(address, staff, as_of)):
            return found
    return []


@signed_in
@require_POST
def share_heard(request: StaffRequest) -> HttpResponse:
    """Heard: the post we have, or what was shared, kept first."""
    as_of, form = timezone.now(), CaptureForm(request.POST)
    if not form.is_valid():
        say_refused(request, Refusal(_("Nothing was shared that has an address.")))
        return go(request, reverse("frontend:share"))
    try:
        mention = mention_at(form.cleaned_data["url"], today=request.user.today(as_of))
        if mention is None:
            mention = keep_page(staff=request.user, as_of=as_of, **form.cleaned_data).mention
        hearing = hear_mention(staff=request.user, mention=mention, as_of=as_of)
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, f"{reverse('frontend:share')}?{urlencode({'url': form.cleaned_data['url']})}")
    undo = reverse("frontend:listening_undo", args=[mention.pk])
    if hearing.interaction is None:
        say(request, _("Heard."), undo=undo)
        return go(request, reverse("frontend:listening"))
    person = hearing.interaction.contact
    say(request, _("Heard, and noted with %(name)s.") % {"name": person.name}, undo=undo)
    return go(request, reverse("frontend:contact", args=[person.pk]))
