"""What somebody else wrote: the mail below a reply, and lines that are marked as quoted.

Programs announce it in the words of their language; a line counts as such an announcement only with a date or an
address in it, so that “On reflection, I wrote:” stays the writer's own.
"""

import re

QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
# No two open-ended repeats beside each other anywhere here: on a line of fifty thousand blanks or digits they would
# try each pair of places.
_DATED = r"(?=(?:[^\n]{0,200}\n){0,2}[^\n]{0,200}[\d@])"
_UP_TO = r"[^\n]{0,200}(?:\n[^\n]{0,200}){0,2}?"
_VERBS = {
    "On": r"\bwrote",
    "Am": r"\bschrieb\b[^\n]*",
    "El": r"\bescribi[óo]",
    "Le": r"\ba écrit",
    "Il": r"\bha scritto",
    "Em": r"\bescreveu",
    "Op": r"\bschreef\b[^\n]*",
    "Den": r"\bskrev\b[^\n]*",
}
_WROTE = "|".join(f"{first}\\b{_DATED}{_UP_TO}{verb}" for first, verb in _VERBS.items())
_OTHERWISE = r"[^\n]{0,200}\d[^\n]{0,100}<[^\s<>]{1,100}@[^\s<>]{1,200}>[^\n]{0,20}|\d{4}年\d{1,2}月\d{1,2}日[^\n]*"
_ORIGINAL = (
    r"Original Message|Original-Nachricht|Ursprüngliche Nachricht|Mensaje original|Message d['’]origine|"
    r"Message original|Messaggio originale|Mensagem original|Oorspronkelijk bericht|Forwarded message|"
    r"Weitergeleitete Nachricht|Mensaje reenviado|Message transféré|元のメッセージ|転送メッセージ"
)
_FROM = r"From|Von|De|Da|Van|差出人|送信者"
_THEN = (
    r"Sent|Date|To|Gesendet|Datum|An|Enviado(?: el)?|Fecha|Para|Envoyé|À|Inviato|Data|Verzonden|Aan|"
    r"送信日時|日時|宛先"
)
ANNOUNCED = re.compile(
    rf"^[ \t]*+(?:(?:{_WROTE}|{_OTHERWISE})\s?:[ \t]*$"
    rf"|[-_*]{{2,}}[ \t]*(?:{_ORIGINAL})\b[^\n]*$"
    rf"|\*?(?:{_FROM})\*?[ \t]?:[^\n]+\n(?:[^\n]*\n)?[ \t]*\*?(?:{_THEN})\*?[ \t]?:[^\n]*$)",
    re.MULTILINE | re.IGNORECASE,
)


def blank(text: str, start: int, end: int) -> str:
    """The same length, with spaces there; line breaks stay."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def without_quotes(text: str) -> str:
    """The same length, with blanks for what is quoted. An answer between or below quoted lines is kept."""
    own = QUOTED_LINE.sub(lambda line: " " * len(line.group()), text) if ">" in text else text
    position = 0
    while announced := ANNOUNCED.search(own, position):
        below = text[announced.end() :].lstrip()
        answered_above = bool(own[: announced.start()].strip())
        if answered_above and not below.startswith(">"):
            return blank(own, announced.start(), len(own))
        own, position = blank(own, announced.start(), announced.end()), announced.end()
    return own
