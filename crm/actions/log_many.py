"""Log many interactions at once: each judged by itself, all written and worked out together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.log_interaction import check_interaction, pairs_of, read_text
from crm.errors import Conflict, Refusal
from crm.genuine.automated import sent_by_a_machine
from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import keep_wordings
from crm.genuine.wording import SHORT_WORDS, OwnWords
from crm.models import Direction, Interaction, Staff
from crm.readiness.facts import refresh

Identity = tuple[int, str]  # contact id, external_id


def log_many(*, staff: Staff, entries: Sequence[dict[str, Any]], as_of: datetime) -> list[Interaction | Refusal]:
    """An answer for each entry, in order: one that is refused stands there as its Refusal, the others are kept.
    An entry has what log_interaction takes; `judged`, if it is there, are its own words where the text that is kept
    says less, or more; and `import_job`."""
    try:
        with transaction.atomic():
            return _log_together(staff, entries, as_of)
    except IntegrityError:  # somebody logged one of them meanwhile: each by itself will find out which
        return [_log_one(staff, entry, as_of) for entry in entries]


def _log_one(staff: Staff, entry: dict[str, Any], as_of: datetime) -> Interaction | Refusal:
    try:
        with transaction.atomic():
            return _log_together(staff, [entry], as_of)[0]
    except IntegrityError:  # at this very moment
        return Conflict(external_id=_("This is logged already."))


def _log_together(staff: Staff, entries: Sequence[dict[str, Any]], as_of: datetime) -> list[Interaction | Refusal]:
    known = _logged_before(staff, entries)
    answers: list[Interaction | Refusal] = []
    said: list[OwnWords] = []
    for entry in entries:
        interaction = _made(staff, as_of, **entry)
        try:
            said.append(_check(staff, interaction, known, as_of, entry.get("judged")))
        except Refusal as refusal:
            answers.append(refusal)
            continue
        if interaction.external_id:
            known[interaction.contact_id, interaction.external_id] = interaction
        answers.append(interaction)
    logged = [answer for answer in answers if isinstance(answer, Interaction)]
    Interaction.objects.bulk_create(logged)
    keep_wordings(said)
    _set_topics(zip(answers, entries, strict=True))
    _bring_up_to_date(staff, logged)
    return answers


def _made(
    staff: Staff,
    as_of: datetime,
    *,
    topics: Any = (),
    headers: Mapping[str, str] | None = None,
    automated: bool = False,
    judged: str | None = None,
    **fields: Any,
) -> Interaction:
    automated = automated or sent_by_a_machine(fields["direction"], fields.get("text", ""), headers or {})
    return Interaction(staff=staff, entered_at=as_of, automated=automated, **fields)


def _logged_before(staff: Staff, entries: Sequence[dict[str, Any]]) -> dict[Identity, Interaction]:
    ids = [entry["external_id"] for entry in entries if entry.get("external_id")]
    found = Interaction.objects.filter(staff=staff, external_id__in=ids) if ids else ()
    return {(one.contact_id, one.external_id): one for one in found}


def _check(
    staff: Staff, interaction: Interaction, known: dict[Identity, Interaction], as_of: datetime, judged: str | None
) -> OwnWords:
    require_contact(staff, interaction.contact)
    check_interaction(interaction, as_of)
    words = read_text(interaction, judged)
    existing = known.get((interaction.contact_id, interaction.external_id))
    if existing is not None:
        raise Conflict(external_id=_("This is logged already."), existing=existing)
    return words


def _set_topics(logged: Any) -> None:
    through = Interaction.topics.through
    through._default_manager.bulk_create(
        through(interaction_id=answer.pk, topic_id=topic.pk)
        for answer, entry in logged
        if isinstance(answer, Interaction)
        for topic in {topic.pk: topic for topic in entry.get("topics", ())}.values()
    )


def _bring_up_to_date(staff: Staff, logged: list[Interaction]) -> None:
    """Their texts, and our short ones to the same people: something of theirs may have made answers of those."""
    contacts = {one.contact_id for one in logged}
    short = Interaction.objects.filter(
        staff=staff, contact__in=contacts, direction=Direction.OUTBOUND, word_count__lt=SHORT_WORDS
    )
    marks = {*short.values_list("fingerprint", flat=True), *(one.fingerprint for one in logged)}
    changed = rejudge_copies(marks)
    if changed:
        canned = Interaction.objects.filter(pk__in=[one.pk for one in logged], canned=True)
        ids = set(canned.values_list("pk", flat=True))
        for one in logged:
            one.canned = one.pk in ids
    refresh([pair for one in logged for pair in pairs_of(one)] + changed)
