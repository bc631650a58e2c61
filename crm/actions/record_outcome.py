"""Record what came of an ask. A no makes a boundary; silence comes by itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.actions.note_boundary import store_boundary
from crm.addresses import why_not_a_link
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Ask, Boundary, BoundaryOrigin, BoundaryScope, Outcome, Staff
from crm.readiness.question import SILENT_AFTER_DAYS
from crm.readiness.wording import on

UNDO_WITHIN = timedelta(minutes=10)
SCOPES_OF_A_NO = (
    BoundaryScope.CAMPAIGN,
    BoundaryScope.TOPIC,
    BoundaryScope.CLIENT,
    BoundaryScope.EVERYTHING,
)


@transaction.atomic
def record_outcome(
    *,
    staff: Staff,
    ask: Ask,
    outcome: str,
    as_of: datetime,
    scope: str = "campaign",
    until: date | None = None,
    note: str = "",
    links: Sequence[str] = (),
    answered_at: datetime | None = None,
) -> Ask:
    """`scope` and `until` are the boundary's of a no; `until` is their date of a not_now (None: the usual rest);
    `answered_at` is when they said so, None for just now. Raises Conflict when another answer stands; a later one
    replaces silence."""
    require_contact(staff, ask.contact)
    lock_person(ask.contact)  # before the ask, as everywhere: two that wait for each other would fail
    ask = Ask.objects.select_for_update().select_related("campaign", "staff", "contact").get(pk=ask.pk)
    _check(ask, staff, outcome, scope, until, as_of)
    _check_moment(ask, answered_at, as_of)
    _check_links(links)
    ask.outcome, ask.outcome_at, ask.outcome_by = outcome, answered_at or as_of, staff
    ask.outcome_note, ask.links = note, list(links)
    ask.not_now_until = until if outcome == Outcome.NOT_NOW else None
    ask.check_fields()
    ask.save()
    if outcome == Outcome.NO:
        _set_boundaries(ask, staff, scope, until, note, as_of)
    return ask


@transaction.atomic
def take_back_outcome(*, staff: Staff, ask: Ask, as_of: datetime) -> Ask:
    """Undo a slip of the hand: by whoever recorded it, within ten minutes. What it set is lifted, and history
    keeps both. Later, or by others, an answer stands."""
    require_contact(staff, ask.contact)
    ask = Ask.objects.select_for_update().get(pk=ask.pk)
    if not ask.outcome or ask.outcome_at is None:
        raise Conflict(_("No outcome is recorded; there is nothing to take back."))
    if ask.outcome_by_id != staff.pk or as_of - ask.outcome_at > UNDO_WITHIN:
        raise Conflict(_("An outcome can be taken back for ten minutes, by whoever recorded it."))
    for boundary in ask.boundaries.filter(lifted_at=None):
        boundary.lifted_at, boundary.lifted_by = as_of, staff
        boundary.lift_reason = "Recorded by mistake and taken back at once."
        boundary.save()
    ask.outcome, ask.outcome_at, ask.outcome_by = "", None, None
    ask.outcome_note, ask.links, ask.not_now_until = "", [], None
    ask.save()
    return ask


def _check_moment(ask: Ask, answered_at: datetime | None, as_of: datetime) -> None:
    if answered_at is not None and answered_at > as_of:
        raise Refusal(answered_at=_("That is in the future; record it when they have answered."))
    if answered_at is not None and answered_at < ask.asked_at:
        raise Refusal(
            answered_at=_("They were asked on %(day)s; an answer comes after the question.")
            % {"day": on(ask.asked_at.date())}
        )
    if as_of < ask.asked_at:
        raise Refusal(_("This ask is not made yet; its answer comes after it."))


def _check_links(links: Sequence[str]) -> None:
    for link in links:
        if sentence := why_not_a_link(link):
            raise Refusal(links=sentence)


def _check(ask: Ask, staff: Staff, outcome: str, scope: str, until: date | None, as_of: datetime) -> None:
    if outcome not in Outcome.values:
        raise Refusal(outcome=_("Choose one of %(values)s.") % {"values": ", ".join(Outcome.values)})
    if ask.voided_at is not None:
        raise Conflict(_("This ask was voided; it has no outcome."))
    if ask.outcome and ask.outcome != Outcome.SILENT:
        raise Conflict(_("Its outcome is recorded already: %(label)s.") % {"label": Outcome(ask.outcome).label.lower()})
    if outcome == Outcome.SILENT and ask.outcome:
        raise Conflict(_("It is recorded as silent already."))
    if outcome == Outcome.WITHDRAWN and (ask.outcome or _is_silent(ask, as_of)):
        raise Conflict(_("It went unanswered and counts as silent; withdrawing it now would shorten their rest."))
    if outcome == Outcome.WITHDRAWN and staff.pk != ask.staff_id and not staff.is_manager:
        raise NotAllowed(_("Whoever asked, or a manager, can withdraw it."))
    if outcome == Outcome.NO and scope not in SCOPES_OF_A_NO:
        raise Refusal(scope=_("Choose one of %(scopes_of_a_no)s.") % {"scopes_of_a_no": ", ".join(SCOPES_OF_A_NO)})
    if outcome == Outcome.NO and scope == BoundaryScope.CLIENT and not ask.campaign.client.strip():
        raise Refusal(scope=_("This campaign names no client; choose campaign, topic or everything."))
    if outcome == Outcome.NO and scope == BoundaryScope.TOPIC and not ask.campaign.topics.exists():
        raise Refusal(scope=_("This campaign has no topic; choose campaign, client or everything."))
    if until is not None and until <= staff.today(as_of):
        raise Refusal(until=_("Give a day to come."))


def _set_boundaries(ask: Ask, staff: Staff, scope: str, until: date | None, note: str, as_of: datetime) -> None:
    """What they said no to; a no to the topic is one to each topic of the campaign."""
    campaign = ask.campaign
    targets: list[dict[str, object]] = [{}]
    if scope == BoundaryScope.CAMPAIGN:
        targets = [{"campaign": campaign}]
    elif scope == BoundaryScope.CLIENT:
        targets = [{"client": campaign.client.strip()}]
    elif scope == BoundaryScope.TOPIC:
        targets = [{"topic": topic} for topic in campaign.topics.all()]
    for target in targets:
        boundary = Boundary(
            contact=ask.contact,
            scope=scope,
            until=until,
            origin=BoundaryOrigin.ANSWERED_NO,
            note=note,
            ask=ask,
            noted_by=staff,
            **target,
        )
        store_boundary(boundary, as_of)


def _is_silent(ask: Ask, as_of: datetime) -> bool:
    age = ask.staff.today(as_of) - ask.staff.today(ask.asked_at)
    return not ask.outcome and age.days >= SILENT_AFTER_DAYS


@transaction.atomic
def fall_silent(*, as_of: datetime) -> int:
    """Close asks that went unanswered for 21 days; how many. The rule counts them as silent from that day on
    whether or not this has run."""
    roughly = Ask.objects.standing().filter(outcome="", asked_at__lte=as_of - timedelta(days=SILENT_AFTER_DAYS - 1))
    closed = 0
    for ask in roughly.select_related("staff").select_for_update(of=("self",)).order_by("pk"):
        if _is_silent(ask, as_of):
            ask.outcome, ask.outcome_at = Outcome.SILENT, as_of
            ask.save(update_fields=["outcome", "outcome_at"])
            closed += 1
    return closed
