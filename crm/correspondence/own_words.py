"""What somebody wrote in a mail, apart from what stands below it: quoted history, signature, disclaimer.

What is quoted is decided where the rule about near-copies decides it (crm.genuine.quotes), so that both read alike."""

import re

from crm.genuine.normalising import tidy
from crm.genuine.quotes import blank, without_quotes

LONGEST = 90_000  # characters kept of each
_SIGNATURE = re.compile(r"^--[ \t]*$", re.MULTILINE)
_SENT_FROM = re.compile(
    r"^[ \t]*(?:(?:sent|get|download) (?:from|with|via|using|outlook for|the)\b[^\n]{0,60}"
    r"|(?:von|aus) (?:meinem|unterwegs)\b[^\n]{0,60}gesendet|gesendet (?:von|mit|aus)\b[^\n]{0,60}"
    r"|enviado (?:desde|con|a partir)\b[^\n]{0,60}|envoyé (?:de|depuis|à partir)\b[^\n]{0,60}"
    r"|inviato da\b[^\n]{0,60}|verzonden vanaf\b[^\n]{0,60}|iPhoneから送信)[ \t]*[.。]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^[ \t*_-]*(?:(?:confidentiality|legal|privacy|important) (?:notice|note|disclaimer)|disclaimer"
    r"|vertraulichkeits?hinweis|rechtlicher hinweis|aviso (?:legal|de confidencialidad)|avis de confidentialité)"
    r"\b[^\n]{0,40}[:\n]"
    r"|^[ \t*_-]*(?:this|the (?:information|contents?)|diese|dieses|die|este|ce|le|questo|il|dit)\b[^\n]{0,200}?"
    r"(?:e-?mail|message|communication|nachricht|mensaje|correo|courriel|messaggio|bericht)[^.]{0,200}?"
    r"(?:confidential (?:and|or|information|material)|legally privileged|intended (?:only|solely|exclusively) for"
    r"|vertrauliche (?:und|oder|informationen)|información confidencial|informations? confidentielles"
    r"|informazioni riservate|vertrouwelijke informatie)",
    re.MULTILINE | re.IGNORECASE,
)
# What OpenPGP puts around and below a text that is written out; what it encrypts says nothing to us.
_ARMOUR = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]{1,30}: [^\n]{0,80}\n){0,5}"
    r"|^-----BEGIN PGP (MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)-----.*?(?:^-----END PGP \1-----$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_MANY_BREAKS = re.compile(r"\n\s*\n\s*\n+")


def split(text: str) -> tuple[str, str]:
    """Their own words, and the rest; both as they stand, tidied."""
    whole = tidy(text)
    own = without_quotes(_ARMOUR.sub(lambda armour: blank(armour.group(), 0, len(armour.group())), whole))
    if found := _SIGNATURE.search(own):
        own = blank(own, found.start(), len(own))
    if found := _DISCLAIMER.search(own):
        own = blank(own, found.start(), len(own))
    own = _SENT_FROM.sub(lambda line: " " * len(line.group()), own)
    return _joined(own), _joined(_left(whole, own))


def _left(whole: str, own: str) -> str:
    """Lines of `whole` that are blank in `own`."""
    pairs = zip(whole.split("\n"), own.split("\n"), strict=True)
    return "\n".join("" if said.strip() else line for line, said in pairs)


def _joined(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _MANY_BREAKS.sub("\n\n", lines).strip()[:LONGEST]
