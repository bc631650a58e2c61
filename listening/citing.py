"""A post as the reason for an ask: the domain knows no mentions, so whoever asks brings its words and link along."""

from crm.models import BecauseKind, Contact
from crm.readiness.message import Because
from listening.inbox import mentions_of

LONGEST = 2000


def with_words(because: Because | None, *, contact: Contact) -> Because | None:
    """The reason, with text and link where it cites a mention of this contact. Without them, as for a mention of
    somebody else, it is a reason that does not hold, and the rule says so."""
    if because is None or because.kind != BecauseKind.MENTION:
        return because
    mention = mentions_of(contact).filter(pk=because.id).first()
    if mention is None:
        return because
    return Because(because.kind, because.id, (mention.text or mention.title)[:LONGEST], mention.url)
