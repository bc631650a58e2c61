"""Log an interaction: what happened, between whom, when; then bring the relationship up to date."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.addresses import canonical, why_not_a_link
from crm.errors import Conflict, Refusal
from crm.genuine.automated import sent_by_a_machine
from crm.genuine.copies import marks_after, rejudge_copies
from crm.genuine.kept import keep_wording
from crm.genuine.promotional import is_promotional
from crm.genuine.wording import OwnWords, names_around, read_own_words
from crm.models import Contact, Direction, Interaction, Kind, Staff, Topic
from crm.models.relationships import Pair
from crm.readiness.facts import refresh


@transaction.atomic
def log_interaction(
    *,
    staff: Staff,
    contact: Contact,
    channel: str,
    direction: str,
    kind: str,
    occurred_at: datetime,
    as_of: datetime,
    text: str = "",
    url: str = "",
    topics: Collection[Topic] = (),
    automated: bool = False,
    needs_answer: bool | None = None,
    external_id: str = "",
    introduces: Staff | None = None,
    answers: Interaction | None = None,
    refusal: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Interaction:
    """`headers` are a mail's own and are not kept: they tell whether a machine sent it. Raises Refusal for what cannot
    be, Conflict when its external_id is logged already."""
    interaction = Interaction(
        staff=staff,
        contact=contact,
        channel=channel,
        direction=direction,
        kind=kind,
        occurred_at=occurred_at,
        entered_at=as_of,
        text=text,
        url=url,
        automated=automated or sent_by_a_machine(direction, text, headers or {}),
        needs_answer=needs_answer,
        external_id=external_id,
        introduces=introduces,
        answers=answers,
        refusal=refusal,
    )
    require_contact(staff, contact)
    check_interaction(interaction, as_of)
    words = read_text(interaction)
    _store(interaction)
    if topics:
        interaction.topics.set(topics)
    keep_wording(words)
    bring_up_to_date([interaction], only_more=direction == Direction.OUTBOUND)
    return interaction


def check_interaction(interaction: Interaction, as_of: datetime) -> None:
    """Refuse what cannot have happened."""
    interaction.check_fields()
    errors: dict[str, str] = {}
    if interaction.occurred_at > as_of:
        errors["occurred_at"] = _("That is in the future; log it when it has happened.")
    elif interaction.occurred_at.year < 1950:
        errors["occurred_at"] = _("That is before 1950; check the year.")
    if interaction.kind == Kind.READ and interaction.direction != Direction.OBSERVED:
        errors["kind"] = _("What we read of theirs is observed: give the direction “observed”.")
    if interaction.refusal and interaction.direction not in (Direction.INBOUND, Direction.MUTUAL):
        errors["refusal"] = _("Only something of theirs can be a no.")
    if interaction.introduces_id and interaction.kind != Kind.INTRODUCTION:
        errors["introduces"] = _("Only an introduction introduces a colleague.")
    if interaction.introduces_id and interaction.introduces_id == interaction.staff_id:
        errors["introduces"] = _("Name the colleague who is introduced, not yourself.")
    if interaction.answers_id and interaction.answers and interaction.answers.contact_id != interaction.contact_id:
        errors["answers"] = _("It answers something of somebody else’s; choose one of this contact’s.")
    if sentence := why_not_a_link(interaction.url):
        errors["url"] = sentence
    if errors:
        raise Refusal(**errors)


def read_text(interaction: Interaction, judged: str | None = None) -> OwnWords:
    """What the text says about itself, and its own words, to be kept once it is stored: judged on the text first
    saved, and only where it is ours. `judged` are the words as they were written, None for the text itself."""
    said = interaction.text if judged is None else judged
    interaction.address = canonical(interaction.url)
    if interaction.direction != Direction.OUTBOUND:
        interaction.fingerprint, interaction.word_count = "", 0
        interaction.promotional = interaction.canned = False
        return read_own_words("")
    words = read_own_words(said, names=names_around(interaction.contact, interaction.staff))
    interaction.fingerprint, interaction.word_count = words.fingerprint, words.word_count
    interaction.promotional = is_promotional(
        staff=interaction.staff,
        contact=interaction.contact,
        text=said,
        url=interaction.url,
        occurred_at=interaction.occurred_at,
    )
    return words


def _store(interaction: Interaction) -> None:
    if not interaction.external_id:  # nothing it could clash with
        interaction.save()
        return
    try:
        with transaction.atomic():
            interaction.save()
    except IntegrityError as error:
        if "interaction_external_id_once" not in str(error):
            raise
        existing = Interaction.objects.filter(
            staff=interaction.staff, contact=interaction.contact, external_id=interaction.external_id
        ).first()
        raise Conflict(external_id=_("This is logged already."), existing=existing) from error


def pairs_of(interaction: Interaction) -> list[Pair]:
    """The relationships whose facts an interaction is part of."""
    pairs = [(interaction.staff_id, interaction.contact_id)]
    if interaction.introduces_id:
        pairs.append((interaction.introduces_id, interaction.contact_id))
    return pairs


def bring_up_to_date(
    interactions: Iterable[Interaction],
    also: Iterable[Pair] = (),
    also_marks: Iterable[str] = (),
    *,
    only_more: bool = False,
) -> None:
    """Decide anew what is canned, then the facts of every relationship that is touched. What an interaction
    was part of before it was changed is given by `also` and `also_marks`; `only_more`: nothing was taken away."""
    touched, marks = list(also), list(also_marks)
    for interaction in interactions:
        touched += pairs_of(interaction)
        marks += [interaction.fingerprint, *marks_after(interaction)]
    changed = rejudge_copies(marks, only_more=only_more)
    for interaction in interactions:
        if changed and interaction.pk:
            interaction.refresh_from_db(fields=["canned"])
    refresh([*touched, *changed])
