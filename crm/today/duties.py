"""What waits for us: promises, introductions, answers, mail that did not go, and asks whose outcome nobody told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from crm.actions.follow_up import FIRST_DAY, LAST_DAY
from crm.introductions import introductions_to_make
from crm.models import (
    Ask,
    Direction,
    Draft,
    Interaction,
    Letter,
    LetterKind,
    LetterStatus,
    MailOffer,
    Meeting,
    MeetingState,
    Promise,
    Relationship,
)
from crm.models.letters import NEVER_SENT
from crm.readiness.question import SILENT_AFTER_DAYS
from crm.readiness.wording import days, on
from crm.today.day import MOST, Card, Day, as_needed, theirs
from crm.today.mail import ASKED_AFTER

UNSENT_SHOWN_DAYS = 14


def _promised(day: Day) -> Iterator[Card]:
    due = Promise.objects.due(day.today + timedelta(days=1)).filter(
        staff__in=day.people, contact__in=day.contacts.values("pk")
    )
    for promise in as_needed(due.select_related("contact").order_by("due_on", "pk"), day):
        late = promise.due_on < day.today
        sentence = _("You promised: %(what)s, due on %(day)s.") if not late else _("Overdue since %(day)s: %(what)s.")
        yield Card(
            key=f"promised:{promise.pk}",
            verb="keep",
            contact=promise.contact,
            sentence=sentence % {"what": Truncator(promise.text).words(20), "day": on(promise.due_on)},
            staff_id=promise.staff_id,
            promise=promise,
            due_on=promise.due_on,
        )


def _introductions(day: Day) -> Iterator[Card]:
    """A colleague would ask, and one knows the person: they are asked to bring the two together."""
    asked = introductions_to_make().filter(introducer__in=day.people, contact__in=day.contacts.values("pk"))
    wanted = asked.select_related("contact", "campaign", "staff").order_by("updated_at", "pk")
    for candidate in as_needed(wanted, day):
        yield Card(
            key=f"introduce:{candidate.pk}",
            verb="introduce",
            contact=candidate.contact,
            sentence=_("%(who)s asks you to introduce them to %(name)s.")
            % {"who": candidate.staff, "name": candidate.contact.name},
            staff_id=candidate.introducer_id or day.staff.pk,
            campaign=candidate.campaign,
        )


def promised_and_wanted(day: Day) -> Iterator[Card]:
    yield from _promised(day)
    yield from _introductions(day)


def answer(day: Day) -> Iterator[Card]:
    waiting = Relationship.objects.filter(
        theirs(day), owed_since__isnull=False, contact__in=day.contacts.values("pk")
    ).exclude(Q(staff__left_on__isnull=False), _owner_wrote_since())
    for tie in as_needed(waiting.select_related("contact").order_by("owed_since", "pk"), day):
        if tie.contact_id in day.met:
            continue  # two of us are waited for; one answer will do
        day.met.add(tie.contact_id)
        yield Card(
            key=f"answer:{tie.contact_id}",
            verb="answer",
            contact=tie.contact,
            sentence=_("%(name)s has been waiting for your answer since %(day)s.")
            % {"name": tie.contact.name, "day": on(tie.owed_on or day.today)},
            staff_id=tie.staff_id,
            due_on=tie.owed_on,
        )


def _owner_wrote_since() -> Exists:
    """Whoever was written to has left, and the contact's owner wrote since."""
    wrote = Interaction.objects.standing().filter(
        contact=OuterRef("contact"),
        staff=OuterRef("contact__owner"),
        direction__in=(Direction.OUTBOUND, Direction.MUTUAL),
        occurred_at__gt=OuterRef("owed_since"),
    )
    return Exists(wrote)


def _letters(day: Day) -> Iterator[Card]:
    """What our mail server could not send, or nobody knows whether it did; a text that is a draft again until it is
    written anew."""
    lately = Q(status__in=NEVER_SENT, finished_at__gte=day.as_of - timedelta(days=UNSENT_SHOWN_DAYS))
    mine = Letter.objects.filter(ask__staff__in=day.people, ask__contact__in=day.contacts.values("pk"))
    again = Draft.objects.filter(
        staff=OuterRef("ask__staff"), contact=OuterRef("ask__contact"), campaign=OuterRef("ask__campaign")
    )
    shown = mine.filter(Q(status=LetterStatus.UNCERTAIN) | lately).annotate(is_draft=Exists(again))
    for letter in shown.select_related("ask__contact", "ask__campaign").order_by("queued_at", "pk"):
        about = {"what": letter.get_kind_display(), "campaign": letter.ask.campaign.name, "why": letter.problem}
        uncertain = letter.status == LetterStatus.UNCERTAIN
        if not uncertain and letter.kind == LetterKind.ASK and not letter.is_draft:
            continue  # it was written anew, or given up
        yield Card(
            key=f"letter:{letter.pk}",
            verb="ask" if letter.is_draft and not uncertain else "record",
            contact=letter.ask.contact,
            sentence=(
                _("%(what)s for “%(campaign)s”: nobody knows whether the mail went. Look, and say so.") % about
                if uncertain
                else _("%(what)s for “%(campaign)s” was not sent: %(why)s The text is kept.") % about
            ),
            staff_id=letter.ask.staff_id,
            campaign=letter.ask.campaign,
            ask=letter.ask,
        )


def _meetings(day: Day) -> Iterator[Card]:
    """In one's own calendar, over, and nobody can tell from it whether they took place."""
    unsure = Meeting.objects.filter(staff=day.staff, state=MeetingState.UNSURE, contact__in=day.contacts.values("pk"))
    for meeting in unsure.select_related("contact").order_by("-starts_at", "pk")[: MOST + 1]:
        about = {"title": meeting.title, "day": on(day.staff.today(meeting.starts_at)), "name": meeting.contact.name}
        yield Card(
            key=f"met:{meeting.pk}",
            verb="met",
            contact=meeting.contact,
            sentence=_("Did you meet on %(day)s? Your calendar has “%(title)s”.") % about
            if meeting.title
            else _("Did you meet on %(day)s? Your calendar has it, but not everybody said that they come.") % about,
            staff_id=day.staff.pk,
            meeting=meeting,
            due_on=day.staff.today(meeting.starts_at),
        )


def record(day: Day) -> Iterator[Card]:
    yield from _letters(day)
    yield from _meetings(day)
    asks = Ask.objects.standing().filter(theirs(day), outcome="", contact__in=day.contacts.values("pk"))
    wrote = MailOffer.objects.filter(ask=OuterRef("pk"), settled_at=None, interaction__voided_at=None)
    asks = asks.annotate(they_wrote=Exists(wrote)).select_related("contact", "campaign", "staff")
    for ask in as_needed(asks.order_by("-they_wrote", "asked_at", "pk"), day):
        verb, sentence = _what_of(ask, day)
        yield Card(
            key=f"record:{ask.pk}",
            verb=verb,
            contact=ask.contact,
            sentence=sentence,
            staff_id=ask.staff_id,
            campaign=ask.campaign,
            ask=ask,
        )


def _what_of(ask: Any, day: Day) -> tuple[str, str]:
    """The verb and the sentence of an open ask, which says whether `they_wrote`."""
    age = (day.today - ask.staff.today(ask.asked_at)).days
    about = {"campaign": ask.campaign.name, "age": days(age)}
    handed = ask.follow_up_handed_at
    if ask.they_wrote:
        return "record", _("They wrote after you asked for “%(campaign)s”, %(age)s ago: what did they say?") % about
    if handed and handed < day.as_of - ASKED_AFTER:
        about["day"] = on(handed.astimezone(day.staff.zone).date())
        words = _("Your mail program got the follow-up on “%(campaign)s” on %(day)s: did it go? Say so, or write on.")
        return "follow_up", words % about
    if not handed and ask.follow_up_at is None and FIRST_DAY <= age <= LAST_DAY:
        words = _("No answer on “%(campaign)s” for %(age)s: follow up once, or record what they said.")
        return "follow_up", words % about
    if age >= SILENT_AFTER_DAYS:
        return "record", _("“%(campaign)s” went unanswered for %(age)s and counts as silent.") % about
    return "record", _("You asked for “%(campaign)s” %(age)s ago: what did they say?") % about
