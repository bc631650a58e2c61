"""What mail brought that a person decides: what their words may mean, and asks that were handed to the mail program."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from crm.models import Draft, MailOffer, OfferKind, Outcome, Staff
from crm.readiness.wording import on
from crm.today.day import Card, Day, as_needed, theirs

ASKED_AFTER = timedelta(days=1)
SHOWN_DAYS = 60
WORDS = 30


def waiting_offers(staff: Staff, *, as_of: datetime) -> QuerySet[MailOffer]:
    """What mail of the last weeks to this staff member may mean, and nobody said yet; the newest first."""
    offers = MailOffer.objects.filter(
        settled_at=None,
        interaction__staff=staff,
        interaction__voided_at=None,
        interaction__occurred_at__gte=as_of - timedelta(days=SHOWN_DAYS),
    ).exclude(~Q(ask__outcome__in=["", Outcome.SILENT]), kind=OfferKind.OUTCOME)  # that is told already
    told = offers.select_related("interaction__contact", "campaign", "ask__campaign")
    return told.order_by("-interaction__occurred_at", "pk")


def offered(day: Day) -> Iterator[Card]:
    """Answers to asks are not here: the ask's own card says so."""
    offers = waiting_offers(day.staff, as_of=day.as_of).exclude(kind=OfferKind.OUTCOME)
    newest = offers.filter(interaction__contact__in=day.contacts.values("pk"))
    for offer in as_needed(newest, day):
        yield Card(
            key=f"offer:{offer.interaction.contact_id}:{offer.pk}",
            verb="offer",
            contact=offer.interaction.contact,
            sentence=offer_sentence(offer, day.staff),
            staff_id=offer.interaction.staff_id,
            campaign=offer.campaign,
            offer=offer,
        )


def handed(day: Day) -> Iterator[Card]:
    """The mail program got them a day ago, and nobody said whether they went; what is seen in Sent asks by itself."""
    found = MailOffer.objects.filter(
        kind=OfferKind.SENT, campaign=OuterRef("campaign"), interaction__contact=OuterRef("contact")
    )
    waiting = Draft.objects.filter(
        ~Exists(found), theirs(day), handed_at__lt=day.as_of - ASKED_AFTER, contact__in=day.contacts.values("pk")
    )
    for draft in as_needed(waiting.select_related("contact", "campaign").order_by("handed_at", "pk"), day):
        if draft.handed_at is None:
            continue
        yield Card(
            key=f"handed:{draft.contact_id}:{draft.campaign_id}",
            verb="ask",
            contact=draft.contact,
            sentence=_("Your mail program got the ask for “%(campaign)s” on %(day)s: did it go? Say so, or write on.")
            % {"campaign": draft.campaign.name, "day": on(draft.handed_at.astimezone(day.staff.zone).date())},
            staff_id=draft.staff_id,
            campaign=draft.campaign,
        )


def offer_sentence(offer: MailOffer, staff: Staff) -> str:
    campaign = offer.campaign or (offer.ask.campaign if offer.ask else None)
    said = {
        "day": on(staff.today(offer.interaction.occurred_at)),
        "quote": Truncator(offer.quote).words(WORDS) or "…",
        "campaign": campaign.name if campaign else "",
    }
    return {
        OfferKind.BOUNDARY: _("They ask not to be written to, on %(day)s: “%(quote)s”"),
        OfferKind.REQUEST: _("They may ask for something, on %(day)s: “%(quote)s”"),
        OfferKind.INVITATION: _("They may have invited you, on %(day)s: “%(quote)s”"),
        OfferKind.OUTCOME: _("They wrote on %(day)s, after your ask for “%(campaign)s”: what did they say?"),
        OfferKind.SENT: _("Your mail of %(day)s reads like the ask for “%(campaign)s”: record it as one?"),
    }[OfferKind(offer.kind)] % said
