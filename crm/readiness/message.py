"""The message group: personal, because, channel. Judged on the text of one ask, not on the book."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.channels import ASKABLE, Channel
from crm.genuine.changeable import without_links
from crm.genuine.elsewhere import NONE, copies_of
from crm.genuine.greeted import misgreeted
from crm.genuine.leftovers import leftovers
from crm.genuine.wording import OwnWords, names_around, read_own_words, words
from crm.models import Campaign, Contact, Direction, Interaction, Interest, Staff
from crm.models.asks import BecauseKind
from crm.readiness.case import Case
from crm.readiness.respect import no_in_words
from crm.readiness.verdict import Group, Verdict, verdict

PERSONAL_WORDS = 25
SAID_WORDS = 12


@dataclass(frozen=True)
class Because:
    """What of theirs the ask cites. For a post that listening heard (`mention`), whoever passes it has made
    sure that it is theirs and gives its text and link along."""

    kind: str
    id: int
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class Message:
    """The text of an ask and what goes with it."""

    channel: str
    text: str
    because: Because | None
    subject: str = ""


def cite(because: Because | None, *, contact: Contact) -> Because | None:
    """The reason with its text, as it reads now; None when it is not the contact's own."""
    if because is None:
        return None
    if because.kind == BecauseKind.INTEREST:
        interest = Interest.objects.select_related("topic").filter(pk=because.id, contact=contact).first()
        if interest is None:
            return None
        return Because(because.kind, because.id, interest.quote or interest.topic.name, interest.evidence_url)
    if because.kind == BecauseKind.INTERACTION:
        theirs = Interaction.objects.standing().exclude(direction=Direction.OUTBOUND)
        interaction = theirs.filter(pk=because.id, contact=contact).first()
        if interaction is None:
            return None
        return Because(because.kind, because.id, interaction.text[:2000], interaction.url)
    return because if because.kind == BecauseKind.MENTION and (because.text or because.url) else None


def ask_words(text: str, *, contact: Contact, staff: Staff, campaign: Campaign) -> OwnWords:
    """An ask's own words: what everybody is told of the campaign is none of them."""
    return read_own_words(text, names=names_around(contact, staff), facts=campaign.facts)


def judge_message(
    message: Message,
    *,
    cited: Because | None,
    case: Case,
    contact: Contact,
    staff: Staff,
    campaign: Campaign,
    as_of: datetime,
) -> list[Verdict]:
    """`cited` is what `cite` makes of the message's reason."""
    return [
        judge_personal(message, contact=contact, staff=staff, campaign=campaign, as_of=as_of),
        judge_because(message, cited=cited, contact=contact),
        judge_channel(message, case=case),
    ]


def judge_personal(message: Message, *, contact: Contact, staff: Staff, campaign: Campaign, as_of: datetime) -> Verdict:
    words = ask_words(message.text, contact=contact, staff=staff, campaign=campaign)
    have = words.word_count
    enough = have >= PERSONAL_WORDS
    copies = copies_of(words, contact=contact, reader=staff, since=as_of, until=as_of) if enough else NONE
    amiss = _amiss(message, contact=contact, staff=staff)
    if copies.exist:
        sentence = (
            _("Nearly the same text went to %(name)s.") % {"name": copies.shown.contact.name}
            if copies.shown
            else _("Nearly the same text went to somebody else.")
        )
        step = _("Write it anew, for %(name)s alone.") % {"name": contact.name}
    elif amiss:
        sentence, step = amiss
    else:
        sentence = _("%(have)d of at least %(need)d words are your own, without the campaign’s facts.") % {
            "have": have,
            "need": PERSONAL_WORDS,
        }
        step = _("Say in your own words what you ask, and why it would matter to %(name)s.") % {"name": contact.name}
    return verdict(
        "personal",
        Group.MESSAGE,
        met=enough and not copies.exist and amiss is None,
        have=have,
        need=PERSONAL_WORDS,
        sentence=sentence,
        next_step=step,
    )


def _amiss(message: Message, *, contact: Contact, staff: Staff) -> tuple[str, str] | None:
    """Sentence and next step where the text is not made out for this person; None where it is."""
    if left := leftovers(message.subject) or leftovers(message.text):
        sentence = _("“%(left)s” was to be filled in.") % {"left": left[0]}
        return sentence, _("Write what belongs there, or take it out.")
    greeted = misgreeted(message.text, contact=contact, staff=staff)
    if greeted is None or not greeted.whose:
        return None
    said = {"greeted": greeted.name, "whose": greeted.whose, "name": contact.name}
    sentence = _("It greets %(greeted)s, which is %(whose)s, and would go to %(name)s.") % said
    return sentence, _("Greet %(name)s; if they go by that name, say so in their notes.") % said


def judge_because(message: Message, *, cited: Because | None, contact: Contact) -> Verdict:
    said = len(words(without_links(message.text))) >= SAID_WORDS
    if message.because is None:
        sentence = _("The ask does not say yet what of theirs it rests on.")
    elif cited is None:
        sentence = _("The reason is not one of %(name)s’s own interests or posts.") % {"name": contact.name}
    elif not said:
        sentence = _("Without its links the text does not say what you ask and why.")
    else:
        sentence = _("It rests on something of theirs.")
    step = (
        _("Pick one of %(name)s’s interests, or something of theirs that you read.") % {"name": contact.name}
        if cited is None
        else _("Say it in the text itself; a link may go along.")
    )
    return verdict(
        "because",
        Group.MESSAGE,
        met=cited is not None and said,
        have=int(cited is not None),
        need=1,
        sentence=sentence,
        next_step=step,
    )


def possible_channels(case: Case) -> set[str]:
    """Where they wrote to us, or asked to be written to; nothing public, nothing they forbade."""
    gave_us = set(case.dossier.current_channels) if case.invited else set()
    return {channel for channel in (case.wrote_on | gave_us) & case.channels_left if channel in ASKABLE}


def walled_off(wall: dict[str, Any], case: Case) -> str:
    """The no to a channel: when and in which words, where it stands on this very record."""
    sentence = _("They asked not to be written to on this channel.")
    return f"{sentence} {no_in_words(wall)}" if wall["contact"] == case.pk else sentence


def judge_channel(message: Message, *, case: Case) -> Verdict:
    possible = possible_channels(case)
    names = ", ".join(sorted(str(Channel(channel).label) for channel in possible))
    met = message.channel in possible
    if met:
        sentence = _("They use %(channel)s with you.") % {"channel": Channel(message.channel).label}
    elif wall := case.wall_on(message.channel):
        sentence = walled_off(wall, case)
    elif message.channel and message.channel not in ASKABLE:
        sentence = _("This channel is public; an ask is between two people.")
    else:
        sentence = _("%(name)s has not written to you on this channel.") % {"name": case.name}
    return verdict(
        "channel",
        Group.MESSAGE,
        met=met,
        have=int(met),
        need=1,
        sentence=sentence,
        next_step=_("Ask on: %(names)s.") % {"names": names}
        if possible
        else _("Wait until they write to you on a channel of their choice."),
    )
