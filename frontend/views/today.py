"""What to do now: cards with one sentence and one action, to be done or put off."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.snooze import snooze, unsnooze
from crm.errors import Refusal
from crm.models import Campaign, Contact
from crm.today import today_cards
from frontend.access import StaffRequest, signed_in
from frontend.respond import go, page, say, say_refused
from frontend.week import exchanges_by_week
from listening.giving import suggestions
from listening.today import came_of_it, to_listen

PUT_OFF_DAYS = {"tomorrow": 1, "days": 3, "week": 7}


@signed_in
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    to_hear = to_listen(staff=request.user, as_of=as_of)
    found = today_cards(staff=request.user, as_of=as_of)
    came = came_of_it(staff=request.user, as_of=as_of)
    besides = {"listen": to_hear.count, "record": len(came)}
    sections = [section for section in found if section.cards or besides.get(section.name)]
    gives = [card.contact.pk for section in sections if section.name == "give" for card in section.cards]
    live = Campaign.objects.live(request.user.today(as_of))
    context = {
        "sections": sections,
        "total": sum(section.count for section in sections) + sum(besides.values()),
        "to_hear": to_hear,
        "came": came,
        "came_count": len(came),
        "date": request.user.today(as_of),
        # Asked by the template, and only where there is nothing to do.
        "empty_book": lambda: not Contact.objects.visible_to(request.user).in_use().exists(),
        "no_campaign": lambda: not live.exists(),
        "no_shortlist": lambda: not live.filter(candidates__staff=request.user).exists(),
        "suggested": suggestions(staff=request.user, contacts=gives, as_of=as_of),
    }
    return page(request, "frontend/today.html", context, part="cards")


@signed_in
@require_GET
def today_weeks(request: StaffRequest) -> HttpResponse:
    """The week's chart comes after the cards: it counts months of exchanges, and nobody waits for it."""
    return render(request, "frontend/today_weeks.html", {"weeks": exchanges_by_week(request.user, timezone.now())})


@signed_in
@require_POST
def today_snooze(request: StaffRequest) -> HttpResponse:
    key = request.POST.get("card", "")[:100]
    until = _day(request, PUT_OFF_DAYS.get(request.POST.get("for", ""), 1))
    try:
        snooze(staff=request.user, card=key, until=until, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        words = _("Put off until %(day)s.") % {"day": date_format(until, "l")}
        say(request, words, undo=f"{reverse('frontend:today_wake')}?{urlencode({'card': key})}")
    return go(request, reverse("frontend:today"))


@signed_in
@require_POST
def today_wake(request: StaffRequest) -> HttpResponse:
    unsnooze(staff=request.user, card=request.GET.get("card", "")[:100])
    return go(request, reverse("frontend:today"))


def _day(request: StaffRequest, days: int) -> date:
    return request.user.today(timezone.now()) + timedelta(days=days)
