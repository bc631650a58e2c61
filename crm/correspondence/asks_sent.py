"""An ask that went by the mail program is found again in what was sent: one that is recorded is confirmed with its true
words and logged once, as is a follow-up that the mail program got; an ask that was still being written is offered to be
recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crm.genuine.wording import names_around, read_own_words
from crm.models import Ask, Campaign, Contact, Draft, Interaction, Staff

ALIKE = 0.5  # as for near-copies; the writer may have changed the last words in the mail program
SHORTEST = 5  # own words a text must have to be told from any other mail
AROUND = timedelta(days=3)  # between what is recorded and what the mail says

Shingles = set[tuple[str, ...]]


def confirm_asked(
    sent: Sequence[tuple[Contact, str, datetime]], *, staff: Staff, as_of: datetime
) -> set[tuple[int, datetime]]:
    """`sent`: to whom, the own words and when. Contact and moment of those that are asks or their follow-ups; they are
    recorded already, and get the words as they really went."""
    people = {contact.pk for contact, _, _ in sent}
    asks = Ask.objects.standing().filter(staff=staff, contact__in=people).select_related("contact") if people else []
    found: set[tuple[int, datetime]] = set()
    for ask in asks:
        for contact, text, at in sent:
            if contact.pk == ask.contact_id and _is(ask, text, at, staff, as_of):
                found.add((contact.pk, at))
    return found


def drafts_sent(sent: Sequence[tuple[Interaction, str]], staff: Staff) -> list[tuple[Interaction, Campaign]]:
    """`sent`: exchanges of theirs that were just logged, with their own words. Each draft is found once."""
    people = {one.contact_id for one, _ in sent}
    drafts = Draft.objects.filter(staff=staff, contact__in=people).select_related("campaign", "contact")
    found: list[tuple[Interaction, Campaign]] = []
    for draft in drafts.order_by("pk") if people else ():
        written = _shingles(draft.text, draft.contact, staff)
        theirs = (pair for pair in sent if pair[0].contact_id == draft.contact_id)
        likely = [one for one, text in theirs if _alike(written, _shingles(text, draft.contact, staff))]
        if likely:
            found.append((likely[0], draft.campaign))
    return found


def _is(ask: Ask, text: str, at: datetime, staff: Staff, as_of: datetime) -> bool:
    said = _shingles(text, ask.contact, staff)
    followed = ask.follow_up_at or ask.follow_up_handed_at
    if followed and abs(at - followed) <= AROUND and _alike(said, _shingles(ask.follow_up_text, ask.contact, staff)):
        went = {} if ask.follow_up_at else {"follow_up_at": at, "follow_up_handed_at": None}
        _confirm(ask, as_of, follow_up_text=text, **went)
        return True
    if abs(at - ask.asked_at) <= AROUND and _alike(said, _shingles(ask.text, ask.contact, staff)):
        _confirm(ask, as_of, text=text)
        return True
    return False


def _confirm(ask: Ask, as_of: datetime, **told: Any) -> None:
    """Once; what was judged stays judged on the text that was first saved."""
    changed = [name for name, said in told.items() if getattr(ask, name) != said]
    if not changed and ask.found_sent_at:
        return
    for name in changed:
        setattr(ask, name, told[name])
    ask.found_sent_at = ask.found_sent_at or as_of
    ask.save(update_fields=[*changed, "found_sent_at"])


def _shingles(text: str, contact: Contact, staff: Staff) -> Shingles:
    """Runs of two words, so that short asks are told, too."""
    words = read_own_words(text, names=names_around(contact, staff)).folded
    return set(zip(words, words[1:], strict=False)) if len(words) >= SHORTEST else set()


def _alike(one: Shingles, other: Shingles) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE
