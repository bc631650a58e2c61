"""What a language brings along, and how letters are made out to somebody."""

from typing import NamedTuple


class Letter(NamedTuple):
    """`otherwise` says the same thing in words of its own; `edits` are a few words changed for others."""

    sentences: tuple[str, ...]
    edits: tuple[tuple[str, str], ...]
    otherwise: str


class Language(NamedTuple):
    """`people` have a name and an outlet. Openers and paragraphs are put before a letter; `personal` stands alone."""

    name: str
    letters: tuple[Letter, ...]
    people: tuple[tuple[str, str], ...]
    greetings: tuple[str, ...]
    sign_offs: tuple[str, ...]
    staff: tuple[str, ...]
    openers: tuple[str, ...]
    paragraphs: tuple[str, ...]
    personal: tuple[str, ...]
    closing: str
    thread: str
    replies: tuple[str, ...]
    shorts: tuple[str, ...]


class Sent(NamedTuple):
    """A text and the names around it: recipient, outlet, writer."""

    text: str
    names: tuple[str, str, str]


class Pair(NamedTuple):
    language: str
    source: str
    one: Sent
    other: Sent
    is_copy: bool


LINKS = ("https://heat.example/report", "files.example/2026/a?ref=17", "www.commons.example")
FIGURES = ("12", "1.240", "37")


def made_out(language: Language, body: str, to: int, *, below: str = "") -> Sent:
    """`body` as the `to`-th recipient gets it: greeted, signed, with their own link and figure."""
    name, outlet = language.people[to % len(language.people)]
    staff = language.staff[to % len(language.staff)]
    filled = {
        **{"name": name, "first": name.split()[0], "last": name.split()[-1], "outlet": outlet, "staff": staff},
        **{"link": LINKS[to % len(LINKS)], "figure": FIGURES[to % len(FIGURES)]},
    }
    if language.name == "japanese":  # family names come first
        filled["last"] = name.split()[0]
    greeting = language.greetings[to % len(language.greetings)]
    sign_off = language.sign_offs[to % len(language.sign_offs)]
    text = "\n\n".join((greeting, body, sign_off, *((below,) if below else ())))
    return Sent(_fill(text, filled), (name, outlet, staff))


def _fill(text: str, filled: dict[str, str]) -> str:
    for field, value in filled.items():
        text = text.replace("{" + field + "}", value)
    return text
