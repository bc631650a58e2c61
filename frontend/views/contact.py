"""One contact: where things stand, who they are, what happened, what an ask still needs."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from crm.calendars.ahead import next_meeting
from crm.models import Boundary, Campaign, Contact, Direction, Interaction, Kind, MeetingState, Merge
from crm.opting_out import opt_out_link
from crm.readiness import Readiness, readiness_for_campaigns
from crm.readiness.question import INVITED_FOR_DAYS
from crm.today.mail import offer_sentence, waiting_offers
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import ContactForm
from frontend.respond import page
from frontend.ties import ties_of
from frontend.timeline import timeline
from listening.pairing import suggested_for

INLINE = ("organization", "title", "location", "tags", "notes", "origin")


def visible_contact(request: StaffRequest, pk: int) -> Contact:
    """The contact if this person may see it, in the trash or not; else there is none."""
    return get_object_or_404(Contact.objects.visible_to(request.user).select_related("owner"), pk=pk)


@signed_in
@require_GET
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    as_of = timezone.now()
    person = visible_contact(request, pk)
    moments, before = timeline(person, _moment(request.GET.get("before", "")), request.user)
    context: dict[str, Any] = {"contact": person, "moments": moments, "before": before}
    if "before" in request.GET and request.htmx:
        return page(request, "frontend/contact_moments.html", context)
    return page(request, "frontend/contact.html", context | _around(request, person, as_of), part="all")


@signed_in
@require_GET
def contact_ties(request: StaffRequest, pk: int) -> HttpResponse:
    """Who here knows them and how it went over half a year: comes when it is looked at, as it counts much."""
    ties, exchanges = ties_of(visible_contact(request, pk), reader=request.user, as_of=timezone.now())
    return render(request, "frontend/contact_ties.html", {"ties": ties, "exchanges": exchanges})


def _around(request: StaffRequest, person: Contact, as_of: datetime) -> dict[str, Any]:
    """All but the timeline: who they are, where they stand for each live campaign, the forms."""
    today = request.user.today(as_of)
    ladders = readiness_for_campaigns(contact=person, staff=request.user, as_of=as_of)
    campaigns = Campaign.objects.prefetch_related("topics").in_bulk([ladder.campaign_id for ladder in ladders])
    listed = set(person.candidacies.values_list("campaign", flat=True))
    # Those they are considered or were asked for first, then those for which most is done.
    ordered = sorted(ladders, key=lambda r: (r.campaign_id not in listed and r.ask is None, -r.met))
    rows = [_ladder(r, campaigns[r.campaign_id]) for r in ordered]
    near = [row for row, r in zip(rows, ordered, strict=True) if r.campaign_id in listed or r.ask] or rows[:1]
    return {
        "ladders": near,
        "other_ladders": [row for row in rows if row not in near],
        "next": _next(rows),
        "request_of_theirs": _request_of_theirs(person, as_of),
        "brief": next_meeting(contact=person, reader=request.user, as_of=as_of),
        "unsure": person.meetings.filter(staff=request.user, state=MeetingState.UNSURE).order_by("-starts_at").first(),
        "offers": _offers(request, person, as_of),
        "interests": _newest_by_topic(person),
        **_boundaries(person, today),
        "opt_out_link": opt_out_link(person),
        "invitations": person.invitations.select_related("topic").order_by("-given_on")[:5],
        "promises": person.promises.open().select_related("staff").order_by("due_on"),
        "handles": person.handles.all(),
        "perhaps_also": suggested_for(person),
        "merges": _merges(request, person),
        "attested": person.attestations.filter(staff=request.user).first(),
        "inline_fields": inline_fields(person),
    }


def inline_fields(person: Contact) -> list[dict[str, Any]]:
    """What can be changed where it stands."""
    fields = ContactForm.base_fields
    return [{"name": name, "label": fields[name].label, "value": getattr(person, name)} for name in INLINE]


def _ladder(readiness: Readiness, campaign: Campaign) -> dict[str, Any]:
    topic = next((topic.name for topic in campaign.topics.all()), "")
    return {"campaign": campaign, "readiness": readiness, "topic": topic}


def _next(ladders: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one sentence on top: of a campaign one may ask for, else of the first."""
    return next((row for row in ladders if row["readiness"].unlocked), None) or next(iter(ladders), None)


def _boundaries(person: Contact, today: date) -> dict[str, list[Boundary]]:
    """Those that stand, and those that were lifted or ran out."""
    found = list(person.boundaries.select_related("topic", "campaign", "lifted_by").order_by("-created_at"))
    standing = [one for one in found if one.stands_on(today)]
    return {"boundaries": standing, "past_boundaries": [one for one in found if one not in standing]}


def _request_of_theirs(person: Contact, as_of: datetime) -> Interaction | None:
    """The newest of their requests that may still be taken as an invitation, and was not."""
    since = as_of - timedelta(days=INVITED_FOR_DAYS)
    asked = person.interactions.standing().filter(kind=Kind.REQUEST, direction=Direction.INBOUND)
    open_ones = asked.filter(invitations=None, occurred_at__gte=since).exclude(text="")
    return open_ones.order_by("-occurred_at").first()


def _offers(request: StaffRequest, person: Contact, as_of: datetime) -> list[dict[str, Any]]:
    """What their latest mail may mean, in words; an answer to an ask is recorded with that ask."""
    waiting = waiting_offers(request.user, as_of=as_of).filter(interaction__contact=person)[:3]
    return [{"offer": one, "sentence": offer_sentence(one, request.user)} for one in waiting]


def _merges(request: StaffRequest, person: Contact) -> Any:
    """What was merged into this record, the last one first: it can be undone from here."""
    seen = Contact.objects.visible_to(request.user)
    merges = Merge.objects.standing().filter(survivor=person, merged__in=seen)
    return merges.select_related("merged", "by").order_by("-pk")[:5]


def _newest_by_topic(person: Contact) -> list[dict[str, Any]]:
    """Each topic once, with its newest evidence and how much there is of it."""
    topics: dict[int, dict[str, Any]] = {}
    for interest in person.interests.select_related("topic").order_by("-noted_at")[:200]:
        topics.setdefault(interest.topic_id, {"newest": interest, "count": 0})["count"] += 1
    return list(topics.values())


def _moment(words: str) -> datetime | None:
    try:
        found = parse_datetime(words)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
