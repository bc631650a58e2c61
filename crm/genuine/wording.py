"""What is a person's own in a text: links, handles, numbers, greetings, names, signatures and shared facts
are not."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ADDRESS = re.compile(r"\S+@\S+\.\w+|(?<!\w)@[\w.:-]+")
MERGE_FIELD = re.compile(r"\{\{?[^{}]*\}?\}|\[\[[^\]]*\]\]|<<[^>]*>>|\*\|[^|]*\|\*")
QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d[\d.,:/-]*")
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
SENTENCE_END = re.compile(r"[.!?\n]+")
GREETINGS = frozenset(
    {
        *("hi", "hello", "hey", "dear", "best", "regards", "kind", "cheers", "thanks", "sincerely", "yours"),
        *("hallo", "liebe", "lieber", "moin", "guten", "tag", "grüße", "gruß", "mfg"),
        *("hola", "estimado", "estimada", "querido", "querida", "saludos"),
        *("bonjour", "salut", "cher", "chère", "cordialement", "ciao", "caro", "cara", "saluti"),
    }
)


def without_links(text: str) -> str:
    return LINK.sub(" ", text)


def words(text: str) -> list[str]:
    """All words, folded, without links, addresses, numbers, merge fields, quotes and what follows `-- `."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    for pattern in (SIGNATURE, QUOTED, LINK, ADDRESS, MERGE_FIELD, NUMBER):
        plain = pattern.sub(" ", plain)
    return WORD.findall(plain)


def own_words(text: str, *, names: Iterable[str] = (), facts: str = "") -> list[str]:
    """The words that are the writer's own: also without greetings, the recipient's names and shared facts."""
    left = words(text)
    for sentence in SENTENCE_END.split(facts):
        left = _without(left, words(sentence))
    skipped = GREETINGS.union(part for name in names for part in words(name))
    return [word for word in left if word not in skipped]


def _without(text: list[str], part: list[str]) -> list[str]:
    """`text` without the runs that equal `part`; short runs are nobody's and stay."""
    if len(part) < 3:
        return text
    kept: list[str] = []
    position = 0
    while position < len(text):
        if text[position : position + len(part)] == part:
            position += len(part)
        else:
            kept.append(text[position])
            position += 1
    return kept


def fingerprint(own: list[str]) -> str:
    """The identity of a text for finding copies; "" for one without words."""
    return hashlib.sha256(" ".join(own).encode()).hexdigest() if own else ""
