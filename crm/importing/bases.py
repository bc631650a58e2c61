"""On what somebody's data may be held, as our own exports and other systems write it."""

from collections.abc import Callable

from crm.importing.draft import NOTHING
from crm.models.contacts import LawfulBasis

# Whole phrases only: “no consent” and “consent withdrawn” hold the word, too.
_PHRASES = {
    LawfulBasis.INTEREST: (
        "interest", "legitimate interest", "legitimate interests", "legitimate interest – prospect/lead",
        "legitimate interest – existing customer", "legitimate interest – other", "berechtigtes interesse",
    ),
    LawfulBasis.CONSENT: ("consent", "freely given consent from contact", "einwilligung"),
    LawfulBasis.CONTRACT: ("contract", "performance of a contract", "vertrag"),
    LawfulBasis.PUBLIC_TASK: ("public_task", "public task", "legal obligation", "legal duty"),
}  # fmt: skip
_KNOWN = {phrase: basis.value for basis, phrases in _PHRASES.items() for phrase in phrases}
_NOTHING = NOTHING | {"not applicable"}


def basis_of(text: str, wrong: Callable[[str], None]) -> str:
    """One of crm.models.contacts.LawfulBasis; "" for none, and for words that mean none, which are told to `wrong`."""
    plain = " ".join(text.replace(" - ", " – ").split()).casefold()
    if not plain or plain in _NOTHING:
        return ""
    if basis := _KNOWN.get(plain):
        return basis
    wrong(f"Basis: “{text[:40]}” is none; give {', '.join(LawfulBasis.values)}.")
    return ""
