"""What to do now: the cards of one staff member's day, in the order of the method.

A section's count is the length of its list; a list holds at most MOST cards, and says when there are more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.actions.follow_up import FIRST_DAY, LAST_DAY
from crm.introductions import introductions_to_make
from crm.models import (
    Ask,
    Campaign,
    Contact,
    Direction,
    Draft,
    Interaction,
    Letter,
    LetterKind,
    LetterStatus,
    Promise,
    Relationship,
    Snooze,
    Staff,
)
from crm.models.letters import NEVER_SENT
from crm.readiness import Stage, assess, book
from crm.readiness.expressions import AliveUntil
from crm.readiness.policy import default_policy
from crm.readiness.question import SILENT_AFTER_DAYS
from crm.readiness.wording import days, on

MOST = 50
COOLING_DAYS = 14
UNSENT_SHOWN_DAYS = 14
TITLES = {
    "promised": gettext_lazy("Promised"),
    "answer": gettext_lazy("Answer"),
    "record": gettext_lazy("Record"),
    "listen": gettext_lazy("Listen"),
    "connect": gettext_lazy("Connect"),
    "give": gettext_lazy("Give"),
    "ask": gettext_lazy("Ask"),
    "cooling": gettext_lazy("Cooling"),
}

# Where what is missing is done otherwise than the rest of its stage.
INSTEAD = {"fit": "interest", "owed": "answer"}


@dataclass(frozen=True)
class Card:
    """One thing to do: a sentence, one action (`verb` names it for the screen) and what it is about.
    `staff_id` is whose it is: a colleague's who is away, or one's own."""

    key: str
    verb: str
    contact: Contact
    sentence: str
    staff_id: int
    campaign: Campaign | None = None
    ask: Ask | None = None
    promise: Promise | None = None
    due_on: date | None = None
    topic: str = ""


@dataclass(frozen=True)
class Section:
    name: str
    cards: list[Card] = field(default_factory=list)
    has_more: bool = False

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def count(self) -> int:
        return len(self.cards)


@dataclass(frozen=True)
class _Day:
    staff: Staff
    as_of: datetime
    today: date
    people: list[int]  # oneself, and who is covered
    snoozed: frozenset[str]
    contacts: "QuerySet[Contact]"
    met: set[int] = field(default_factory=set)  # whom a card of the method is about already: one card a person


def today_cards(*, staff: Staff, as_of: datetime) -> list[Section]:
    """All sections, empty ones included."""
    today = staff.today(as_of)
    covered = Staff.objects.at_work().filter(covered_by=staff, away_until__gte=today)
    day = _Day(
        staff=staff,
        as_of=as_of,
        today=today,
        people=[staff.pk, *covered.values_list("pk", flat=True)],
        snoozed=frozenset(Snooze.objects.filter(staff=staff, until__gt=today).values_list("card", flat=True)),
        contacts=Contact.objects.visible_to(staff).listed(),
    )
    return [_section(name, find(day), day.snoozed) for name, find in SECTIONS.items()]


def _section(name: str, cards: Iterable[Card], snoozed: frozenset[str]) -> Section:
    kept: list[Card] = []
    for card in cards:
        if card.key in snoozed:
            continue
        if len(kept) == MOST:
            return Section(name, kept, has_more=True)
        kept.append(card)
    return Section(name, kept)


def _theirs(day: _Day) -> Q:
    """What is one's own, or of somebody one covers for; and what one who has left had begun with contacts of theirs."""
    return Q(staff__in=day.people) | Q(staff__left_on__isnull=False, contact__owner__in=day.people)


def _promised(day: _Day) -> Iterator[Card]:
    due = Promise.objects.due(day.today + timedelta(days=1)).filter(
        staff__in=day.people, contact__in=day.contacts.values("pk")
    )
    for promise in due.select_related("contact").order_by("due_on", "pk"):
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


def _introductions(day: _Day) -> Iterator[Card]:
    """A colleague would ask, and one knows the person: they are asked to bring the two together."""
    asked = introductions_to_make().filter(introducer__in=day.people, contact__in=day.contacts.values("pk"))
    for candidate in asked.select_related("contact", "campaign", "staff").order_by("updated_at", "pk"):
        yield Card(
            key=f"introduce:{candidate.pk}",
            verb="introduce",
            contact=candidate.contact,
            sentence=_("%(who)s asks you to introduce them to %(name)s.")
            % {"who": candidate.staff, "name": candidate.contact.name},
            staff_id=candidate.introducer_id or day.staff.pk,
            campaign=candidate.campaign,
        )


def _promised_and_wanted(day: _Day) -> Iterator[Card]:
    yield from _promised(day)
    yield from _introductions(day)


def _answer(day: _Day) -> Iterator[Card]:
    waiting = Relationship.objects.filter(
        _theirs(day), owed_since__isnull=False, contact__in=day.contacts.values("pk")
    ).exclude(Q(staff__left_on__isnull=False), _owner_wrote_since())
    for tie in waiting.select_related("contact").order_by("owed_since", "pk"):
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


def _letters(day: _Day) -> Iterator[Card]:
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


def _record(day: _Day) -> Iterator[Card]:
    yield from _letters(day)
    asks = Ask.objects.standing().filter(_theirs(day), outcome="", contact__in=day.contacts.values("pk"))
    for ask in asks.select_related("contact", "campaign", "staff").order_by("asked_at", "pk"):
        age = (day.today - ask.staff.today(ask.asked_at)).days
        about = {"campaign": ask.campaign.name, "age": days(age)}
        verb = "record"
        if ask.follow_up_at is None and FIRST_DAY <= age <= LAST_DAY:
            verb = "follow_up"
            sentence = _("No answer on “%(campaign)s” for %(age)s: follow up once, or record what they said.") % about
        elif age >= SILENT_AFTER_DAYS:
            sentence = _("“%(campaign)s” went unanswered for %(age)s and counts as silent.") % about
        else:
            sentence = _("You asked for “%(campaign)s” %(age)s ago: what did they say?") % about
        yield Card(
            key=f"record:{ask.pk}",
            verb=verb,
            contact=ask.contact,
            sentence=sentence,
            staff_id=ask.staff_id,
            campaign=ask.campaign,
            ask=ask,
        )


def _campaigns(day: _Day) -> "QuerySet[Campaign]":
    """Live ones that concern this person: they own it or are to ask somebody."""
    concerned = Q(owner=day.staff) | Q(candidates__staff=day.staff)
    live = Campaign.objects.live(day.today).filter(concerned).distinct()
    return live.select_related("policy").prefetch_related("topics").order_by("name", "pk")


def _on_stage(stage: Stage, verb: str) -> Callable[[_Day], Iterator[Card]]:
    def find(day: _Day) -> Iterator[Card]:
        for campaign in _campaigns(day):
            listed = day.contacts.filter(candidacies__campaign=campaign, candidacies__staff=day.staff)
            rows = book(staff=day.staff, campaign=campaign, as_of=day.as_of, contacts=listed).stage(stage)
            for row in rows.order_by_warmth()[: MOST + 1]:
                if row.pk in day.met:
                    continue
                readiness = assess(row)
                following = readiness.to_do
                if following is None and not readiness.unlocked:
                    continue  # only time helps: nothing to do today
                day.met.add(row.pk)
                sentence = (
                    f"{following.sentence} {following.next_step}"
                    if following
                    else _("%(name)s is ready to be asked for “%(campaign)s”.")
                    % {"name": row.name, "campaign": campaign.name}
                )
                yield Card(
                    key=f"{verb}:{row.pk}:{campaign.pk}",
                    verb=INSTEAD.get(following.name, verb) if following else verb,
                    contact=row,
                    sentence=sentence,
                    staff_id=day.staff.pk,
                    campaign=campaign,
                    topic=next((topic.name for topic in campaign.topics.all()), ""),
                )

    return find


def _cooling(day: _Day) -> Iterator[Card]:
    policy = default_policy()
    until = AliveUntil(
        F("they_wrote_first_on"),
        F("they_wrote_last_on"),
        F("they_wrote_days"),
        Value(policy.quiet_factor),
        Value(policy.quiet_min_days),
        Value(policy.quiet_max_days),
    )
    ties = (
        Relationship.objects.filter(staff=day.staff, they_wrote_days__gte=2, contact__in=day.contacts.values("pk"))
        .annotate(quiet_on=until)
        .filter(quiet_on__gte=day.today, quiet_on__lte=day.today + timedelta(days=COOLING_DAYS))
    )
    for tie in ties.select_related("contact").order_by("quiet_on", "pk")[: MOST * 2]:
        if tie.contact_id in day.met:
            continue
        yield Card(
            key=f"cooling:{tie.contact_id}",
            verb="connect",
            contact=tie.contact,
            sentence=_("%(name)s last wrote on %(day)s; after %(quiet)s the tie counts as quiet.")
            % {
                "name": tie.contact.name,
                "day": on(tie.they_wrote_last_on or day.today),
                "quiet": on(tie.quiet_on),
            },
            staff_id=tie.staff_id,
            due_on=tie.quiet_on,
        )


SECTIONS: dict[str, Callable[[_Day], Iterator[Card]]] = {
    "promised": _promised_and_wanted,
    "answer": _answer,
    "record": _record,
    "listen": _on_stage(Stage.LISTEN, "listen"),
    "connect": _on_stage(Stage.CONNECT, "connect"),
    "give": _on_stage(Stage.GIVE, "give"),
    "ask": _on_stage(Stage.READY, "ask"),
    "cooling": _cooling,
}
